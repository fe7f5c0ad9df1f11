"""Whoever leaves by a button leaves nothing in the browser but the cookie of a phone to remember."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.domain.person import Account

Browse = Callable[[Account], JudgingClient]
CLEARED = '"cache", "storage"'


def clears(answer: TestResponse) -> str | None:
    return answer.headers.get("Clear-Site-Data")


@pytest.mark.parametrize("role", ["beneficiary", "adviser", "manager"])
def test_leaving_clears_pages_and_what_is_stored_and_no_other_cookie(
    people: People, as_adviser: Browse, role: str
) -> None:
    made = getattr(people, role)()
    browser = as_adviser(made.account if role == "beneficiary" else made)
    answer = browser.press(browser.get(browser.get("/").location), "Quitter")
    assert clears(answer) == CLEARED
    assert [cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")] == ["xprsa"]


def test_closing_a_sign_in_elsewhere_clears_nothing_here(people: People, as_adviser: Browse) -> None:
    account = people.beneficiary().account
    as_adviser(account)
    here = as_adviser(account)
    assert clears(here.press(here.get("/mes-connexions"), "Fermer")) is None


def test_forgetting_the_phone_clears_too(client: JudgingClient, people: People) -> None:
    people.territory()
    assert clears(client.post("/connexion/telephone/oublier")) == CLEARED


def test_a_sign_in_that_ended_by_itself_clears_nothing_for_the_way_back_may_hold_what_was_typed(
    people: People, as_adviser: Browse, clock: Clock
) -> None:
    browser = as_adviser(people.beneficiary().account)
    clock.advance(hours=1)
    assert clears(browser.get("/ma-semaine")) is None
    answer = browser.post("/declarer/2026-W47", data={"note": "Gardé"})
    assert answer.status_code == 401
    assert clears(answer) is None


def test_what_was_not_left_clears_nothing(client: JudgingClient, people: People) -> None:
    people.territory()
    assert clears(client.get("/connexion")) is None
    refused = client.post("/deconnexion", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert clears(refused) is None
