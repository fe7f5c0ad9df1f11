"""Which week is meant is said beside its dates, and none is chosen in silence."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, content, week
from tests.pages import JudgingClient
from xprsa.domain.person import Beneficiary

Browse = Callable[[Beneficiary], JudgingClient]
THIS, LAST = "ette semaine, du 23 au 29 novembre", "a semaine dernière, du 16 au 22 novembre"
HOME = "/ma-semaine"


@pytest.fixture
def person(people: People) -> Beneficiary:
    return people.beneficiary()


def test_with_both_waiting_both_are_offered(person: Beneficiary, as_beneficiary: Browse) -> None:
    page = as_beneficiary(person).get(HOME).text
    assert "Déclarer la semaine dernière</a>" in page
    assert "Déclarer cette semaine</a>" in page
    assert f"<h2>L{LAST}</h2>" in page
    assert f"<h2>C{THIS}</h2>" in page


@pytest.mark.parametrize(("sent", "left"), [("2026-W47", "2026-W48"), ("2026-W48", "2026-W47")])
def test_once_one_is_sent_the_other_is_offered_alone(
    people: People, person: Beneficiary, as_beneficiary: Browse, sent: str, left: str
) -> None:
    people.sends(person, week(sent), content())
    page = as_beneficiary(person).get(HOME).text
    assert page.count('<a class="button" href="/declarer/') == 1
    assert f'<a class="button" href="/declarer/{left}">Déclarer ma semaine</a>' in page


@pytest.mark.parametrize(("named", "called"), [("2026-W48", THIS), ("2026-W47", LAST)])
def test_each_page_of_a_week_says_which_one(
    people: People, person: Beneficiary, as_beneficiary: Browse, named: str, called: str
) -> None:
    browser = as_beneficiary(person)
    assert called in browser.get(f"/declarer/{named}").text
    people.sends(person, week(named), content())
    for page in (f"/mes-semaines/{named}", f"/declarer/{named}/recu", f"/declarer/{named}/retirer"):
        assert called in browser.get(page).text
    for page in (HOME, "/mes-semaines"):
        text = browser.get(page).text
        assert THIS in text
        assert LAST in text


def test_a_week_is_called_so_on_the_clock_of_the_territory(
    people: People, as_beneficiary: Browse, clock: Clock
) -> None:
    person = people.beneficiary()
    clock.advance(days=5, hours=13, minutes=30)  # Sunday 23:30 in UTC, Monday 0:30 in Paris
    assert "ette semaine, du 30 novembre au 6 décembre" in as_beneficiary(person).get(HOME).text


DATED = {
    "2026-W53": "du 28 décembre 2026 au 3 janvier 2027",
    "2026-W52": "du 21 au 27 décembre 2026",
}


@pytest.mark.parametrize("sent", DATED)
def test_a_receipt_writes_the_year_once(
    people: People, person: Beneficiary, as_beneficiary: Browse, clock: Clock, sent: str
) -> None:
    clock.advance(days=40)  # 3 January 2027
    people.sends(person, week(sent), content())
    page = as_beneficiary(person).get(f"/declarer/{sent}/recu").text
    assert f"{DATED[sent]}</dd>" in page


def test_a_week_that_waits_stands_once_on_the_home_page(
    people: People, person: Beneficiary, as_beneficiary: Browse
) -> None:
    people.sends(person, week("2026-W46"), content())
    page = as_beneficiary(person).get(HOME).text
    for waiting in ("2026-W48", "2026-W47", "2026-W45"):
        assert page.count(f'href="/declarer/{waiting}"') == 1
    assert page.count('href="/mes-semaines/2026-W46"') == 1
