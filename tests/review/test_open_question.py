"""Counting a week while a question waits for its answer: said first, never done by a tap that hides it."""

from collections.abc import Callable

import pytest

from tests.builders import People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, summary_of
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import LineState
from xprsa.running.service import Service

ASKED = activity("training", "2 h")
OTHER = activity("job_search", "3 h")


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    made = people.beneficiary(adviser=adviser)
    people.sends(made, LAST_WEEK, content(ASKED, OTHER))
    return made


@pytest.fixture
def browser(as_adviser: Callable[[Account], JudgingClient], adviser: Account) -> JudgingClient:
    return as_adviser(adviser)


def ask(browser: JudgingClient, person: Beneficiary) -> None:
    page = browser.get(address(person))
    assert browser.press(page, "Envoyer la question", words="Où était-ce\u00a0?").status_code == 303


def states(service: Service, person: Beneficiary) -> list[LineState]:
    return [line.state for line in summary_of(service, person).lines]


def test_the_page_says_that_a_question_waits_before_it_offers_to_count_all(
    browser: JudgingClient, person: Beneficiary
) -> None:
    ask(browser, person)
    page = browser.get(address(person)).text
    assert "1 question attend" in page.replace("\u00a0", " ")
    assert "Tout compter sans attendre" in page
    assert "Compter toute la semaine" not in page


def test_the_rest_is_counted_and_the_question_stays_open(
    browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    ask(browser, person)
    assert browser.press(browser.get(address(person)), "Compter le reste").status_code == 303
    assert states(service, person) == [LineState.ASKED, LineState.COUNTED]
    assert "Compter le reste" not in browser.get(address(person)).text


def test_the_question_is_closed_by_the_button_that_says_so(
    browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    ask(browser, person)
    assert browser.press(browser.get(address(person)), "Tout compter sans attendre").status_code == 303
    assert states(service, person) == [LineState.COUNTED, LineState.COUNTED]


def test_a_question_asked_since_the_page_was_opened_stays_open(
    browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    before = browser.get(address(person))
    ask(browser, person)
    assert browser.press(before, "Compter toute la semaine").status_code == 303
    assert states(service, person) == [LineState.ASKED, LineState.COUNTED]


def test_a_question_asked_since_the_list_was_opened_keeps_its_week_out_of_those_counted_together(
    browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    listed = browser.get("/portefeuille")
    ask(browser, person)
    assert browser.press(listed, "Compter cette semaine").status_code == 303
    assert states(service, person) == [LineState.ASKED, LineState.UNREAD]


def test_a_line_that_was_asked_about_is_counted_alone_by_a_button_that_says_so(
    browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    ask(browser, person)
    page = browser.get(address(person))
    assert browser.press(page, "Compter cette activité sans attendre la réponse").status_code == 303
    assert states(service, person)[0] is LineState.COUNTED
