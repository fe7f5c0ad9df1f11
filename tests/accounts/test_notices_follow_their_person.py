"""A notice that waits goes to the contact that reaches its person when it leaves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import Clock, People, activity, actor, content, week
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.review import service as reviewing
from xprsa.review.service import LineChoice
from xprsa.running.service import Service

LINE = activity("training", "2h")
OLD, NEW, NOTICE = "rose@example.org", "rose.nouvelle@example.org", "Votre service vous a répondu."


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    person = people.beneficiary(adviser=adviser, email=OLD)
    people.sends(person, week(), content(LINE))
    return person


@pytest.fixture
def waiting(service: Service, adviser: Account, person: Beneficiary, clock: Clock, posted: Posted) -> None:
    """Let a second notice wait for the end of the day."""
    decide(service, adviser, person, Verdict.ASKED, seen=0)
    assert OLD in posted.now()
    clock.advance(hours=1)
    decide(service, adviser, person, Verdict.SET_ASIDE, seen=1)


def decide(service: Service, by: Account, person: Beneficiary, verdict: Verdict, *, seen: int) -> None:
    choice = LineChoice(LINE.line, 1, verdict, None, "Une heure de trajet", seen=seen)
    reviewing.decide_line(service, actor=actor(by), person=person.id, week=week(), choice=choice)


def has(service: Service, person: Beneficiary, **contacts: object) -> None:
    with service.database.writing() as store:
        before = store.people.account(person.id)
        assert before is not None
        assert store.accounts.change_contacts(before, replace(before, **contacts))  # type: ignore[arg-type]


@pytest.mark.usefixtures("waiting")
def test_it_goes_to_the_address_that_took_the_place_of_another(
    service: Service, person: Beneficiary, clock: Clock, posted: Posted
) -> None:
    has(service, person, email=NEW)
    clock.advance(days=1)
    said = posted.now()
    assert NOTICE in said
    assert NEW in said
    assert OLD not in said


@pytest.mark.usefixtures("waiting")
def test_it_does_not_go_to_whoever_still_has_the_old_address(
    service: Service, people: People, person: Beneficiary, clock: Clock, posted: Posted
) -> None:
    people.beneficiary(email=OLD)
    has(service, person, email=None, phone="+33639980001")
    clock.advance(days=1)
    said = posted.now()
    assert NOTICE in said
    assert "+33639980001" in said
    assert OLD not in said


@pytest.mark.usefixtures("waiting")
def test_it_waits_for_a_contact_and_leaves_once(
    service: Service, person: Beneficiary, clock: Clock, posted: Posted
) -> None:
    has(service, person, email=None)
    clock.advance(days=1)
    assert NOTICE not in posted.now()
    has(service, person, email=NEW)
    clock.advance(hours=2)
    assert posted.now().count(NOTICE) == 1
    clock.advance(hours=2)
    assert NOTICE not in posted.now()


@pytest.mark.usefixtures("waiting")
def test_it_is_given_up_once_it_would_only_confuse(
    service: Service, person: Beneficiary, clock: Clock, posted: Posted
) -> None:
    has(service, person, email=None)
    clock.advance(days=1)
    posted.now()
    clock.advance(days=8)
    has(service, person, email=NEW)
    assert NOTICE not in posted.now()


def test_it_waits_for_a_given_contact_that_opens_within_the_day(
    service: Service, adviser: Account, person: Beneficiary, clock: Clock, posted: Posted
) -> None:
    has(service, person, email=NEW, email_opens_at=clock() + timedelta(hours=20))
    decide(service, adviser, person, Verdict.ASKED, seen=0)
    assert NOTICE not in posted.now()
    clock.advance(hours=20)
    said = posted.now()
    assert said.count(NOTICE) == 1
    assert NEW in said


@pytest.mark.usefixtures("waiting")
def test_a_worker_whose_clock_is_a_little_behind_lets_it_wait(clock: Clock, posted: Posted) -> None:
    clock.advance(seconds=-timedelta(hours=1, seconds=2).total_seconds())
    assert NOTICE not in posted.now()
