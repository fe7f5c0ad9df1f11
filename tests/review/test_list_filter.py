"""What is shown of the list stands in the address, and goes along to a week and back."""

from collections.abc import Callable

import pytest

from tests.builders import People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address
from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.person import Account
from xprsa.review.filtering import ListFilter

Browse = Callable[[Account], JudgingClient]
SEARCH = "10000000-0000-4000-8000-000000000001"
HOURS = activity("training", "6 h")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, {}),
        ({"groupe": "a-lire"}, {"groupe": "a-lire"}),
        ({"groupe": "mauvais-eleves", "recherche": "Diallo", "replie": "x.."}, {}),
        ({"replie": "a-lire.messages.a-lire"}, {"replie": "messages.a-lire"}),
        ({"replie": "a-lire", "fait": "x"}, {"replie": "a-lire"}),
        ({"groupe": "a-lire", "recherche": SEARCH}, {"recherche": SEARCH}),
    ],
)
def test_an_address_keeps_what_makes_sense_of_it(asked: dict[str, str], kept: dict[str, str]) -> None:
    shown = ListFilter.of(asked)
    assert shown.query == kept
    assert ListFilter.of(shown.query) == shown


def test_a_group_folded_twice_is_open() -> None:
    shown = ListFilter().toggled(CaseloadGroup.TO_READ)
    assert shown.tail == "?replie=a-lire"
    assert shown.toggled(CaseloadGroup.TO_READ) == ListFilter()


def test_a_folded_group_shows_its_heading_and_how_many_it_holds(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser, first_name="Zoé")
    people.sends(person, LAST_WEEK, content(HOURS))
    page = as_adviser(adviser).get("/portefeuille?replie=a-lire").text
    assert 'À lire <span class="count">1</span>' in page
    assert f'href="{address(person)}' not in page
    assert 'aria-expanded="false"' in page


def test_a_folded_group_that_is_opened_alone_shows_its_rows(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser, first_name="Zoé")
    people.sends(person, LAST_WEEK, content(HOURS))
    page = as_adviser(adviser).get("/portefeuille?groupe=a-lire&replie=a-lire").text
    assert f'href="{address(person)}?groupe=a-lire' in page


def test_somebody_found_is_shown_though_their_group_is_folded(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser, first_name="Zoé")
    people.sends(person, LAST_WEEK, content(HOURS))
    browser = as_adviser(adviser)
    page = browser.get(
        browser.press(browser.get("/portefeuille?replie=a-lire"), "Chercher", cherche="zoe").location
    ).text
    assert f'href="{address(person)}?recherche=' in page
    assert "replie=a-lire" in page


@pytest.mark.parametrize("tail", ["?groupe=a-lire", "?replie=messages", ""])
def test_every_way_back_from_a_week_leads_to_the_list_as_it_was(
    people: People, as_adviser: Browse, tail: str
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(HOURS))
    browser = as_adviser(adviser)
    assert f'href="{address(person)}{tail}"' in browser.get(f"/portefeuille{tail}").text
    week = browser.get(f"{address(person)}{tail}")
    file = browser.get(f"/portefeuille/{person.account.public_id}{tail}")
    for page in (week, file):
        assert f'href="/portefeuille{tail}">Mon portefeuille' in page.text
    decided = f"{address(person)}{tail}{'&' if tail else '?'}fait=0.1"
    assert browser.press(week, "Compter toute la semaine").location == decided


def test_a_decision_that_came_too_late_leads_back_too(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(HOURS))
    browser = as_adviser(adviser)
    week = browser.get(f"{address(person)}?groupe=a-lire")
    people.sends(person, LAST_WEEK, content(HOURS, activity("workshop", "1 h")))
    late = browser.press(week, "Compter toute la semaine")
    assert late.status_code == 409
    assert f'href="{address(person)}?groupe=a-lire"' in late.text
    assert 'href="/portefeuille?groupe=a-lire"' in late.text


def test_weeks_counted_together_leave_the_list_as_it_was(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    people.sends(people.beneficiary(adviser=adviser), LAST_WEEK, content(HOURS))
    browser = as_adviser(adviser)
    listed = browser.get("/portefeuille?groupe=a-lire&replie=messages")
    door = "/portefeuille/compter?groupe=a-lire&replie=messages"
    assert f'href="{door.replace("&", "&amp;")}"' in listed.text
    told = browser.press(browser.get(door), "Compter cette semaine").location
    assert told.startswith(f"{door}&fait=")
    assert 'href="/portefeuille?groupe=a-lire&amp;replie=messages"' in browser.get(told).text
