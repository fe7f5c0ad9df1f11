"""A figure that stands beside a link is that of what the link opens."""

import re
from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, content, week
from tests.pages import JudgingClient
from tests.review.scene import address, count_week
from xprsa.domain.person import Account

Browse = Callable[[Account], JudgingClient]
OLDER, LAST = week("2026-W46"), week("2026-W47")


def rows(page: str) -> list[tuple[str, str]]:
    """Give the figure of each row of people and the week that it opens."""
    found = []
    for row in page.replace("\u00a0", " ").split('<tr><th scope="row">')[1:]:
        figure = re.search(r'<td class="number">([^<]*)', row)
        opened = re.search(r'href="[^"]+/(\d{4}-W\d\d)', row)
        assert figure
        found.append((figure[1].strip(), opened[1] if opened else ""))
    return found


def test_the_figure_of_a_row_is_that_of_the_week_that_it_opens(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, OLDER, content(activity("training", "3 h")))
    people.sends(person, LAST, content(activity("training", "5 h")))
    browser = as_adviser(adviser)
    count_week(browser, person, LAST)
    page = browser.get("/portefeuille").text
    assert rows(page) == [("3 h", "2026-W46")]
    assert "<small>du 9 au 15 novembre</small>" in page.replace("\u00a0", " ")


def test_every_row_says_of_which_week_its_figure_is(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    sent = people.beneficiary(adviser=adviser)
    people.beneficiary(adviser=adviser)
    people.beneficiary(adviser=adviser, weekly_minutes=None)
    people.sends(sent, LAST, content(activity("training", "5 h")))
    browser = as_adviser(adviser)
    for group in ("a-lire", "a-appeler", "non-concernees"):
        page = browser.get(f"/portefeuille?groupe={group}").text
        assert re.findall(r'<td class="number">[^<]*<small>([^<]*)', page) == [
            "du 16 au 22\u00a0novembre".replace("\u00a0", " ")
        ]


def test_a_message_about_an_older_week_shows_the_hours_of_that_week(
    people: People, as_adviser: Browse, as_beneficiary, clock: Clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    people.sends(person, OLDER, content(activity("training", "3 h")))
    people.sends(person, LAST, content(activity("training", "5 h")))
    browser, owner = as_adviser(adviser), as_beneficiary(person)
    browser.press(browser.get(address(person, OLDER)), "Envoyer la question", words="Où\u00a0?")
    count_week(browser, person, LAST)
    owner.press(owner.get(f"/mes-semaines/{OLDER}"), "Envoyer ma réponse", words="Au Greta.")
    assert rows(browser.get("/portefeuille").text) == [("3 h", "2026-W46")]


@pytest.mark.parametrize("group", ["messages", "a-lire", "a-appeler", "pas-recues", "a-jour"])
def test_the_figure_of_a_tile_is_the_number_of_rows_that_it_opens(
    group: str, people: People, as_adviser: Browse
) -> None:
    adviser = people.adviser()
    for sent in (0, 0, 1, 1, 1):
        person = people.beneficiary(adviser=adviser)
        if sent:
            people.sends(person, LAST, content(activity("training", "2 h")))
    browser = as_adviser(adviser)
    count_week(browser, person, LAST)
    page = browser.get("/portefeuille").text
    tile = re.search(rf'href="/portefeuille\?groupe={group}"[^>]*><b class="number">(\d+)</b>', page)
    assert tile
    assert len(rows(browser.get(f"/portefeuille?groupe={group}").text)) == int(tile[1])
