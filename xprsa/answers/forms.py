"""What staff type about answers: an own view, whether it changed, what they decide of a contest."""

from uuid import UUID

from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from xprsa.storage.answer_entries import ContestOutcome
from xprsa.web.forms import PageForm

LONGEST_WORDS = 500
_TOO_LONG = f"Gardez {LONGEST_WORDS} signes au plus."
_CHANGED = {"oui": True, "non": False}
OUTCOME_LABELS = {
    ContestOutcome.WITHDRAWN: "La retirer\u00a0: plus personne du service ne la lit",
    ContestOutcome.STANDS: "La laisser\u00a0: le service peut de nouveau la lire",
}


class OwnViewForm(PageForm):
    """What somebody thinks of a person before they open what programs answered.

    :ivar asking: public id of the latest asking when the page was shown.
    :ivar none: pressed instead of writing: « je n’ai pas encore d’avis ».
    """

    asking = HiddenField()
    words = StringField("Votre avis, en une phrase")
    none = HiddenField()

    @property
    def view(self) -> str | None:
        """The view; None for « je n’ai pas encore d’avis »."""
        return _cleaned(self.words) or None

    def validate_words(self, _: StringField) -> None:
        """Ask for a sentence or the other button, never for both: nothing that was written is dropped."""
        if self.none.data and self.view:
            raise ValidationError("Vous avez écrit un avis. Gardez-le, ou effacez-le d’abord.")
        if not self.none.data and not self.view:
            raise ValidationError(
                "Écrivez votre avis, ou choisissez «\u00a0Je n’ai pas encore d’avis\u00a0»."
            )
        if len(self.view or "") > LONGEST_WORDS:
            raise ValidationError(_TOO_LONG)


class ChangedForm(PageForm):
    """Whether what somebody read changed their view.

    :ivar asking: public id of the asking for which the view was written.
    """

    asking = HiddenField()
    changed = HiddenField()

    @property
    def asking_named(self) -> UUID | None:
        """The asking; None when it makes no sense."""
        try:
            return UUID(str(self.asking.data))
        except ValueError:
            return None

    @property
    def says(self) -> bool | None:
        """What they say; None when it makes no sense."""
        return _CHANGED.get(str(self.changed.data))


class AnswerDecisionForm(PageForm):
    """What somebody decides of a contested answer."""

    outcome = RadioField(
        "Que devient cette réponse\u00a0?",
        choices=[SelectChoice(outcome.value, label) for outcome, label in OUTCOME_LABELS.items()],
        validate_choice=False,
    )
    words = StringField("Pourquoi\u00a0?")

    @property
    def chosen(self) -> ContestOutcome:
        """The outcome; only after `validate`."""
        return ContestOutcome(self.outcome.data)

    @property
    def reasons(self) -> str:
        """The reasons that the person reads."""
        return _cleaned(self.words)

    def validate_outcome(self, field: RadioField) -> None:
        """Ask for one of the two."""
        if field.data not in set(ContestOutcome):
            raise ValidationError("Choisissez ce que devient cette réponse.")

    def validate_words(self, _: StringField) -> None:
        """Ask for the reasons that both outcomes owe the person."""
        if not self.reasons:
            raise ValidationError("Écrivez pourquoi\u00a0: la personne lira vos mots.")
        if len(self.reasons) > LONGEST_WORDS:
            raise ValidationError(_TOO_LONG)


def _cleaned(field: StringField) -> str:
    return str(field.data or "").replace("\r\n", "\n").strip()
