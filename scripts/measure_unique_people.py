"""How many people stand alone in a run, by card, weeks and rounding: the figures of docs/privacy.md.

    python scripts/measure_unique_people.py [PEOPLE ...]

Fills a database of its own with fictitious people, reads them as an export does, and prints a table. The
clock stands still: the same people give the same figures.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from xprsa.demo.filling import fill, plan_for
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.domain.week import Week
from xprsa.export.documents import Composer
from xprsa.gateways.keyring import Keyring
from xprsa.running.publishing import Pseudonyms
from xprsa.running.service import Service
from xprsa.scoring.card import PurposeCard, support_card
from xprsa.scoring.document import ENVELOPE, FIELDS
from xprsa.scoring.purpose import Purpose
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database
from xprsa.storage.export_reading import Period, PersonWeeks

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LAST = Week(2026, 47)
PEOPLE = (200, 2_000)  # the demonstration; a small département
WEEKS = (1, 2, 4, 12)
_AT_A_TIME = 1_000


@dataclass(frozen=True)
class Named:
    """Fields that a card names, and the purpose whose rounding they get.

    :ivar rough: under the purpose; `exact`: under `support`, which tells minutes as they are.
    """

    label: str
    rough: PurposeCard
    exact: PurposeCard


def main(sizes: Sequence[int]) -> None:
    """Print a line for each size and card, a column for each number of weeks: exact minutes / to 30."""
    print("| People | Card | " + " | ".join(f"{weeks} week{'s' * (weeks > 1)}" for weeks in WEEKS) + " |")
    print("|--:|---|" + "--:|" * len(WEEKS))
    for people in sizes:
        with TemporaryDirectory() as folder, _filled(people, Path(folder)) as service:
            for label, alike in _measured(service).items():
                shares = (" / ".join(map(_alone, alike[weeks])) for weeks in WEEKS)
                print(f"| {people} | {label} | " + " | ".join(shares) + " |", flush=True)


def _alone(alike: Counter[bytes]) -> str:
    """Write the share of people whose fingerprint is nobody else's."""
    return f"{sum(1 for number in alike.values() if number == 1) / alike.total():.0%}".replace("%", " %")


def _measured(service: Service) -> dict[str, dict[int, tuple[Counter[bytes], Counter[bytes]]]]:
    """Count people by all that a run says of them, for each card and number of weeks: exact, and rounded."""
    counted, composers = {}, []
    for named in _cards(service):
        counted[named.label] = {weeks: (Counter[bytes](), Counter[bytes]()) for weeks in WEEKS}
        for weeks, both in counted[named.label].items():
            for card, alike in zip((named.exact, named.rough), both, strict=True):
                composers.append((_composer(service, card, weeks), alike))
    for person in _read(service):
        for composer, alike in composers:
            leaving = composer.of_person(person)
            if leaving.documents:
                alike[leaving.fingerprint] += 1
    return counted


def _composer(service: Service, card: PurposeCard, weeks: int) -> Composer:
    period = _period(service, weeks)
    names = PseudonymPeriod.at(period.as_of, period.territory.zone)
    return Composer(card, Pseudonyms(service.keyring, card.purpose, names), period)


@contextmanager
def _filled(people: int, folder: Path) -> Iterator[Service]:
    """Give a service that knows so many fictitious people."""
    Keyring.create(folder / "keyring.json")
    keyring = Keyring.load(folder / "keyring.json")
    url = f"sqlite:///{folder / 'people.sqlite'}"
    database = Database(url, sealer=keyring)
    schema.migrate(database)
    settings = Settings(database_url=url, keyring=folder / "keyring.json", base_url="http://a", demo=True)
    service = Service(settings, database, keyring, lambda: NOW)
    fill(service, plan_for(service, people=people, weeks=max(WEEKS) + 4, seed=1))
    yield service
    database.dispose()


def _cards(service: Service) -> Iterator[Named]:
    (territory,) = service.territories()
    for card in purpose_cards(territory):
        if card.purpose is Purpose.SUPPORT:
            continue
        every = tuple(name for name in FIELDS if name in card.purpose.terms.fields)
        yield _named(f"{card.purpose}, that of the demonstration", card, card.fields)
        yield _named(f"{card.purpose}, every field it may name", card, (*ENVELOPE, *every))


def _named(label: str, card: PurposeCard, fields: tuple[str, ...]) -> Named:
    chosen = {"fields": fields}
    return Named(
        label, card.model_copy(update=chosen), support_card(territory_name="").model_copy(update=chosen)
    )


def _period(service: Service, weeks: int) -> Period:
    (territory,) = service.territories()
    return Period(
        territory=territory, purpose=0, opened_at=NOW, first=LAST.plus(1 - weeks), last=LAST, as_of=NOW
    )


def _read(service: Service) -> Iterator[PersonWeeks]:
    after = 0
    while True:
        with service.database.reading() as store:
            people = store.exports.slice_after(after, period=_period(service, max(WEEKS)), most=_AT_A_TIME)
        if not people:
            return
        yield from people
        after = people[-1].person


if __name__ == "__main__":
    main([int(people) for people in sys.argv[1:]] or PEOPLE)
