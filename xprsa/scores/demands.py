"""What is demanded of a module and of its audit before it is proposed: each refusal has a name."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from xprsa.scoring.audit import AuditFindings, Kind, Light, Rule, worst
from xprsa.scoring.document import ENVELOPE
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.rules import TERMS
from xprsa.storage.register_entries import DrawnSecret, OwedEffect, RuleLights

_CHANCE = frozenset({Rule.AGAIN, Rule.HEARD_AGAIN})


class Demand(StrEnum):
    """What was demanded and is not met."""

    SIGNED_REPORT = "signed_report"
    FINDINGS = "findings"
    THIS_MODULE = "this_module"
    NOT_FOR_STUDY = "not_for_study"
    RULES_ASKED = "rules_asked"
    RULES_HOLD = "rules_hold"
    SECRET_OF_HERE = "secret_of_here"  # noqa: S105 # the name of a demand
    SECRET_OF_THIS_MODULE = "secret_of_this_module"  # noqa: S105 # same
    SECRET_UNUSED = "secret_unused"  # noqa: S105 # same
    SECRET_IN_TIME = "secret_in_time"  # noqa: S105 # same
    CARD_COMPLETE = "card_complete"
    CARD_IN_FORCE = "card_in_force"
    ADDRESS = "address"
    KEY_ACCEPTED = "key_accepted"


class ProposalRefused(Exception):
    """A module that is not proposed.

    :ivar why: what is not met.
    :ivar detail: names and words that say which.
    """

    def __init__(self, why: Demand, detail: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.detail = detail


def check_module(card: ModuleCard, *, today: date) -> None:
    """Refuse a card that leaves something blank, names what its purpose does not have, or holds no longer.

    :raises ProposalRefused: CARD_COMPLETE or CARD_IN_FORCE.
    """
    if missing := list(_missing(card)):
        raise ProposalRefused(Demand.CARD_COMPLETE, ", ".join(missing))
    if card.expires_on < today:
        raise ProposalRefused(Demand.CARD_IN_FORCE, card.expires_on.isoformat())


def _missing(card: ModuleCard) -> Iterator[str]:
    """Name what a card does not say, or may not name."""
    for name in ("version", "title", "owner", "legal_basis", "contribution", "limits", "contact"):
        if not getattr(card, name).strip():
            yield name
    for name, parameter in card.parameters.items():
        if not parameter.meaning.strip():
            yield f"parameters.{name}"
    for name in card.fields:
        if name not in ENVELOPE and name not in card.purpose.terms.fields:
            yield f"fields.{name}"


def check_findings(findings: AuditFindings, card: ModuleCard, *, digest: str) -> RuleLights:
    """Give how the rules held; whatever else was found is published, and refuses nothing.

    A rule holds where it is green: amber says that nobody can tell. That people whom nobody has seen are
    treated as the public ones may be amber, where they were few.

    :param digest: of the module as it is installed.
    :raises ProposalRefused: when the audit is of another module, or a rule was not asked or does not hold.
    """
    if findings.module.digest != digest:
        raise ProposalRefused(Demand.THIS_MODULE, findings.module.digest)
    if findings.module.for_study:
        raise ProposalRefused(Demand.NOT_FOR_STUDY)
    held = {finding.rule: finding.light for finding in findings.rules if finding.asked}
    asked = [rule for rule, terms in TERMS.items() if terms.is_asked(card)]
    if missing := [rule for rule in asked if rule not in held]:
        raise ProposalRefused(Demand.RULES_ASKED, ", ".join(missing))
    lenient = {rule: Light.AMBER if rule is Rule.HOLDOUT else Light.GREEN for rule in held}
    if broken := [rule for rule, light in held.items() if light not in (Light.GREEN, lenient[rule])]:
        raise ProposalRefused(Demand.RULES_HOLD, ", ".join(broken))
    of_rules = [light for rule, light in held.items() if rule not in _CHANCE and rule is not Rule.HOLDOUT]
    of_chance = [light for rule, light in held.items() if rule in _CHANCE]
    return RuleLights(worst(*of_rules), worst(*of_chance), held[Rule.HOLDOUT])


def check_secret(
    drawn: DrawnSecret | None, *, digest: str, is_used: bool, made_on: date, proposed_on: date
) -> None:
    """Refuse an audit that was not run with a secret drawn here, for this module, once, and in time.

    :param made_on: the day of the report.
    :raises ProposalRefused: SECRET_OF_HERE, SECRET_OF_THIS_MODULE, SECRET_UNUSED or SECRET_IN_TIME.
    """
    if drawn is None:
        raise ProposalRefused(Demand.SECRET_OF_HERE)
    if drawn.module_digest != digest:
        raise ProposalRefused(Demand.SECRET_OF_THIS_MODULE, drawn.module_digest)
    if is_used:
        raise ProposalRefused(Demand.SECRET_UNUSED)
    if not drawn.drawn_on <= made_on <= proposed_on <= drawn.holds_until:
        raise ProposalRefused(Demand.SECRET_IN_TIME, f"{drawn.drawn_on} – {drawn.holds_until}")


def owed_effects(findings: AuditFindings) -> tuple[OwedEffect, ...]:
    """Give every effect that is not green, circumstances first, then codes, as the findings order them."""
    found = [
        *((effect.kind, effect.name, effect.worst) for effect in findings.effects),
        *((Kind.FIELD, code.name, code.worst) for code in findings.fields),
    ]
    owed = [effect for effect in found if effect[2] is not Light.GREEN]
    return tuple(OwedEffect(number, *effect) for number, effect in enumerate(owed, 1))
