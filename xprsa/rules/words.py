"""What rules do and what a change of them touches, in the sentences of the page and of the command."""

from collections.abc import Iterator
from datetime import date

from xprsa.domain.rule_versions import RULE_FIELDS, RuleField
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week
from xprsa.rules.service import RulesPreview
from xprsa.web.i18n import count, day

_NO_BREAK = "\u00a0"


def value(field: RuleField, rules: Rules) -> str:
    """Write `14 jours`."""
    return count(field.of(rules), field.one, field.many)


def told(field: RuleField, rules: Rules) -> str:
    """Say what a number does."""
    return field.tells.format(value=value(field, rules))


def told_all(rules: Rules) -> tuple[tuple[str, str, str], ...]:
    """Give every number of a version: its label, its value, what it does."""
    return tuple((field.label, value(field, rules), told(field, rules)) for field in RULE_FIELDS)


def bounds(field: RuleField) -> str:
    """Say between what a number is chosen, and why."""
    return f"De {field.lowest} à {count(field.highest, field.one, field.many)}{_NO_BREAK}: {field.because}."


def begins(rules: Rules) -> str:
    """Write the day from which a version holds; of the first of all there may be none."""
    return "le début" if rules.valid_from == date.min else f"le {day(rules.valid_from)}"


def first_week(rules: Rules) -> Week:
    """Give the week that holds the day from which a version holds: it stands in the address of its page."""
    return Week.of(rules.valid_from)


def changed(preview: RulesPreview) -> Iterator[tuple[str, str, str]]:
    """Give each number that changes: its label, what it was and what it becomes."""
    for field in preview.changes:
        yield field.label, value(field, preview.before), value(field, preview.rules)


def touches(preview: RulesPreview) -> Iterator[str]:
    """Say whom a change touches, from when, and what it leaves as it is."""
    first = day(preview.rules.valid_from)
    yield f"Ces règles commencent avec la semaine du lundi {first}."
    if preview.until is not None:
        yield f"Elles s’arrêtent {begins(preview.until)}{_NO_BREAK}: d’autres règles sont déjà écrites."
    concerned = preview.concerned
    people = count(concerned.people, "personne", "personnes")
    advisers = count(concerned.advisers, "référent", "référents")
    yield f"Elles concernent tout le territoire{_NO_BREAK}: {people}, {advisers}."
    still_open = count(preview.open_weeks, "semaine encore ouverte", "semaines encore ouvertes")
    yield f"Aucune semaine déjà commencée ne change, envoyée ou non ({still_open})."
    if preview.rules.tacit_days != preview.before.tacit_days:
        sooner = "plus tôt" if preview.rules.tacit_days < preview.before.tacit_days else "plus tard"
        yield (
            f"Dans les semaines d’après, ce que personne n’a lu sera compté {sooner}."
            " Ce qui attend aujourd’hui garde son délai."
        )
    if preview.rules.open_weeks < preview.before.open_weeks:
        yield "Les semaines d’avant restent ouvertes aussi longtemps que prévu."
