"""Lines that break, servers that fail, tokens that end, a process killed: nothing is told twice as new."""

from collections.abc import Sequence

import pytest

from tests.builders import Clock, People, activity, content, week
from tests.interop.named import numbered, pushed
from tests.interop.platform import (
    HOURS,
    SEARCH,
    TOKEN,
    WEEKS,
    FakePlatform,
    Weather,
    already_there,
    cut,
    cut_after,
    html,
    slow,
    somebody_elses,
    status,
)
from xprsa.domain.person import Beneficiary
from xprsa.gateways.si_platform import PlatformClosed, SiPlatform
from xprsa.interop.pushing import MOST_AWAY
from xprsa.running.service import Service
from xprsa.storage.named_documents import NamedDocument

ANA = "10429447247"
BAD = [cut, cut_after, html, slow, somebody_elses, status(500), status(503), status(429)]


@pytest.fixture
def ana(people: People, fake: FakePlatform) -> Beneficiary:
    """Somebody with two weeks to tell."""
    person = numbered(people, fake, ANA)
    for name in ("2026-W46", "2026-W47"):
        people.sends(person, week(name), content(activity("training", "2h")))
    return person


@pytest.mark.parametrize("weather", BAD)
def test_one_failure_is_got_over(
    weather: Weather, service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    fake.then(WEEKS, weather)
    assert pushed(service, fake).weeks == 2
    assert all(left.arrived_at for left in _left(service, ana))
    assert set(fake.new.values()) == {1}


@pytest.mark.parametrize("weather", BAD)
def test_what_goes_on_failing_is_told_as_unsure_and_leaves_again_as_the_same_message(
    weather: Weather, service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    fake.then(WEEKS, *[weather] * 3)
    report = pushed(service, fake)
    assert (report.weeks, report.away) == (0, [ANA])
    before = _left(service, ana)
    assert [left.arrived_at for left in before] == [None, None]  # both were kept before they left
    assert pushed(service, fake).weeks == 2
    assert [left.document for left in _left(service, ana)] == [left.document for left in before]
    assert len(fake.new) == 2
    assert set(fake.new.values()) == {1}
    assert len(set(fake.bodies)) == 2  # the same bytes, however often


@pytest.mark.parametrize("path", [TOKEN, SEARCH])
@pytest.mark.parametrize("weather", [cut, html, slow, status(500)])
def test_before_anything_left_a_failure_leaves_nothing(
    path: str, weather: Weather, service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    fake.then(path, *[weather] * 3)
    assert pushed(service, fake).away == [ANA]
    assert _left(service, ana) == ()
    assert pushed(service, fake).weeks == 2


def test_a_message_that_is_there_already_has_arrived(
    service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    fake.then(WEEKS, already_there)
    assert pushed(service, fake).weeks == 2
    assert all(left.arrived_at for left in _left(service, ana))


def test_a_week_that_is_refused_stops_no_other_and_is_counted(
    service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    fake.then(WEEKS, status(422))
    report = pushed(service, fake)
    assert (report.weeks, report.not_taken) == (1, [ANA])
    assert sorted(left.arrived_at is None for left in _left(service, ana)) == [False, True]


def test_our_token_ends_midway(service: Service, ana: Beneficiary, fake: FakePlatform) -> None:
    fake.then(WEEKS, lambda visit: (fake.forget_access(), fake.answer(visit))[-1])
    assert pushed(service, fake).weeks == 2
    assert fake.asked_for(TOKEN) == 2
    assert fake.asked_for(SEARCH) == 1


def test_the_token_of_a_person_ends_after_a_day_midway(
    service: Service, ana: Beneficiary, fake: FakePlatform, clock: Clock
) -> None:
    fake.then(WEEKS, lambda visit: (clock.advance(hours=HOURS), fake.answer(visit))[-1])
    assert pushed(service, fake).weeks == 2
    assert fake.asked_for(SEARCH) == 2
    assert set(fake.new.values()) == {1}


def test_a_service_that_is_not_let_in_is_a_sentence(
    service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    fake.then(TOKEN, status(400))
    with pytest.raises(PlatformClosed):
        pushed(service, fake)
    assert _left(service, ana) == ()


def test_when_nobody_answers_any_more_the_rest_waits(
    service: Service, people: People, fake: FakePlatform
) -> None:
    numbers = [f"3{number:010}" for number in range(MOST_AWAY + 2)]
    for number in numbers:
        people.sends(numbered(people, fake, number), week(), content(activity("training", "2h")))
    fake.then(SEARCH, *[status(503)] * 3 * MOST_AWAY)
    report = pushed(service, fake)
    assert report.is_stopped
    assert report.away == numbers[:MOST_AWAY]
    assert pushed(service, fake).weeks == len(numbers)


def test_killed_between_a_week_and_its_answer_the_same_message_leaves_again(
    service: Service, ana: Beneficiary, fake: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = SiPlatform.put_week

    def killed_after(platform: SiPlatform, *what: object) -> None:
        put(platform, *what)  # type: ignore[arg-type] # as they came
        raise KeyboardInterrupt

    monkeypatch.setattr(SiPlatform, "put_week", killed_after)
    with pytest.raises(KeyboardInterrupt):
        pushed(service, fake)
    monkeypatch.undo()
    assert len(fake.new) == 1
    assert pushed(service, fake).weeks == 2
    assert set(fake.new.values()) == {1}
    assert len(fake.new) == 2


def test_what_changed_before_it_arrived_replaces_what_may_be_there(
    service: Service, ana: Beneficiary, people: People, fake: FakePlatform
) -> None:
    fake.then(WEEKS, *[cut_after] * 3)
    pushed(service, fake)
    people.sends(ana, week("2026-W46"), content(activity("training", "5h")))
    pushed(service, fake)
    told = fake.told[ANA, "2026-W46"]
    assert told["dureeActivite"] == 300
    assert told["remplace"] in fake.new
    assert all(left.arrived_at for left in _left(service, ana)[:2])


def test_whoever_is_erased_while_it_is_asked_about_them_is_not_told_of(
    service: Service, ana: Beneficiary, fake: FakePlatform
) -> None:
    def erase(visit: object) -> None:
        with service.database.writing() as store:
            store.erasing.erase(ana.id, at=service.now())
        fake.answer(visit)  # type: ignore[arg-type] # the visit of the server

    fake.then(SEARCH, erase)
    assert pushed(service, fake).weeks == 0
    assert fake.told == {}


def _left(service: Service, person: Beneficiary) -> Sequence[NamedDocument]:
    with service.database.reading() as store:
        return store.named_documents.about(person.id)
