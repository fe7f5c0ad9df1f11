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
    listed = browser.get("/portefeuille/compter")
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


@pytest.mark.parametrize("decided", ["Compter cette durée", "Ne pas retenir", "Compter cette activité"])
def test_a_week_with_a_line_decided_offers_to_count_what_waits_and_counts_nothing_else(
    decided: str, browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    browser.press(browser.get(address(person)), decided, time="1 h", words="La pause est comprise.")
    before = summary_of(service, person)
    page = browser.get(address(person))
    assert "Compter toute la semaine" not in page.text
    assert browser.press(page, "Compter ce qui attend").status_code == 303
    after = summary_of(service, person)
    assert (after.pending, after.set_aside) == (0, before.set_aside)
    assert "Compter ce qui attend" not in browser.get(address(person)).text


def test_a_question_beside_a_line_lowered_is_closed_by_a_button_that_promises_no_more(
    browser: JudgingClient, person: Beneficiary, service: Service
) -> None:
    ask(browser, person)
    line = summary_of(service, person).lines[1].activity.line
    page = browser.get(address(person))
    lowered = {"line": line, "seen": "0", "time": "1 h", "words": "La pause est comprise."}
    assert browser.press(page, "Compter cette durée", **lowered).status_code == 303
    page = browser.get(address(person))
    assert "Tout compter" not in page.text
    assert browser.press(page, "Compter sans attendre").status_code == 303
    assert states(service, person) == [LineState.COUNTED, LineState.ADJUSTED]


def test_a_conflict_names_what_the_tap_would_have_counted(
    people: People, browser: JudgingClient, person: Beneficiary
) -> None:
    browser.press(browser.get(address(person)), "Ne pas retenir", words="Déjà comptée.")
    page = browser.get(address(person))
    people.sends(person, LAST_WEEK, content(ASKED, OTHER, activity("interview", "1 h")))
    answer = browser.press(page, "Compter ce qui attend")
    assert answer.status_code == 409
    assert "Compter ce qui attendait." in answer.text
    assert "toute la semaine" not in answer.text
