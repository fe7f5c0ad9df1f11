"""The forms of an import: a file to read, then a choice to confirm."""

from contextlib import closing
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, ValidationError

from xprsa.web.forms import PageForm

LARGEST_FILE = 5 * 1024 * 1024  # bytes


class UploadForm(PageForm):
    """A file of people.

    :ivar content: the bytes of the file, once the form is valid.
    """

    file = FileField("Fichier CSV")

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
            raise ValidationError("Ce fichier dépasse 5 Mo. Partagez-le en plusieurs fichiers.")


class ConfirmForm(PageForm):
    """What was previewed, and which of its rows to import."""

    ALL, ONLY_GOOD = "toutes", "correctes"

    held = HiddenField()
    rows = HiddenField()

    def validate_rows(self, field: HiddenField) -> None:
        """Accept one of the two choices."""
        if field.data not in (self.ALL, self.ONLY_GOOD):
            raise ValidationError("Choisissez les lignes à importer.")
