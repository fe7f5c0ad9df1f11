"""Codes on paper are prepared for one person at a time, and what they replace is said before."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.accounts.test_letters import type_letter
from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
PAGE = "/gestion/courriers"
NUMBER = "412"


@pytest.fixture
def manager(people: People, as_adviser: Browse) -> JudgingClient:
    return as_adviser(people.manager())


@pytest.fixture
def ana(people: People) -> Beneficiary:
    return people.beneficiary(
        first_name="Ana", last_name="Martin", email=None, organisation="Cap emploi", file_reference=NUMBER
    )


@pytest.fixture
def yves(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Yves", last_name="Durand", email=None, file_reference=NUMBER)


def orders(manager: JudgingClient, number: str = NUMBER, button: str = "Préparer") -> TestResponse:
    return manager.press(manager.get(PAGE), button, file_reference=number)


def door(person: Beneficiary) -> str:
    return f"{PAGE}/{person.account.public_id}/preparer"


def chooses(manager: JudgingClient, page: TestResponse, person: Beneficiary) -> TestResponse:
    """Press the button of one person, as the page proposes it."""
    form = page.text.partition(f'action="{door(person)}"')[2].partition("</form>")[0]
    names = ("csrf", "kind", "seen")
    values = {name: form.partition(f'name="{name}" value="')[2].partition('"')[0] for name in names}
    return manager.post(door(person), data=values)


def left(service: Service, person: Beneficiary) -> int:
    with service.database.reading() as store:
        return store.sign_in_codes.left_on_paper(person.id, at=service.now())


def text_of(page: TestResponse) -> str:
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_number_of_one_person_without_codes_is_enough(
    manager: JudgingClient, service: Service, ana: Beneficiary
) -> None:
    assert orders(manager).status_code == 303
    assert left(service, ana) == 1


def test_a_number_that_two_people_have_shows_both_and_prepares_nothing(
    manager: JudgingClient, service: Service, ana: Beneficiary, yves: Beneficiary
) -> None:
    page = orders(manager)
    assert page.status_code == 200
    shown = text_of(page)
    assert "Plusieurs personnes ont ce numéro. Choisissez." in shown
    assert "<bdi>Ana M.</bdi>" in shown
    assert "<bdi>Yves D.</bdi>" in shown
    assert "Martin" not in shown
    assert "<bdi>Cap emploi</bdi>" in shown
    assert "<bdi>Mission locale</bdi>" in shown
    assert (left(service, ana), left(service, yves)) == (0, 0)
    assert chooses(manager, page, ana).status_code == 303
    assert (left(service, ana), left(service, yves)) == (1, 0)


def test_the_card_of_somebody_else_with_the_same_number_goes_on(
    manager: JudgingClient, service: Service, ana: Beneficiary, yves: Beneficiary
) -> None:
    assert chooses(manager, orders(manager, button="Préparer une carte"), yves).status_code == 303
    assert left(service, yves) == 10
    assert chooses(manager, orders(manager), ana).status_code == 303
    assert (left(service, ana), left(service, yves)) == (1, 10)


def test_a_card_that_is_still_good_is_said_before_it_is_replaced(
    manager: JudgingClient, client: JudgingClient, service: Service, ana: Beneficiary
) -> None:
    assert orders(manager, button="Préparer une carte").status_code == 303
    page = orders(manager)
    assert page.status_code == 200
    assert "10 codes sur papier sont encore bons" in text_of(page)
    assert "Ils n’ouvriront plus." in text_of(page)
    assert left(service, ana) == 10
    assert manager.press(page, "Préparer").status_code == 303
    assert left(service, ana) == 1


def test_what_came_between_is_said_too(
    manager: JudgingClient, service: Service, ana: Beneficiary, clock: Clock
) -> None:
    orders(manager)
    seen = orders(manager)
    clock.advance(minutes=1)
    assert manager.press(orders(manager), "Préparer").status_code == 303  # another manager was faster
    again = manager.press(seen, "Préparer")
    assert again.status_code == 200
    assert "1 code sur papier est encore bon" in text_of(again)
    assert "Il n’ouvrira plus." in text_of(again)
    assert manager.press(again, "Préparer").status_code == 303


def test_a_card_stays_a_card_through_the_question(
    manager: JudgingClient, service: Service, ana: Beneficiary
) -> None:
    orders(manager)
    page = orders(manager, button="Préparer une carte")
    assert manager.press(page, "Préparer une carte").status_code == 303
    assert left(service, ana) == 10


def test_whoever_is_out_of_reach_is_named_and_not_their_number(
    manager: JudgingClient, people: People, service: Service, yves: Beneficiary
) -> None:
    phone = "+33639981234"
    rose = people.beneficiary(
        first_name="Rose", email=None, phone=phone, organisation="Cap emploi", file_reference=NUMBER
    )
    with service.database.writing() as store:
        store.accounts.failed(Contact(ContactKind.SMS, phone), at=service.now())
    chooses(manager, orders(manager, button="Préparer une carte"), yves)
    page = manager.get(PAGE)
    assert f'action="{door(rose)}"' in page.text
    assert manager.press(page, "Préparer un courrier").status_code == 303
    assert (left(service, rose), left(service, yves)) == (1, 10)
    asked = manager.press(manager.get(PAGE), "Préparer un courrier")
    assert (asked.status_code, "encore bon" in asked.text) == (200, True)


def test_the_letter_opens_for_whoever_it_was_prepared_for(
    manager: JudgingClient, client: JudgingClient, ana: Beneficiary, yves: Beneficiary
) -> None:
    chooses(manager, orders(manager), ana)
    page = manager.get(f"{PAGE}/{ana.account.public_id}").text
    code = page.partition('<strong class="number">')[2].partition("<")[0]
    assert type_letter(client, NUMBER, code) == 303
    assert "Ana" in client.get("/ma-semaine").text


def test_no_letter_for_another_territory_a_member_of_staff_or_a_closed_access(
    manager: JudgingClient, people: People, service: Service
) -> None:
    token = manager.get(PAGE).text.partition('name="csrf" value="')[2].partition('"')[0]
    gone = people.beneficiary(email=None, disabled_at=service.now())
    for account in (people.beneficiary(territory="98").account, people.adviser(), gone.account):
        answer = manager.post(f"{PAGE}/{account.public_id}/preparer", data={"csrf": token})
        assert answer.status_code == 404
