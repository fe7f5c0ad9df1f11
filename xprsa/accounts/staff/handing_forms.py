"""Who is handed over, and who follows them from now on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from xprsa.accounts.staff.closing import Closing
from xprsa.accounts.staff.handing_over import Handing, Successor, ToHand
from xprsa.web.forms import PageForm

_NOBODY = "personne"
_CHOOSE = SelectChoice("", label="Choisissez")


class HandingForm(PageForm):
    """Some people of a list, or all, and another adviser."""

    everybody = BooleanField("Toutes ces personnes")
    people = SelectMultipleField("Ou seulement celles-ci", validate_choice=False)
    successor = SelectField("Qui les suit à partir de maintenant\u00a0?", validate_choice=False)
    sure = HiddenField()

    def __init__(self, fields: Mapping[str, str], *, handing: Handing) -> None:
        """Offer the people of a list, and the advisers."""
        self._known = {str(person.public_id): person for person in handing.people}
        self._successors = handing.successors
        super().__init__(fields)
        self.people.choices = [
            SelectChoice(key, label=f"{person.name}, dossier {person.file_reference}")
            for key, person in self._known.items()
        ]
        self.successor.choices = [_CHOOSE, *_offered(handing.successors)]

    @property
    def missing(self) -> int:
        """How many were chosen that are not on the list any more."""
        return len(set(self.people.data or ()) - self._known.keys())

    @property
    def chosen(self) -> tuple[ToHand, ...]:
        """Who is to be handed over."""
        named = self._known if self.everybody.data else set(self.people.data or ())
        return tuple(person for key, person in self._known.items() if key in named)

    @property
    def taker(self) -> Successor:
        """Who follows them from now on, once valid."""
        return next(
            other for other in self._successors if str(other.account.public_id) == self.successor.data
        )

    @property
    def confirmed(self) -> tuple[list[UUID], UUID] | None:
        """The people and the adviser that the last page named, whoever follows them by now."""
        try:
            people, taker = [UUID(key) for key in self.people.data or ()], UUID(self.successor.data or "")
        except ValueError:
            return None
        return (people, taker) if self.sure.data and people else None

    def validate_people(self, _field: SelectMultipleField) -> None:
        """Ask for somebody."""
        if not self.chosen:
            raise ValidationError("Cochez au moins une personne, ou «\u00a0Toutes ces personnes\u00a0».")

    def validate_successor(self, field: SelectField) -> None:
        """Ask for one of the advisers."""
        if field.data not in [choice.value for choice in field.choices[1:]]:
            raise ValidationError("Choisissez qui suit ces personnes à partir de maintenant.")


class ClosingForm(PageForm):
    """Who follows, from now on, the people of whoever loses access."""

    successor = SelectField("Qui suit ces personnes à partir de maintenant\u00a0?", validate_choice=False)

    def __init__(self, fields: Mapping[str, str], *, leaving: Closing) -> None:
        """Offer the advisers, by their public id; nobody, only where there is no other adviser.

        :param leaving: what the closing touches; without anybody followed, nothing is asked.
        """
        self._leaving = leaving
        super().__init__(fields)
        nobody = [] if leaving.successors else [SelectChoice(_NOBODY, label="Personne pour l’instant")]
        self.successor.choices = [_CHOOSE, *_offered(leaving.successors), *nobody]

    def validate_successor(self, field: SelectField) -> None:
        """Ask who takes over, when anybody is followed."""
        known = [choice.value for choice in field.choices[1:]]
        if self._leaving.people and field.data not in known:
            raise ValidationError("Dites qui suit ces personnes à partir de maintenant.")

    @property
    def successor_id(self) -> UUID | None:
        """Public id of who takes over, once valid; None for nobody."""
        known = [other.account.public_id for other in self._leaving.successors]
        return next((chosen for chosen in known if str(chosen) == self.successor.data), None)


def _offered(successors: Sequence[Successor]) -> list[SelectChoice]:
    return [
        SelectChoice(str(other.account.public_id), label=f"{other.account.name} ({other.organisation})")
        for other in successors
    ]
