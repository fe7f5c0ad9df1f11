"""What may be two durations is asked beside its field, with a button for each, and nothing typed is lost."""

import pytest
from werkzeug.test import TestResponse

from tests.builders import People
from tests.pages import JudgingClient

URL = "/declarer/2026-W47"
H = "\N{NO-BREAK SPACE}h"


@pytest.fixture
def browser(people: People, as_beneficiary) -> JudgingClient:
    return as_beneficiary(people.beneficiary())


def sent(browser: JudgingClient, typed: str) -> TestResponse:
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    return browser.press(
        page, "Envoyer", time__new1=typed, note__new1="Anglais", day__new1=["2", "3", "4", "5"]
    )


@pytest.mark.parametrize(
    ("typed", "button", "kept"),
    [
        ("90", "90\N{NO-BREAK SPACE}minutes", f"1{H}\N{NO-BREAK SPACE}30"),
        ("90", "90\N{NO-BREAK SPACE}heures", f"90{H}"),
        ("24,5", "24,5\N{NO-BREAK SPACE}heures", f"24{H}\N{NO-BREAK SPACE}30"),
        ("٢٫٣٠", f"2{H}\N{NO-BREAK SPACE}30", f"2{H}\N{NO-BREAK SPACE}30"),
        ("2.30", f"2{H}\N{NO-BREAK SPACE}18", f"2{H}\N{NO-BREAK SPACE}18"),
        ("200", "200\N{NO-BREAK SPACE}minutes", f"3{H}\N{NO-BREAK SPACE}20"),
    ],
)
def test_a_button_fills_the_field_and_keeps_everything_else(
    browser: JudgingClient, typed: str, button: str, kept: str
) -> None:
    refused = sent(browser, typed)
    assert refused.status_code == 422
    assert "Choisissez" in refused.text
    pressed = browser.press(refused, " ".join(button.split()))
    assert pressed.location.endswith("#time-new1")
    page = browser.get(pressed.location)
    assert f'value="{kept}"' in page.text
    assert 'value="Anglais"' in page.text
    assert "mardi, mercredi, jeudi, vendredi" in browser.get(browser.press(page, "Envoyer").location).text


def test_a_week_s_hours_are_never_a_reading_that_no_week_holds(browser: JudgingClient) -> None:
    assert "200\N{NO-BREAK SPACE}heures" not in sent(browser, "200").text


def test_a_total_that_is_not_known_yet_is_not_shown(browser: JudgingClient) -> None:
    assert "data-total>À préciser</output>" in sent(browser, "2.30").text


@pytest.mark.parametrize("button", ["nothing", "new1", "new9 2 h", "new1 ", "\N{BLACK HEART SUIT} 2 h"])
def test_a_button_that_says_nothing_true_changes_no_other_row(browser: JudgingClient, button: str) -> None:
    page = browser.get(browser.press(browser.get(URL), "Formation").location)
    answer = browser.press(page, "Garder le brouillon", time__new1="2h", means=button)
    assert answer.status_code == 303
    assert browser.get(answer.location).status_code == 200
