"""Withdrawing a week is called so, asks with its consequences, and gives everything back to the form."""

import pytest

from tests.builders import People, activity, content, could_not, week
from tests.pages import JudgingClient

LAST = "2026-W47"


@pytest.fixture
def browser(people: People, as_beneficiary) -> JudgingClient:
    person = people.beneficiary()
    said = content(activity("training", "6h15", days=(2,), note="Anglais"), prevented=could_not(4))
    people.sends(person, week(LAST), said)
    return as_beneficiary(person)


def withdraw(browser: JudgingClient) -> None:
    browser.press(browser.get(f"/declarer/{LAST}/retirer"), "Retirer cette semaine")


def test_it_is_asked_with_what_follows_and_is_not_the_first_button(browser: JudgingClient) -> None:
    page = browser.get(f"/declarer/{LAST}/retirer").text
    assert "Elle ne sera plus envoyée, ni comptée." in page
    assert '<button class="button quiet">Retirer cette semaine' in page
    assert "Reprendre" not in page


def test_durations_days_words_and_days_not_possible_come_back_in_the_form(browser: JudgingClient) -> None:
    withdraw(browser)
    page = browser.get(f"/declarer/{LAST}")
    for kept in ("6\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15", "Anglais"):
        assert f'value="{kept}"' in page.text
    receipt = browser.get(browser.press(page, "Envoyer").location).text
    for said in ("Formation", "mardi", "Anglais", "jeudi"):
        assert said in receipt


def test_it_is_withdrawn_on_every_page_that_shows_it(browser: JudgingClient) -> None:
    withdraw(browser)
    assert "retirée" in browser.get("/ma-semaine").text
    assert "retirée" in browser.get("/mes-semaines").text
    assert "retirée" in browser.get(f"/declarer/{LAST}/recu").text
    page = browser.get(f"/mes-semaines/{LAST}").text
    assert "Vous avez retiré cette semaine" in page
    assert ", retirée" in page
    for address in ("/ma-semaine", "/mes-semaines", f"/mes-semaines/{LAST}", f"/declarer/{LAST}/recu"):
        assert "repris" not in browser.get(address).text
