"""« Je n'ai pas pu » is never « 0 h » nor « Pas d'activité »: wherever a week is shown, to whoever reads."""

import re
from collections.abc import Callable

import pytest

from tests.builders import People, activity, content, could_not, week
from tests.pages import JudgingClient
from xprsa.domain.content import Content
from xprsa.domain.person import Account, Beneficiary

Browse = Callable[[Account], JudgingClient]
ZERO = re.compile(r"\b0\u00a0(?:h|min)\b|Pas d’activité cette semaine\.")
PLACEHOLDER = re.compile(r'placeholder="[^"]*"')
PAGES = (
    "/ma-semaine",
    "/mes-semaines",
    "/mes-semaines/2026-W47",
    "/declarer/2026-W47",
    "/declarer/2026-W47?savoir=1",
    "/declarer/2026-W47/recu",
    "/declarer/2026-W47/retirer",
    "/mes-donnees",
)
STAFF_PAGES = ("/portefeuille", "/portefeuille/{person}", "/portefeuille/{person}/2026-W47")
LOST = [content(prevented=could_not()), content(prevented=could_not(2, 3))]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(adviser=adviser)


@pytest.mark.parametrize("said", LOST, ids=["whole week", "some days"])
def test_no_page_says_zero_of_a_week_that_was_not_possible(
    people: People, adviser: Account, person: Beneficiary, as_adviser: Browse, said: Content
) -> None:
    for sent in ("2026-W47", "2026-W48"):
        people.sends(person, week(sent), said)
    for pages, account in ((PAGES, person.account), (STAFF_PAGES, adviser)):
        browser = as_adviser(account)
        for page in pages:
            text = browser.get(page.format(person=person.account.public_id)).text
            shown = PLACEHOLDER.sub("", text)
            assert not ZERO.search(shown), f"{page} says {ZERO.findall(shown)} of what was not possible"


def test_the_receipt_says_which_days_were_not_possible(
    people: People, person: Beneficiary, as_adviser: Browse
) -> None:
    people.sends(person, week(), content(activity("training", "2h"), prevented=could_not(2, 3)))
    page = as_adviser(person.account).get("/declarer/2026-W47/recu").text
    assert "Je n’ai pas pu\u00a0: mardi, mercredi." in page
    assert "2\u00a0h" in page


def test_a_week_of_no_activity_is_still_a_declaration_of_zero(
    people: People, person: Beneficiary, as_adviser: Browse
) -> None:
    people.sends(person, week(), content())
    page = as_adviser(person.account).get("/declarer/2026-W47/recu").text
    assert "Pas d’activité cette semaine." in page
    assert "0\u00a0h" in page


def test_hours_typed_under_no_activity_are_asked_about_and_stay_in_sight(
    person: Beneficiary, as_adviser: Browse
) -> None:
    browser = as_adviser(person.account)
    page = browser.get(browser.press(browser.get("/declarer/2026-W47"), "Formation").location)
    asked = browser.press(page, "Envoyer", answer="none", time__new1="2h")
    assert asked.status_code == 422
    assert "Effacez les heures écrites" in asked.text
    assert 'class="none"' not in asked.text
    kept = browser.press(asked, "Envoyer", answer="activities")
    assert "2\u00a0h" in browser.get(kept.location).text


def test_not_possible_wins_over_no_activity_ticked_beside_it(person: Beneficiary, as_adviser: Browse) -> None:
    browser = as_adviser(person.account)
    page = browser.get("/declarer/2026-W47")
    sent = browser.press(page, "Envoyer", answer="none", prevented="y", prevented__day="all")
    receipt = browser.get(sent.location).text
    assert "Je n’ai pas pu\u00a0: toute la semaine." in receipt
    assert not ZERO.search(receipt)
