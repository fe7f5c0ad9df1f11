"""Nobody begins with a backlog: what was over before a person could declare is offered, never asked."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.builders import Clock, People, activity, actor, content, week
from tests.pages import JudgingClient
from tests.people_import.test_import import ANA, Office
from xprsa.accounts import outbox
from xprsa.accounts.codes import letters
from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.engagement import NotAsked
from xprsa.domain.person import Account, Beneficiary
from xprsa.gateways.contacts import contact
from xprsa.review.listing import read_listing
from xprsa.running.publishing import NotExported, why_not_exported
from xprsa.running.service import Service

TODAY = date(2026, 11, 24)  # the Tuesday of 2026-W48
NOBODY = ANA | {"courriel": "", "telephone": ""}
OFFER = "Vous pouvez aussi déclarer"


@pytest.fixture
def office(service: Service, people: People) -> Office:
    return Office(service, people)


def group_of(service: Service, adviser: Account) -> CaseloadGroup:
    (group,) = (group for group, many in read_listing(service, actor=actor(adviser)).counts.items() if many)
    return group


def adviser_of(service: Service, person: Beneficiary) -> Account:
    assert person.adviser is not None
    return person.adviser


def known(office: Office) -> Beneficiary:
    person = office.person()
    assert person is not None
    return person


def test_whoever_is_imported_today_has_no_backlog(
    office: Office, service: Service, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    office.imports(ANA | {"contrat_du": "05/01/2026"})
    person = known(office)
    assert person.access_opened_on == TODAY
    assert group_of(service, adviser_of(service, person)) is CaseloadGroup.NOT_ASKED
    home = as_beneficiary(person).get("/ma-semaine").text
    assert "Semaines encore ouvertes" not in home
    assert home.count(">à déclarer<") == 1  # this week alone
    assert OFFER in home


def test_a_week_from_before_is_offered_until_a_first_one_is_sent(
    office: Office,
    service: Service,
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    office.imports(ANA)
    person = known(office)
    browser = as_beneficiary(person)
    assert browser.get("/declarer/2026-W47").status_code == 200
    people.sends(person, week(), content(activity("training", "2h")))
    assert OFFER not in browser.get("/ma-semaine").text
    with service.database.reading() as store:
        engagement = store.contracts.engagement_of(person.id)
    why = why_not_exported(engagement, week(), objects=False)
    assert why is NotExported.NOT_ASKED


def test_whoever_never_came_is_called_after_the_silent_weeks_and_not_before(
    office: Office, service: Service, clock: Clock, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    office.imports(ANA)
    adviser = adviser_of(service, known(office))
    clock.advance(days=7)
    assert group_of(service, adviser) is CaseloadGroup.NOT_RECEIVED
    clock.advance(days=7)
    assert group_of(service, adviser) is CaseloadGroup.TO_CALL
    assert "Jamais venu" in as_adviser(adviser).get("/portefeuille").text


def test_whoever_came_once_is_not_said_to_have_never_come(
    people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    adviser = people.adviser()
    people.beneficiary(adviser=adviser)
    page = as_adviser(adviser).get("/portefeuille").text
    assert "sans nouvelles" in page
    assert "Jamais venu" not in page


def test_access_without_mail_or_phone_opens_with_the_first_letter(
    office: Office, people: People, service: Service, clock: Clock
) -> None:
    office.imports(NOBODY)
    person = known(office)
    assert person.access_opened_on is None
    with service.database.reading() as store:
        assert store.contracts.engagement_of(person.id).not_asked(week("2026-W48")) is NotAsked.NOT_YET
    clock.advance(days=7)
    manager = actor(people.manager())
    for _ in range(2):
        (found,) = letters.receivers(service, actor=manager, file_reference=person.file_reference)
        letters.order(service, actor=manager, receiver=person.account.public_id, seen=found.seen)
        clock.advance(days=7)
    assert known(office).access_opened_on == date(2026, 12, 1)


def test_a_mail_that_a_later_file_brings_opens_access_that_day(office: Office, clock: Clock) -> None:
    office.imports(NOBODY)
    clock.advance(days=7)
    office.imports(ANA)
    clock.advance(days=7)
    office.imports(ANA | {"courriel": "autre@example.org"})
    assert known(office).access_opened_on == date(2026, 12, 1)


def test_a_code_that_leaves_opens_access(service: Service, people: People) -> None:
    person = people.beneficiary(email="zoe@example.org", access_opened_on=None, came_on=None)
    where = contact("zoe@example.org")
    assert where is not None
    with service.database.writing() as store:
        outbox.put_code(store, where, "123456", at=service.now())
    assert _read(service, person).access_opened_on is None
    outbox.drain(service)
    assert _read(service, person).access_opened_on == TODAY


def test_a_contract_recorded_today_asks_for_nothing_before(
    service: Service, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    person = people.beneficiary(weekly_minutes=None)
    people.contract(person.id, recorded_on=TODAY)
    home = as_beneficiary(person).get("/ma-semaine").text
    assert "Semaines encore ouvertes" not in home
    assert OFFER in home


def _read(service: Service, person: Beneficiary) -> Beneficiary:
    with service.database.reading() as store:
        found = store.people.find(person.id)
    assert found is not None
    return found
