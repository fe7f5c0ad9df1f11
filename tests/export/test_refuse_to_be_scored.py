"""« Je ne veux pas être noté » : one tap on « Mes données », taken back the same way, seen by nobody else."""

import re
from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, content, week
from tests.export.conftest import Desk
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.export.service import run_waiting
from xprsa.scoring.card import support_card

DATA = "/mes-donnees"
REFUSE, ACCEPT = "Je ne veux pas être noté", "Je ne refuse plus"
OBJECTING = ("objected", "objection_taken_back")
FIVE_HOURS = content(activity("training", "5h"))
AsBeneficiary = Callable[[Beneficiary], JudgingClient]
AsStaff = Callable[[Account], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, week(), FIVE_HOURS)
    return person


def test_one_tap_refuses_and_the_same_tap_comes_back(
    desk: Desk, person: Beneficiary, as_beneficiary: AsBeneficiary
) -> None:
    browser = as_beneficiary(person)
    refused = browser.press(browser.get(DATA), REFUSE)
    assert (refused.status_code, refused.location) == (303, f"{DATA}#notation")
    page = browser.get(DATA)
    assert "vous refusez toute note" in page.text
    assert desk.rows() == []
    assert browser.press(page, ACCEPT).status_code == 303
    assert "vous refusez toute note" not in browser.get(DATA).text
    assert len(desk.rows()) == 1


def test_said_twice_it_keeps_its_first_date_and_one_line_of_the_journal(
    desk: Desk, person: Beneficiary, as_beneficiary: AsBeneficiary, clock: Clock
) -> None:
    browser = as_beneficiary(person)
    before = browser.get(DATA)
    browser.press(before, REFUSE)
    first = _settled(browser.get(DATA).text)
    clock.advance(minutes=3)
    browser.press(before, REFUSE)
    assert _settled(browser.get(DATA).text) == first
    with desk.service.database.reading() as store:
        found = lines_about(store, person.id, OBJECTING)
    assert [line.event for line in found] == ["objected"]


def test_a_form_that_says_neither_changes_nothing(
    desk: Desk, person: Beneficiary, as_beneficiary: AsBeneficiary
) -> None:
    browser = as_beneficiary(person)
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get(DATA).text)
    assert token is not None
    assert browser.post(f"{DATA}/notation", data={"csrf": token[1]}).status_code == 303
    assert len(desk.rows()) == 1


def test_before_sending_the_person_reads_that_nothing_will_leave(
    desk: Desk, person: Beneficiary, as_beneficiary: AsBeneficiary
) -> None:
    browser = as_beneficiary(person)
    assert "Rien ne partira pour cette semaine" not in browser.get("/declarer/2026-W47?savoir=1").text
    browser.press(browser.get(DATA), REFUSE)
    assert "Rien ne partira pour cette semaine" in browser.get("/declarer/2026-W47?savoir=1").text


@pytest.mark.parametrize(
    ("deletes", "before", "after"),
    [
        (True, "devra alors effacer ce qui est parti", "doit effacer ce qui est parti"),
        (None, "garde ce qui est parti", "garde ce qui est parti"),
    ],
)
def test_the_person_reads_what_becomes_of_what_left_before_and_after(
    desk: Desk,
    person: Beneficiary,
    as_beneficiary: AsBeneficiary,
    *,
    deletes: bool | None,
    before: str,
    after: str,
) -> None:
    card = support_card(territory_name=desk.territory.name)
    desk.open(card.model_copy(update={"deletes_on_objection": deletes}))
    browser = as_beneficiary(person)
    assert "ce qui est parti." not in browser.get(DATA).text
    desk.rows()
    page = browser.get(DATA)
    assert before in page.text
    browser.press(page, REFUSE)
    assert after in browser.get(DATA).text


def test_each_document_says_when_it_was_replaced_and_what_its_tombstone_asks(
    desk: Desk, people: People, person: Beneficiary, as_beneficiary: AsBeneficiary, clock: Clock
) -> None:
    card = support_card(territory_name=desk.territory.name)
    desk.open(card.model_copy(update={"deletes_on_objection": True}))
    desk.rows()
    clock.advance(minutes=5)
    people.sends(person, week(), content(activity("training", "7h")))
    desk.rows()
    browser = as_beneficiary(person)
    assert browser.get(DATA).text.count("Remplacé le") == 1
    browser.press(browser.get(DATA), REFUSE)
    clock.advance(minutes=5)
    desk.rows()
    page = browser.get(DATA).text
    assert page.count("Remplacé le") == 2
    assert "Demande d’effacer ce qui était parti." in page
    assert "demande d’effacer" not in page[: page.index("Demande d’effacer")]


def test_nobody_else_sees_it(
    desk: Desk,
    person: Beneficiary,
    adviser: Account,
    people: People,
    as_beneficiary: AsBeneficiary,
    as_adviser: AsStaff,
) -> None:
    run = desk.waits(desk.request())
    run_waiting(desk.service)
    pages = {
        adviser: ("/portefeuille", f"/portefeuille/{person.account.public_id}",
                  f"/portefeuille/{person.account.public_id}/2026-W47",
                  f"/pour/{person.account.public_id}", f"/pour/{person.account.public_id}/notation",
                  f"/pour/{person.account.public_id}/declarer/2026-W47"),
        people.manager(): ("/gestion/contestations", "/gestion/equipe", "/gestion/service"),
        people.exporter(): ("/gestion/exports", f"/gestion/exports/{run.public_id}"),
    }  # fmt: skip
    browsers = {account: as_adviser(account) for account in pages}

    def seen() -> list[str]:
        return [
            _settled(browsers[account].get(path).text) for account, paths in pages.items() for path in paths
        ]

    seen()  # opening a file leaves its own trace
    before = seen()
    own = as_beneficiary(person)
    own.press(own.get(DATA), REFUSE)
    assert "vous refusez toute note" in own.get(DATA).text
    assert seen() == before


@pytest.mark.parametrize("staff", ["adviser", "manager"])
def test_staff_type_what_a_person_says_and_the_person_reads_who_did(
    desk: Desk,
    person: Beneficiary,
    people: People,
    adviser: Account,
    as_beneficiary: AsBeneficiary,
    as_adviser: AsStaff,
    *,
    staff: str,
) -> None:
    browser = as_adviser(adviser if staff == "adviser" else people.manager())
    address = f"/pour/{person.account.public_id}/notation"
    first = browser.get(address)
    done = browser.press(first, "Elle ne veut pas être notée")
    assert "C’est noté" in browser.get(done.location).text
    assert desk.rows() == []
    assert _settled(browser.get(address).text) == _settled(first.text)
    own = as_beneficiary(person)
    page = own.get(DATA)
    assert "vous refusez toute note" in page.text
    assert "a écrit pour vous que vous refusez toute note" in page.text
    own.press(page, ACCEPT)
    assert len(desk.rows()) == 1


def test_a_recipient_of_today_replaces_nothing_of_one_of_before(
    desk: Desk, person: Beneficiary, as_beneficiary: AsBeneficiary, clock: Clock
) -> None:
    desk.rows()
    clock.advance(minutes=5)
    card = support_card(territory_name=desk.territory.name)
    desk.open(card.model_copy(update={"recipient": "Une autre équipe"}))
    desk.rows()
    page = as_beneficiary(person).get(DATA).text
    assert page.count("garde ce qui est parti") == 2
    assert "Remplacé le" not in page


def _settled(page: str) -> str:
    """Take out what is another at each opening."""
    return re.sub(r'value="[^"]{30,}"', "", page)
