"""The forms of an import: a file to read, its columns to name, then a choice to confirm."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import FileField, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from xprsa.people_import.columns import COLUMNS
from xprsa.people_import.doubts import Sure
from xprsa.people_import.records import shown
from xprsa.people_import.titles import Chosen, Title
from xprsa.web.forms import PageForm

LARGEST_FILE = 5 * 1024 * 1024  # bytes
TOO_LARGE = (
    "Ce fichier dépasse 5 Mo. Partagez-le en plusieurs fichiers."
    " La commande «\u00a0xprsa people import\u00a0» n’a pas cette limite."
)


class UploadForm(PageForm):
    """A file of people.

    :ivar content: the bytes of the file, once the form is valid.
    """

    file = FileField("Fichier des personnes")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.content = b""

    def validate_file(self, field: FileField) -> None:
        """Read the file; refuse none, an empty one, and one that is too large."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Choisissez un fichier.")
        with closing(field.data):
            self.content = field.data.read(LARGEST_FILE + 1)
        if len(self.content) > LARGEST_FILE:
            raise ValidationError(TOO_LARGE)


class ColumnsForm(PageForm):
    """A file that was read, and what each of its columns is: a select for each title, by its letter."""

    BY_LETTER = "colonne_"

    held = HiddenField(id="colonnes")

    @classmethod
    def of(cls, titles: Sequence[Title]) -> "ColumnsForm":
        """Make the form of a file, as its titles were understood."""
        choices = [SelectChoice("", "Ne pas lire"), *(SelectChoice(name, name) for name in COLUMNS)]
        selects = {
            f"{cls.BY_LETTER}{title.letter}": SelectField(
                f"Colonne {title.letter} {shown(title.text or '…')}",
                description=title.example and f"Par exemple {shown(title.example)}.",
                choices=choices,
                default=title.column,
            )
            for title in titles
        }
        form: ColumnsForm = type("ColumnsOfFile", (cls,), selects)()
        return form

    @classmethod
    def chosen(cls, typed: Mapping[str, str]) -> Chosen:
        """Read what was chosen, by letter; what is no column of ours is left out."""
        return {
            name.removeprefix(cls.BY_LETTER): column
            for name, column in typed.items()
            if name.startswith(cls.BY_LETTER) and column in ("", *COLUMNS)
        }


class ConfirmForm(PageForm):
    """What was previewed, and which of its rows to import."""

    ALL, ONLY_GOOD = "toutes", "correctes"

    held = HiddenField()
    rows = HiddenField()

    @staticmethod
    def sure(typed: MultiDict[str, str]) -> Sure:
        """Read what was looked at: the rows, by line; that many change; that the organisations are new."""
        lines = frozenset(int(line) for line in typed.getlist("sure") if line.isascii() and line.isdigit())
        return Sure(lines, many="many" in typed, organisations="organisations" in typed)

    def validate_rows(self, field: HiddenField) -> None:
        """Accept one of the two choices."""
        if field.data not in (self.ALL, self.ONLY_GOOD):
            raise ValidationError("Choisissez les lignes à importer.")
