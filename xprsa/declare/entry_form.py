"""What staff type of a week that somebody told them: the person's own form, and how it reached them."""

from collections.abc import Mapping
from uuid import uuid4

from wtforms import BooleanField, Label, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from xprsa.declare.forms import WeekForm
from xprsa.declare.proposing import as_pressed, correcting
from xprsa.declare.typed import first
from xprsa.domain.declaration import Channel, Declaration
from xprsa.domain.told import version_told
from xprsa.web.forms import PageForm

WAYS = {
    Channel.PHONE: "La personne me le dit au téléphone",
    Channel.PAPER: "Je recopie une feuille",
    Channel.ASSISTED: "La personne est à côté de moi",
}


class FileForm(PageForm):
    """Whose week is told: the file is named, so that nobody is looked for by name in a whole territory."""

    file_reference = StringField(
        "Numéro de dossier", validators=[InputRequired("Écrivez le numéro du dossier.")]
    )


class EntryForm(WeekForm):
    """The whole week, as the person's own page reads it, and how it was told."""

    channel = RadioField(
        "Comment cette semaine vous arrive-t-elle\u00a0?",
        choices=[SelectChoice(channel.value, label=words) for channel, words in WAYS.items()],
        validate_choice=False,
    )
    agreed = BooleanField("La personne me demande de changer ce qu’elle a envoyé.")

    def __init__(self, fields: Mapping[str, list[str]], standing: Declaration) -> None:
        """Read what was typed on top of what stands: the person's own text, or their taking it back.

        :ivar replaces_own: the version that stands was sent by the person.
        :ivar is_taken_back: the person took the last version back.
        """
        super().__init__(fields)
        self.replaces_own = standing.current is not None and version_told(standing) is None
        self.is_taken_back = standing.shown < 0
        if self.is_taken_back:
            self.agreed.label = Label(self.agreed.id, "La personne me demande d’envoyer cette semaine.")
        self.channel.data = first(fields.get("channel", ()))
        self.agreed.data = bool(first(fields.get("agreed", ())))

    @classmethod
    def on(
        cls, standing: Declaration, fields: Mapping[str, list[str]], pressed: Mapping[str, str]
    ) -> "EntryForm":
        """Read what was typed, as a button of the form changes it, on top of what stands.

        A form made before what the person sent, or took back, becomes the correction of that, which its page
        shows: nobody agreed yet to change what was not before their eyes.
        """
        form = cls(fields, standing)
        form.typed = as_pressed(form.typed, pressed)
        if form.needs_agreement and form.typed.base != standing.shown:
            return cls(form.correcting(standing.shown), standing)
        return form

    @property
    def needs_agreement(self) -> bool:
        """Tell whether only the person's word changes what they did of this week themselves."""
        return self.replaces_own or self.is_taken_back

    def correcting(self, base: int) -> dict[str, list[str]]:
        """Give the fields of this form as the correction of a version, with a fresh key, agreed to by nobody.

        :param base: what stands, as `Declaration.shown` gives it.
        """
        mine = correcting(self.typed, key=self.idempotency_key, base=base)
        return mine.as_fields() | {"key": [str(uuid4())], "channel": [self.channel.data]}

    def validate_channel(self, field: RadioField) -> None:
        """Ask how the week was told."""
        if field.data not in set(WAYS):
            raise ValidationError("Dites comment cette semaine vous arrive.")

    def validate_agreed(self, field: BooleanField) -> None:
        """Change what the person sent, or send what they took back, at their word only."""
        if self.is_taken_back and not field.data:
            raise ValidationError(
                "La personne a retiré sa semaine. Cochez si elle vous demande de l’envoyer."
            )
        if self.replaces_own and not field.data:
            raise ValidationError(
                "La personne a envoyé cette semaine. Cochez si elle vous demande de la changer."
            )
