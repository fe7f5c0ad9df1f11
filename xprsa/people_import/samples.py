"""What changes for somebody, as a preview shows it: what was beside what would be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.person import Beneficiary
from xprsa.gateways.contacts import spoken
from xprsa.people_import.comparison import PersonChange

MOST_SAMPLES = 20  # people who change shown in a preview
MOST_ARRIVALS = 10  # new people shown in a preview
NOTHING = "rien"
_NAME = "Nom"
_UNLESS_SAID = ("Langue", "fr")

_Pair = tuple[str, str, str]  # label, what was, what would be


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody who changes.

    :ivar changes: label, what was, what would be.
    """

    name: str
    reference: str
    changes: tuple[_Pair, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody new.

    :ivar stored: label, what would be stored.
    """

    name: str
    reference: str
    stored: tuple[tuple[str, str], ...]


def arrival(change: PersonChange) -> Arrival:
    """Show what would be stored of somebody new."""
    person = change.after
    return Arrival(person.account.name, person.file_reference, tuple(_stored(change)))


def _stored(change: PersonChange) -> Iterator[tuple[str, str]]:
    yield "Organisme", change.after.organisation.name
    for label, read in _FIELDS.items():
        value = read(change.after)
        if value and label != _NAME and (label, value) != _UNLESS_SAID:
            yield label, value
    yield from _signed(change)


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
    for label, would in _signed(change):
        yield label, NOTHING, would


def _signed(change: PersonChange) -> Iterator[tuple[str, str]]:
    if terms := change.terms:
        hours = f"{hours_and_minutes(terms.weekly_minutes)} par semaine"
        yield "Contrat", f"{_period(terms.valid_from, terms.valid_until)}, {hours}"
    if exemption := change.exemption:
        yield "Dispense", _period(exemption.valid_from, exemption.valid_until)


def _period(first: date, last: date | None) -> str:
    return f"du {_day(first)} au {_day(last)}" if last else f"à partir du {_day(first)}"


def _day(day: date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None


_FIELDS: dict[str, Callable[[Beneficiary], str | None]] = {
    _NAME: lambda person: person.account.name,
    "Courriel": lambda person: person.account.email,
    "Téléphone": lambda person: spoken(person.account.phone) if person.account.phone else None,
    "Adresse": lambda person: person.account.address,
    "Conseiller": lambda person: person.adviser.name if person.adviser else None,
    "Langue": lambda person: person.language,
    "Moment": lambda person: person.best_hour,
    "Sorti le": lambda person: _day(person.departed_on),
}
