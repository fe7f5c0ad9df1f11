"""S-2: no form of another site, and none without its token, changes anything."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.builders import People
from tests.pages import JudgingClient
from xprsa.domain.person import Account

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SAMPLES = {"week": "2026-W47", "page": "aide"}  # other parts of an address: a number, or an id of nobody


def unsafe_paths(app: Flask) -> list[str]:
    """Give an address for every route that changes something."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.methods and rule.methods & UNSAFE:
            path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", rule.rule)
            found.append(re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda part: SAMPLES.get(part[1], "1"), path))
    return found


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_form_of_another_site_is_refused_on_every_route(
    app: Flask,
    client: JudgingClient,
    people: People,
    as_adviser: Callable[[Account], JudgingClient],
    signed_in: bool,
) -> None:
    browser = as_adviser(people.beneficiary().account) if signed_in else client
    paths = unsafe_paths(app)
    assert len(paths) > 15
    taken = [
        path
        for path in paths
        if browser.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code not in (403, 404)
    ]
    assert taken == []


def test_a_browser_too_old_to_say_where_a_form_comes_from_is_judged_by_its_origin(
    client: JudgingClient, people: People
) -> None:
    people.territory()
    del client.environ_base["HTTP_SEC_FETCH_SITE"]
    typed = {"contact": "amara@example.org"}
    here, elsewhere = {"Origin": "http://localhost"}, {"Origin": "http://example.test"}
    assert client.post("/connexion", data=typed, headers=here).status_code == 303
    assert client.post("/connexion", data=typed, headers=elsewhere).status_code == 403
    assert client.post("/connexion", data=typed).status_code == 403


def test_a_form_without_the_token_of_its_sign_in_changes_nothing_and_loses_nothing(
    people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    manager = people.manager()
    browser, other = as_adviser(manager), as_adviser(manager)
    token = other.get("/gestion/courriers").text.partition('name="csrf" value="')[2].partition('"')[0]
    for typed in ({}, {"csrf": ""}, {"csrf": "zz"}, {"csrf": token}):
        page = browser.post("/gestion/courriers", data={"file_reference": "D-00042", **typed})
        assert page.status_code == 403
        assert 'value="D-00042"' in page.text
    page = browser.press(page, "Renvoyer")
    assert page.status_code == 422
    assert "Aucun dossier" in page.text


def test_signing_out_needs_the_token_too(
    people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    browser = as_adviser(people.beneficiary().account)
    assert browser.post("/deconnexion").status_code == 403
    assert browser.get("/mon-acces").status_code == 200
