"""Whoever is signed in finds on every page how to leave: the phone may be in other hands next."""

from typing import cast

import pytest
from flask import Flask

from tests.builders import People
from tests.contracts.world import build_world
from tests.pages import JudgingClient

WITHOUT = {"/connexion/reprendre"}  # hands a kept text on, and is nothing by itself


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ["beneficiary", "adviser", "manager", "exporter"])
def test_every_page_of_somebody_signed_in_has_the_way_out(role: str, app: Flask, people: People) -> None:
    world = build_world(people)
    browser = cast(JudgingClient, app.test_client())
    browser.set_cookie(*world.sign_ins[role])
    shown, without = 0, []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        path = app.url_map.bind("localhost").build(rule.endpoint, world.arguments(rule))
        answer = browser.get(path)
        if answer.mimetype == "text/html" and answer.status_code != 303:
            shown += 1
            if 'action="/deconnexion"' not in answer.text and path not in WITHOUT:
                without.append(path)
    assert shown > 20
    assert not without, f"{role} cannot leave from {without}"
