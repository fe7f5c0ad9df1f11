"""What changes for somebody, as a preview shows it: what was beside what would be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.person import Beneficiary
from xprsa.gateways.contacts import spoken
from xprsa.people_import.comparison import PersonChange

MOST_SAMPLES = 20  # people shown in a preview
NOTHING = "rien"

_Pair = tuple[str, str, str]  # label, what was, what would be


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody who changes.

    :ivar changes: label, what was, what would be.
    """

    name: str
    reference: str
    changes: tuple[_Pair, ...]


def sample(change: PersonChange) -> Sample:
    """Show a change of somebody who is known."""
    before = change.before or change.after
    return Sample(before.account.name, before.file_reference, tuple(_changes(change)))


def _changes(change: PersonChange) -> Iterator[_Pair]:
    before, after = change.before or change.after, change.after
    for label, read in _FIELDS.items():
        was, would = read(before), read(after)
        if was != would:
            yield label, was or NOTHING, would or NOTHING
    if terms := change.terms:
        yield "Contrat", NOTHING, f"du {_day(terms.valid_from)}, {hours_and_minutes(terms.weekly_minutes)}"
    if exemption := change.exemption:
        yield "Dispense", NOTHING, f"du {_day(exemption.valid_from)} au {_day(exemption.valid_until)}"


def _day(day: date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None


_FIELDS: dict[str, Callable[[Beneficiary], str | None]] = {
    "Nom": lambda person: person.account.name,
    "Courriel": lambda person: person.account.email,
    "Téléphone": lambda person: spoken(person.account.phone) if person.account.phone else None,
    "Adresse": lambda person: person.account.address,
    "Conseiller": lambda person: person.adviser.name if person.adviser else None,
    "Langue": lambda person: person.language,
    "Moment": lambda person: person.best_hour,
    "Sorti le": lambda person: _day(person.departed_on),
}
