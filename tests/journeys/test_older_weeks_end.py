"""« Plus anciennes » leads to a week that was asked or sent, and is not there when there is none."""

import re

from tests.builders import Clock, People, activity, content, week
from tests.pages import JudgingClient

OLDER = "Plus anciennes"


def older(browser: JudgingClient, address: str) -> str | None:
    """Give where the link to older weeks leads; None when there is no such link."""
    found = re.search(rf'href="([^"]+)" rel="next">{OLDER}', browser.get(address).text)
    return found and found[1]


def test_nothing_older_has_no_link(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary(weekly_minutes=None))
    assert older(browser, "/mes-semaines") is None


def test_the_link_leads_past_a_gap_to_the_first_week_sent_and_ends_there(
    people: People, as_beneficiary, clock: Clock
) -> None:
    person = people.beneficiary(weekly_minutes=None)
    clock.advance(weeks=-37)
    people.sends(person, week("2026-W11"), content(activity("training", "2h")))
    clock.advance(weeks=37)
    browser = as_beneficiary(person)
    seen, address = 0, "/mes-semaines"
    while (address := older(browser, address)) is not None:
        seen += 1
        assert seen < 10
    assert seen == 3


def test_weeks_that_were_asked_and_never_sent_are_older_weeks_too(people: People, as_beneficiary) -> None:
    browser = as_beneficiary(people.beneficiary())
    assert older(browser, "/mes-semaines") is not None
    assert older(browser, "/mes-semaines?avant=2020-W01") is None
