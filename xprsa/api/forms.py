"""The form in which a manager says what a token is for."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from xprsa.api.tokens import TokenRequest, new_handle
from xprsa.api.words import answers_of
from xprsa.domain.machine_token import LONGEST_LABEL, MOST_DAYS, USUAL_DAYS
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.storage.register_entries import RegisteredModule
from xprsa.web.forms import PageForm

_DAYS = f"Écrivez un nombre de jours, de 1 à {MOST_DAYS}."


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class TokenForm(PageForm):
    """What a machine will read, whether it answers, for how long, and how its token is recognised.

    :ivar handle: the public name of the token to come: a form sent twice makes one.
    :ivar seen: digest of the card that whoever makes it had before their eyes, "" for none yet.
    """

    label = StringField(
        "Quel programme s’en servira",
        [
            DataRequired("Écrivez quel programme s’en servira."),
            Length(max=LONGEST_LABEL, message=f"Gardez {LONGEST_LABEL} signes au plus."),
        ],
        filters=[_stripped],
    )
    purpose = RadioField("Finalité", validate_choice=False)
    answers_of = RadioField("Ce qu’il pourra donner", validate_choice=False, default="")
    days = StringField("Durée, en jours", filters=[_stripped], default=str(USUAL_DAYS))
    handle = HiddenField(validators=[Regexp(r"^[0-9a-f]{10}$")], default=new_handle)
    seen = HiddenField(default="")

    def __init__(
        self,
        typed: Mapping[str, Any] | None,
        *,
        purposes: Sequence[TerritoryPurpose],
        answering: Sequence[RegisteredModule],
    ) -> None:
        """Offer the purposes that are open, and to answer as a module that is active for one of them."""
        super().__init__(typed or None)
        self._open = {purpose.code.value: purpose for purpose in purposes}
        self.purpose.choices = [(code, purpose.code.terms.label) for code, purpose in self._open.items()]
        self._answering = {(module.card.purpose.value, module.card.name) for module in answering}
        names = dict.fromkeys(module.card.name for module in answering)
        self.answers_of.choices = [("", "Rien\u00a0: il lit"), *((name, answers_of(name)) for name in names)]

    def validate_purpose(self, field: RadioField) -> None:
        """Refuse what is not open here."""
        if field.data not in self._open:
            raise ValidationError("Choisissez une finalité de la liste.")

    def validate_answers_of(self, field: RadioField) -> None:
        """Refuse a module that is not asked for the purpose: nobody would be answered about."""
        if field.data and (self.purpose.data, field.data) not in self._answering:
            raise ValidationError(
                "Ce module ne répond pas pour cette finalité. Choisissez-en un autre, ou aucun."
            )

    def validate_days(self, field: StringField) -> None:
        """Refuse what is no number of days, or too many."""
        if not (field.data.isascii() and field.data.isdecimal() and len(field.data) < 5):
            raise ValidationError(_DAYS)
        if not 1 <= int(field.data) <= MOST_DAYS:
            raise ValidationError(_DAYS)

    @property
    def request(self) -> TokenRequest:
        """The token to make; only once the form is valid."""
        purpose = self._open[self.purpose.data]
        days, answers = int(self.days.data), self.answers_of.data or None
        return TokenRequest(self.handle.data, self.label.data, purpose, days, answers)
