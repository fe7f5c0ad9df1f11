"""One manager alone is not two: what takes a second one counts nobody who came in for the occasion."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.accounts.test_closing import door
from tests.accounts.test_team import accept, invite
from tests.builders import Clock, People
from tests.journeys.test_a_given_contact_waits import LIST, OLD, OWN, gives, of_old
from tests.journeys.test_the_old_contact_is_told import account_of
from tests.pages import JudgingClient
from tests.posted import PASSWORD, Posted, let_in
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
SECOND = {"role": "manager", "email": "second@example.org"}
ITSELF = "il s’ouvre seul à l’heure dite"


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def rose(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Rose", last_name="Essai", email=OLD)


@pytest.fixture
def helene(people: People, service: Service) -> Account:
    made = of_old(people, email="helene@example.org", first_name="Hélène", last_name="Roy")
    let_in(service, made)
    return made


def waits(service: Service, person: Beneficiary) -> bool:
    return bool(account_of(service, person).waiting_contacts(service.now()))


def tries(browser: JudgingClient, person: Beneficiary, service: Service) -> tuple[int, str]:
    """Open what waits though no button does: give the answer's code and its page."""
    waiting = account_of(service, person).waiting_contacts(service.now())
    seen = " ".join(sorted(f"{contact.kind} {opens.isoformat()}" for contact, opens in waiting.items()))
    token = browser.get(LIST).text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = browser.post(f"{LIST}/{person.account.public_id}", data={"csrf": token, "seen": seen})
    return answer.status_code, answer.text


def comes_in(
    service: Service, manager: JudgingClient, browser: JudgingClient, posted: Posted, clock: Clock
) -> Account:
    """Invite a second manager and accept at once; give the account."""
    assert invite(manager, **SECOND) == 303
    accept(browser, posted.link(), clock)
    with service.database.reading() as store:
        found = store.accounts.staff_of_mail(SECOND["email"])
    assert found is not None
    return found


def test_a_second_access_made_for_the_occasion_opens_nothing(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    helene: Account,
    as_adviser: Browse,
    posted: Posted,
    clock: Clock,
) -> None:
    comes_in(service, as_adviser(helene), client, posted, clock)
    clock.advance(minutes=5)
    gives(people, rose, by=helene)
    page = client.get(LIST).text
    assert "Ouvrir tout de suite" not in page
    assert "Vous aviez votre accès depuis moins de sept jours" in page
    code, said = tries(client, rose, service)
    assert (code, "Un responsable plus ancien peut l’ouvrir" in said, ITSELF in said) == (409, True, True)
    assert waits(service, rose)


def test_nor_does_the_first_one_open_what_that_access_gave(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    helene: Account,
    as_adviser: Browse,
    posted: Posted,
    clock: Clock,
) -> None:
    second = comes_in(service, as_adviser(helene), client, posted, clock)
    gives(people, rose, by=second)
    browser = as_adviser(helene)
    assert "Qui l’a donné avait son accès depuis moins de sept jours" in browser.get(LIST).text
    assert tries(browser, rose, service)[0] == 409
    browser.press(browser.get(door(second)), "Fermer l’accès")  # closed, it is no older
    assert tries(browser, rose, service)[0] == 409
    assert waits(service, rose)


def test_whoever_came_in_after_the_change_opens_nothing(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    helene: Account,
    as_adviser: Browse,
    posted: Posted,
    clock: Clock,
) -> None:
    gives(people, rose, by=helene)
    clock.advance(hours=1)
    comes_in(service, as_adviser(helene), client, posted, clock)
    assert tries(client, rose, service)[0] == 409


def test_an_access_counts_a_week_after_it_was_opened(
    client: JudgingClient,
    people: People,
    service: Service,
    rose: Beneficiary,
    helene: Account,
    as_adviser: Browse,
    posted: Posted,
    clock: Clock,
) -> None:
    second = comes_in(service, as_adviser(helene), client, posted, clock)
    clock.advance(days=7)
    gives(people, rose, by=helene)
    browser = as_adviser(second)
    assert browser.press(browser.get(LIST), "Ouvrir tout de suite").status_code == 303
    assert not waits(service, rose)


def test_an_access_given_again_begins_anew(
    people: People, service: Service, rose: Beneficiary, helene: Account, as_adviser: Browse, clock: Clock
) -> None:
    other = of_old(people, email="other@example.org", first_name="Nadia", last_name="Essai")
    manager = as_adviser(helene)
    manager.press(manager.get(door(other)), "Fermer l’accès")
    clock.advance(minutes=1)
    assert invite(manager, role="manager", email="other@example.org") == 303
    clock.advance(minutes=1)
    let_in(service, other)
    gives(people, rose, by=helene)
    assert tries(as_adviser(other), rose, service)[0] == 409


def test_a_password_changed_since_makes_nobody_new(
    people: People, service: Service, rose: Beneficiary, helene: Account, as_adviser: Browse, clock: Clock
) -> None:
    other = of_old(people)
    gives(people, rose, by=helene)
    clock.advance(minutes=1)
    let_in(service, other, password=PASSWORD)
    browser = as_adviser(other)
    assert browser.press(browser.get(LIST), "Ouvrir tout de suite").status_code == 303


def test_a_password_as_old_tells_it_where_the_journal_no_longer_does(
    people: People, service: Service, rose: Beneficiary, as_adviser: Browse, clock: Clock
) -> None:
    managers = [people.manager() for _ in "ab"]
    for manager in managers:
        let_in(service, manager)
    clock.advance(days=400)
    gives(people, rose, by=managers[0])
    browser = as_adviser(managers[1])
    assert browser.press(browser.get(LIST), "Ouvrir tout de suite").status_code == 303


def test_what_was_put_in_its_place_by_whoever_entered_as_its_owner_opens_by_itself(
    people: People, service: Service, rose: Beneficiary, helene: Account, as_adviser: Browse
) -> None:
    """Whoever gave a contact may enter by a letter, and put another one in its place."""
    before = account_of(service, rose)
    gives(people, rose, by=helene)
    given = account_of(service, rose)
    own = before.with_contacts(email=OWN, phone=None, address=None)
    opens = service.now() + timedelta(days=1)
    with service.database.writing() as store:
        assert store.accounts.change_contacts(given, replace(own, email_opens_at=opens, email_by=rose.id))
    for manager in (helene, of_old(people)):
        browser = as_adviser(manager)
        assert "La personne l’a mis elle-même" in browser.get(LIST).text
        assert tries(browser, rose, service)[0] == 409


def test_an_access_closed_and_given_again_after_the_change_begins_anew_too(
    people: People, service: Service, rose: Beneficiary, helene: Account, as_adviser: Browse, clock: Clock
) -> None:
    other = of_old(people, email="other@example.org", first_name="Nadia", last_name="Essai")
    gives(people, rose, by=helene)
    clock.advance(minutes=5)
    manager = as_adviser(helene)
    manager.press(manager.get(door(other)), "Fermer l’accès")
    clock.advance(minutes=1)
    assert invite(manager, role="manager", email="other@example.org") == 303
    clock.advance(minutes=1)
    let_in(service, other)
    assert tries(as_adviser(other), rose, service)[0] == 409
    assert waits(service, rose)
