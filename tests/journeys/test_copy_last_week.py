"""Copying last week once something is typed asks first, and loses nothing."""

import pytest

from tests.builders import People, activity, content, week
from tests.pages import JudgingClient

URL = "/declarer/2026-W47"
TYPED = {"time__new1": "3h15", "note__new1": "Anglais"}  # of the training that is proposed first


@pytest.fixture
def browser(people: People, as_beneficiary) -> JudgingClient:
    person = people.beneficiary()
    last = content(activity("training", "6h"), activity("workshop", "1h"), activity("workshop", "2h"))
    people.sends(person, week("2026-W46"), last)
    return as_beneficiary(person)


def receipt(browser: JudgingClient) -> str:
    return browser.get(browser.press(browser.get(URL), "Envoyer").location).text


def asked(browser: JudgingClient, **typed: str):
    page = browser.get(browser.press(browser.get(URL), "Copier la semaine dernière", **typed).location)
    assert "Vous avez déjà écrit quelque chose" in page.text
    return page


def test_it_is_copied_at_once_when_nothing_is_typed(browser: JudgingClient) -> None:
    page = browser.get(browser.press(browser.get(URL), "Copier la semaine dernière").location)
    assert "déjà écrit" not in page.text
    assert "9\N{NO-BREAK SPACE}h" in browser.get(browser.press(page, "Envoyer").location).text


def test_it_asks_when_something_is_typed_and_has_lost_nothing(browser: JudgingClient) -> None:
    page = asked(browser, **TYPED)
    assert 'value="3h15"' in page.text
    assert "3\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15" in receipt(browser)


def test_what_is_typed_is_replaced_when_the_person_says_so(browser: JudgingClient) -> None:
    browser.press(asked(browser, **TYPED), "Remplacer")
    assert "9\N{NO-BREAK SPACE}h" in receipt(browser)
    assert "Anglais" not in receipt(browser)


def test_what_lacks_is_added_and_what_is_typed_stays(browser: JudgingClient) -> None:
    browser.press(asked(browser, **TYPED), "Ajouter ce qui manque")
    said = receipt(browser)
    assert "6\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15" in said  # 3 h 15 of training, 1 h and 2 h of workshops
    assert "Anglais" in said


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "none"},
        {"prevented": "y", "prevented__day": "2"},
        {"day__new1": "3"},
        {"note__new1": "Oui"},
    ],
)
def test_an_answer_without_a_duration_is_something_typed_too(
    browser: JudgingClient, said: dict[str, str]
) -> None:
    asked(browser, **said)


def test_days_that_were_not_possible_stay_when_activities_are_replaced(browser: JudgingClient) -> None:
    browser.press(asked(browser, prevented="y", prevented__day="2"), "Remplacer")
    assert "Je n’ai pas pu : mardi".replace(" :", "\N{NO-BREAK SPACE}:") in receipt(browser)


def test_a_draft_kept_by_another_page_is_asked_about_and_not_passed_over(browser: JudgingClient) -> None:
    browser.press(browser.get(URL), "Garder le brouillon", **TYPED)
    page = browser.get(f"{URL}?copier=1")
    assert "Vous avez déjà écrit quelque chose" in page.text
    assert 'value="3h15"' in page.text


def test_a_draft_in_which_nothing_is_said_hides_no_copy(browser: JudgingClient) -> None:
    browser.press(browser.get(URL), "Garder le brouillon")
    assert 'value="6\N{NO-BREAK SPACE}h"' in browser.get(f"{URL}?copier=1").text


def test_a_week_that_stands_is_corrected_and_never_copied_over(browser: JudgingClient) -> None:
    browser.press(browser.get(URL), "Envoyer", **TYPED)
    page = browser.get(f"{URL}?copier=1")
    assert "Copier la semaine" not in page.text
    browser.press(page, "Garder le brouillon", copy="replace")
    assert 'value="3\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15"' in browser.get(URL).text
