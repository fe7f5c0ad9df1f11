"""The next week that waits is one press away, in the order of the list, and the end says that it is one."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, contest, count_week, events_about
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
NEXT = "/portefeuille/suivante"
OLDER = LAST_WEEK.plus(-1)


def after(browser: JudgingClient, person: Beneficiary, week: object = LAST_WEEK, **also: str) -> str:
    """Ask what comes after a week; give where it leads."""
    query = {"apres": f"{person.account.public_id}.{week}", **also}
    answered = browser.get(NEXT, query_string=query)
    assert answered.status_code == 303
    return str(answered.location)


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def three(people: People, adviser: Account, clock: Clock) -> list[Beneficiary]:
    """Three people whose last week waits, the first one longest."""
    made = [people.beneficiary(adviser=adviser) for _ in range(3)]
    for person in made:
        people.sends(person, LAST_WEEK, content(activity("training", "2 h"), activity("workshop", "1 h")))
        clock.advance(hours=1)
    return made


def test_weeks_follow_each_other_as_in_the_list_and_begin_again(
    three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    assert browser.get(NEXT).location == address(three[0])
    assert after(browser, three[0]) == address(three[1])
    assert after(browser, three[2]) == address(three[0])


def test_past_a_week_that_was_counted_the_one_that_waits_longest_comes(
    three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    count_week(browser, three[1])
    assert after(browser, three[1]) == address(three[0])


def test_what_else_the_same_person_sent_comes_first(
    people: People, three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    people.sends(three[1], OLDER, content(activity("training", "2 h")))
    count_week(browser, three[1])
    assert after(browser, three[1]) == address(three[1], OLDER)


def test_where_no_other_week_waits_the_list_says_so(
    people: People, adviser: Account, as_adviser: Browse
) -> None:
    person = people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    back = after(browser, person)
    assert back == f"/portefeuille?lu={person.account.public_id}.{LAST_WEEK}"
    assert "Aucune autre semaine ne vous attend." in browser.get(back).text
    folded = after(browser, person, replie="messages")
    assert "Aucune autre semaine ne vous attend." in browser.get(folded).text
    alone = after(browser, person, groupe="a-lire")
    assert "Aucune autre semaine ne vous attend dans cette liste." in browser.get(alone).text


def test_a_week_that_comes_later_ends_what_the_list_said(
    people: People, adviser: Account, as_adviser: Browse
) -> None:
    person, other = people.beneficiary(adviser=adviser), people.beneficiary(adviser=adviser)
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    back = after(browser, person)
    count_week(browser, person)
    assert "Aucune autre semaine" in browser.get(back).text
    people.sends(other, LAST_WEEK, content(activity("training", "2 h")))
    assert "Aucune autre semaine" not in browser.get(back).text


def test_no_address_makes_the_list_say_that_nothing_waits(
    three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    for left in ("", "1", f"{three[0].account.public_id}.{LAST_WEEK}"):
        assert "Aucune autre semaine" not in browser.get("/portefeuille", query_string={"lu": left}).text


def test_a_contest_that_waits_for_somebody_else_is_not_the_next_week(
    service: Service, people: People, adviser: Account, as_adviser: Browse
) -> None:
    person, line = people.beneficiary(adviser=adviser), activity("training", "2 h")
    people.sends(person, LAST_WEEK, content(line))
    contest(service, person, line, adviser=adviser)
    browser = as_adviser(adviser)
    assert browser.get(NEXT).location == "/portefeuille?lu="
    assert "Lire la première semaine" not in browser.get("/portefeuille").text


def test_a_week_to_read_beside_a_contest_is_led_to(
    service: Service, people: People, adviser: Account, as_adviser: Browse
) -> None:
    person, line = people.beneficiary(adviser=adviser), activity("training", "2 h")
    people.sends(person, OLDER, content(line))
    contest(service, person, line, adviser=adviser, week=OLDER)
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    assert browser.get(NEXT).location == address(person)
    assert after(browser, person, OLDER) == address(person)


def test_a_line_that_silence_counted_leads_nobody_to_its_week(
    service: Service, people: People, adviser: Account, clock: Clock, as_adviser: Browse
) -> None:
    person, line = people.beneficiary(adviser=adviser), activity("training", "2 h")
    people.sends(person, LAST_WEEK, content(line, activity("workshop", "1 h")))
    contest(service, person, line, adviser=adviser)
    assert as_adviser(adviser).get(NEXT).location == address(person)
    clock.advance(days=15)
    assert as_adviser(adviser).get(NEXT).location == "/portefeuille?lu="


def test_the_next_week_is_one_of_the_same_list(
    people: People, three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    found = browser.press(browser.get("/portefeuille"), "Chercher", cherche=three[2].file_reference).location
    search = found.removeprefix("/portefeuille?recherche=")
    assert after(browser, three[0], recherche=search) == f"{address(three[2])}?recherche={search}"
    left = f"{three[2].account.public_id}.{LAST_WEEK}"
    assert after(browser, three[2], recherche=search) == f"/portefeuille?recherche={search}&lu={left}"


def test_a_search_that_is_kept_no_more_is_not_taken_for_the_whole_list(
    three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    gone, browser = "10000000-0000-4000-8000-000000000001", as_adviser(adviser)
    back = after(browser, three[0], recherche=gone)
    assert back == f"/portefeuille?recherche={gone}"
    assert "Cette recherche n’est plus gardée" in browser.get(back).text


@pytest.mark.parametrize("nonsense", ["", "x", "%", "0.0", f"{'0' * 32}.2027-W53"])
def test_nonsense_in_the_address_leads_to_the_first_week(
    three: list[Beneficiary], adviser: Account, as_adviser: Browse, nonsense: str
) -> None:
    assert as_adviser(adviser).get(NEXT, query_string={"apres": nonsense}).location == address(three[0])


def test_nobody_is_led_to_a_week_of_somebody_else_s_caseload(
    three: list[Beneficiary], people: People, as_adviser: Browse
) -> None:
    left = f"{three[0].account.public_id}.{LAST_WEEK}"
    assert after(as_adviser(people.adviser()), three[0]) == f"/portefeuille?lu={left}"


def test_passing_by_is_no_look_and_opening_is_one(
    service: Service, three: list[Beneficiary], adviser: Account, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    before = events_about(service, three[0])
    led = browser.get(NEXT).location
    assert events_about(service, three[0]) == before
    browser.get(led)
    assert events_about(service, three[0]) == [*before, "read"]
