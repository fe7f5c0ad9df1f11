"""The form in which a manager writes the next rules of a territory."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import HiddenField, SelectField, StringField, ValidationError

from xprsa.domain.rule import Reason
from xprsa.domain.rule_versions import RULE_FIELDS, RuleField, version_of
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week
from xprsa.rules.service import RulesPage
from xprsa.web.forms import PageForm
from xprsa.web.i18n import day

_DAY = "debut"  # the field of the first week, in the form and in the address of its preview


class RulesForm(PageForm):
    """From which Monday, and each number; `seen` says which versions were on the screen."""

    blamed: ClassVar[Mapping[Reason, str]] = {
        Reason.RULES_SAME_DAY: _DAY,
        Reason.RULES_TOO_SOON: _DAY,
        Reason.RULES_TOO_FAR: _DAY,
        Reason.RULES_UNCHANGED: RULE_FIELDS[0].code,
    }
    debut = SelectField("À partir du lundi", validate_choice=False)
    seen = HiddenField(default="")

    def __init__(self, typed: Mapping[str, Any] | None, *, page: RulesPage) -> None:
        """Offer the Mondays that are possible; without anything typed, what holds on the first of them."""
        first = page.possible[0]
        at_first = page.territory.rules_of(first)
        offered: dict[str, Any] = {field.code: str(field.of(at_first)) for field in RULE_FIELDS}
        super().__init__(typed or None, data=offered | {_DAY: str(first), "seen": page.seen})
        self.debut.choices = [(str(week), day(week.monday)) for week in page.possible]
        self._page = page

    @property
    def numbers(self) -> list[tuple[RuleField, StringField]]:
        """Each rule with the field in which it is typed, in the order of the page."""
        return [(field, self[field.code]) for field in RULE_FIELDS]

    @property
    def rules(self) -> Rules:
        """What was typed; only once the form is valid. Kinds of activity go on as they are."""
        week = Week.parse(self.debut.data)
        typed = {field.code: int(self[field.code].data) for field in RULE_FIELDS}
        return version_of(self._page.territory.rules_of(week), begins=week.monday, numbers=typed)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Every field and its value, to carry them from one page to the next."""
        return [(field.name, field.data or "") for field in self]

    @property
    def is_stale(self) -> bool:
        """Tell whether the versions that were on the screen are no longer those that are kept."""
        return bool(self.seen.data != self._page.seen)

    def replaces(self) -> None:
        """Say that what stands now is on the screen."""
        self.seen.data = self._page.seen

    def validate_debut(self, field: SelectField) -> None:
        """Refuse a day that was never offered, or that is too near by now."""
        if field.data not in {code for code, _ in field.choices}:
            raise ValidationError("Ce lundi n’est plus possible. Choisissez-en un autre.")


def _within(rule: RuleField) -> Any:
    """Refuse what is no number, or one out of the bounds."""

    def check(_form: PageForm, field: StringField) -> None:
        typed = field.data
        if not (typed.isdecimal() and len(typed) < len("1000") and rule.allows(int(typed))):
            raise ValidationError(f"{rule.label}\u00a0: écrivez un nombre de {rule.lowest} à {rule.highest}.")

    return check


def _stripped(text: str | None) -> str:
    return (text or "").strip()


for _rule in RULE_FIELDS:
    setattr(RulesForm, _rule.code, StringField(_rule.label, [_within(_rule)], filters=[_stripped]))
