"""A remembered phone that a new contact ended stays ended, whatever becomes of that contact."""

from collections.abc import Callable

import pytest

from tests.accounts.test_remembered_phones import enter, leave
from tests.builders import Clock, People
from tests.journeys.test_a_contact_put_back import undoes
from tests.journeys.test_a_given_contact_waits import NEW, OLD, OWN, PHONE, gives, gives_phone
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.accounts.contacts import service as changing
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browser = Callable[[Account], JudgingClient]


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def rose(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Rose", last_name="Essai", email=OLD)


def is_remembered(lost: JudgingClient) -> bool:
    """Tell whether the door offers this phone to come in by one tap."""
    return "Continuer" in lost.get("/connexion").text


def owner_takes(service: Service, person: Beneficiary, posted: Posted, new: str) -> None:
    """Change the e-mail as its owner, with the codes of both ends."""
    with service.database.reading() as store:
        account = store.people.account(person.id)
    assert account is not None
    contact = Contact(ContactKind.MAIL, new)
    posted.now()
    changing.ask(service, account=account, kind=ContactKind.MAIL, new=contact, network="network")
    codes = posted.contact_codes()
    typed = {changing.End.AFTER: codes.pop(new)}
    if codes:
        (typed[changing.End.BEFORE],) = codes.values()
    changing.confirm(service, account=person.id, typed=typed)


@pytest.fixture
def lost(client: JudgingClient, rose: Beneficiary, posted: Posted, clock: Clock) -> JudgingClient:
    """A phone that Rose had remembered, and lost."""
    enter(client, posted, OLD, remember=True)
    leave(client)
    clock.advance(hours=1)
    assert is_remembered(client)
    return client


def test_when_the_owner_takes_another_contact_it_stays_ended(
    lost: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    gives(people, rose)
    clock.advance(days=1)
    assert not is_remembered(lost)
    owner_takes(service, rose, posted, OWN)
    assert not is_remembered(lost)


def test_when_another_import_changes_or_removes_the_contact_it_stays_ended(
    lost: JudgingClient, people: People, rose: Beneficiary, clock: Clock
) -> None:
    gives(people, rose)
    clock.advance(days=1)
    for courriel in (OWN, "effacer"):
        gives(people, rose, courriel=courriel)
        assert not is_remembered(lost)


def test_when_the_import_is_undone_it_stays_ended(
    lost: JudgingClient, people: People, service: Service, rose: Beneficiary, clock: Clock
) -> None:
    number = gives(people, rose)
    clock.advance(days=1)
    undoes(service, number)
    assert not is_remembered(lost)


def test_when_a_contact_of_the_other_kind_comes_it_stays_ended(
    lost: JudgingClient, people: People, rose: Beneficiary, clock: Clock
) -> None:
    gives_phone(people, rose)
    clock.advance(days=1)
    gives_phone(people, rose, telephone="06 39 98 12 34")
    assert not is_remembered(lost)


def test_what_is_taken_back_before_it_opens_leaves_the_phone_as_it_was(
    lost: JudgingClient, people: People, service: Service, rose: Beneficiary, posted: Posted, clock: Clock
) -> None:
    number = gives(people, rose)
    clock.advance(hours=23)
    undoes(service, number)
    clock.advance(hours=2)
    assert is_remembered(lost)
    number = gives_phone(people, rose, telephone=PHONE)
    clock.advance(hours=23)
    gives_phone(people, rose, telephone="effacer")
    clock.advance(hours=2)
    assert is_remembered(lost)


def test_a_phone_remembered_since_goes_on(
    app_browser: Callable[[], JudgingClient],
    lost: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    posted: Posted,
    clock: Clock,
) -> None:
    gives(people, rose)
    clock.advance(days=1)
    found = app_browser()
    enter(found, posted, NEW, remember=True)
    owner_takes(service, rose, posted, OWN)
    assert not is_remembered(lost)
    leave(found)
    assert is_remembered(found)
