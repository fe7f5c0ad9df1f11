"""How many files an account opens is counted over all processes, by minute and by hour."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from tests.builders import Clock, People
from xprsa.domain.pace import Pace, Speed
from xprsa.running.service import Service


def count(service: Service, account: int, at: datetime) -> Pace:
    with service.database.at_once() as store:
        return store.reading_paces.count(account, at=at)


def test_each_account_has_its_own_count_and_each_minute_and_hour_begins_anew(
    service: Service, people: People, clock: Clock
) -> None:
    reader, other = people.adviser().id, people.adviser().id
    clock.instant = clock.instant.replace(minute=58, second=59, microsecond=0)
    assert [count(service, reader, clock.instant) for _ in range(2)] == [Pace(1, 1), Pace(2, 2)]
    assert count(service, other, clock.instant) == Pace(1, 1)
    clock.advance(minutes=1)
    assert count(service, reader, clock.instant) == Pace(1, 3)
    clock.advance(minutes=1)
    assert count(service, reader, clock.instant) == Pace(1, 1)
    clock.advance(minutes=-1)  # a clock that is set back counts anew
    assert count(service, reader, clock.instant) == Pace(1, 1)


def test_files_opened_at_the_same_instant_are_all_counted(
    service: Service, people: People, clock: Clock
) -> None:
    reader = people.adviser().id
    with ThreadPoolExecutor(8) as side_by_side:
        list(side_by_side.map(lambda _: count(service, reader, clock.instant), range(40)))
    assert count(service, reader, clock.instant) == Pace(41, 41)


def test_the_journal_says_it_once_an_hour_and_a_clock_that_was_ahead_silences_nothing(
    service: Service, people: People, clock: Clock
) -> None:
    reader = people.adviser().id
    count(service, reader, clock.instant)

    def note(speed: Speed = Speed.MANY) -> bool:
        with service.database.writing() as store:
            return store.reading_paces.note(reader, speed, at=clock.instant)

    assert [note(), note()] == [True, False]
    clock.advance(minutes=59)
    assert not note()
    clock.advance(minutes=1)
    assert note()
    clock.advance(days=-1)
    assert note()
    assert [note(Speed.TOO_FAST), note(Speed.TOO_FAST), note()] == [True, False, False]
