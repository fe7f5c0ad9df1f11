"""A contact that undoing an import puts back opens at once only if it was open when that import came."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.accounts.test_remembered_phones import enter
from tests.builders import Clock, People
from tests.journeys.test_a_given_contact_waits import LIST, NEW, OLD, PHONE, asks, gives, gives_phone, of_old
from tests.journeys.test_the_old_contact_is_told import NEWS, account_of, imports
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import.undoing import undo_import
from xprsa.running.service import Service

OTHER_PHONE = "06 39 98 12 34"
Browser = Callable[[Account], JudgingClient]


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def rose(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Rose", last_name="Essai", email=OLD)


@pytest.fixture
def manager(people: People) -> Account:
    return of_old(people, first_name="Hélène", last_name="Roy")


def undoes(service: Service, number: int | None, *, by: Account | None = None) -> None:
    assert number is not None
    assert undo_import(service, number, territory=None, actor=by.id if by else None).kept == []


def test_a_contact_that_still_waited_waits_anew_and_whoever_undid_does_not_open_it(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    manager: Account,
    as_adviser: Browser,
    posted: Posted,
    clock: Clock,
) -> None:
    gives(people, rose, by=manager)
    clock.advance(hours=1)
    number = gives(people, rose, by=manager, courriel=OLD)
    clock.advance(days=2)
    posted.now()
    undoes(service, number, by=manager)
    assert f"[courriel à {OLD}] Vos contacts\n{NEWS}" in posted.now()
    assert "Votre code" not in asks(client, posted, NEW)
    own = as_adviser(manager)
    assert NEW in own.get(LIST).text
    assert "Ouvrir tout de suite" not in own.get(LIST).text
    clock.advance(hours=23, minutes=59)
    assert "Votre code" not in asks(client, posted, NEW)
    clock.advance(minutes=1)
    enter(client, posted, NEW, remember=False)


def test_a_phone_that_still_waited_waits_anew(
    client: JudgingClient,
    people: People,
    service: Service,
    manager: Account,
    as_adviser: Browser,
    posted: Posted,
    clock: Clock,
) -> None:
    person = people.beneficiary(first_name="Rose", last_name="Essai", email=None, phone=OTHER_PHONE)
    gives_phone(people, person)
    clock.advance(hours=1)
    number = gives_phone(people, person, telephone=OTHER_PHONE)
    clock.advance(days=2)
    undoes(service, number, by=manager)
    posted.now()
    assert "Votre code" not in asks(client, posted, PHONE)
    assert "Ouvrir tout de suite" not in as_adviser(manager).get(LIST).text
    second = as_adviser(of_old(people))
    assert second.press(second.get(LIST), "Ouvrir tout de suite").status_code == 303
    assert "Votre code" in asks(client, posted, PHONE)


def test_a_contact_that_was_taken_away_while_it_waited_waits_anew(
    client: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    gives(people, rose)
    number = gives(people, rose, courriel="effacer")
    clock.advance(days=2)
    undoes(service, number)
    assert "Votre code" not in asks(client, posted, NEW)


def test_whoever_gave_it_is_still_who_gave_it_when_somebody_else_puts_it_back(
    people: People, service: Service, rose: Beneficiary, manager: Account, as_adviser: Browser, clock: Clock
) -> None:
    gives(people, rose, by=manager)
    number = gives(people, rose, by=manager, courriel=OLD)
    clock.advance(days=2)
    undoes(service, number, by=of_old(people))
    assert "Ouvrir tout de suite" not in as_adviser(manager).get(LIST).text
    assert "<bdi>Hélène Roy</bdi>" in as_adviser(of_old(people)).get(LIST).text


def test_a_contact_that_had_opened_before_the_import_opens_at_once(
    client: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    gives(people, rose)
    clock.advance(days=1)
    number = gives(people, rose, courriel=OLD)
    clock.advance(hours=1)
    undoes(service, number)
    enter(client, posted, NEW, remember=False)


def test_a_contact_that_the_import_did_not_touch_stays_open_or_waits_as_it_did(
    people: People, service: Service, rose: Beneficiary, as_adviser: Browser, clock: Clock
) -> None:
    gives(people, rose)
    imports(people, rose, langue="turc")
    undoes(service, _newest(service, people))
    assert list(account_of(service, rose).waiting_contacts(service.now()).values()) == [
        service.now() + timedelta(days=1)
    ]
    imports(people, rose, langue="turc")
    number = _newest(service, people)
    second = as_adviser(of_old(people))
    second.press(second.get(LIST), "Ouvrir tout de suite")
    clock.advance(hours=1)
    undoes(service, number)
    assert account_of(service, rose).waiting_contacts(service.now()) == {}


def _newest(service: Service, people: People) -> int:
    with service.database.reading() as store:
        past = store.imports.of_territory(people.territory().id, since=service.now() - timedelta(days=7))
    return past[0].number
