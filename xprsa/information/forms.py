"""What a manager types to word a page or to dress the service."""

import json
from dataclasses import astuple
from datetime import datetime

from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from xprsa.domain.territory import Theme
from xprsa.information.pages import MOST_CHARACTERS
from xprsa.information.theme import is_readable
from xprsa.web.forms import PageForm


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class PageTextForm(PageForm):
    """The words of a page; `read` says which text they replace."""

    body = TextAreaField(
        "Texte de la page",
        [
            Length(
                max=MOST_CHARACTERS, message=f"Le texte dépasse {MOST_CHARACTERS} signes. Raccourcissez-le."
            )
        ],
        filters=[_stripped],
    )
    read = HiddenField()

    @property
    def read_at(self) -> datetime | None:
        """When the text that was on the screen was written; None for the starting text."""
        return datetime.fromisoformat(self.read.data) if self.read.data else None

    def validate_read(self, field: HiddenField) -> None:
        """Refuse a mark that this page did not write."""
        try:
            is_aware = not field.data or datetime.fromisoformat(field.data).utcoffset() is not None
        except ValueError:
            is_aware = False
        if not is_aware:
            raise ValidationError("Rechargez la page, puis recommencez.")


class AppearanceForm(PageForm):
    """Name, colour and short mark at the top of the pages."""

    name = StringField(
        "Nom en haut des pages",
        [Length(max=60, message="Ce nom dépasse 60 signes. Raccourcissez-le.")],
        filters=[_stripped],
    )
    logo = StringField(
        "Sigle",
        [Length(max=6, message="Ce sigle dépasse 6 signes. Raccourcissez-le.")],
        filters=[_stripped],
    )
    colour = StringField("Couleur", filters=[_stripped])
    seen = HiddenField(default="")

    @property
    def theme(self) -> Theme:
        """What was typed; only after `validate`."""
        return Theme(name=self.name.data, colour=self.colour.data.lower(), logo=self.logo.data)

    @property
    def theme_seen(self) -> Theme:
        """How the pages looked when the form was made; plain when that cannot be read."""
        try:
            return Theme(*map(str, json.loads(self.seen.data or "[]")))
        except (ValueError, TypeError):
            return Theme()

    def replaces(self, theme: Theme) -> None:
        """Say which look the next sending replaces: the one that its page shows."""
        self.seen.data = json.dumps(astuple(theme))

    def validate_colour(self, field: StringField) -> None:
        """Refuse a colour on which some people could not read."""
        if field.data and not is_readable(field.data):
            raise ValidationError(
                "Cette couleur est trop claire, ou mal écrite. Essayez plus foncé, comme #0b3d5c."
            )
