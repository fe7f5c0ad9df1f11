"""A key that is missing once it is asked for: a page says so, what was typed is kept, the log names it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from structlog.testing import capture_logs

from tests.builders import People
from tests.pages import JudgingClient
from xprsa.domain.person import Beneficiary
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.service import Service

SAID = "Il manque une clé au service"


@pytest.fixture
def lose(app: Flask, service: Service) -> Callable[[Use], None]:
    """Take every key of a use away from the pages."""

    def without(use: Use) -> None:
        kept = {known: keys for known, keys in service.keyring.keys.items() if known is not use}
        app.extensions["xprsa"] = replace(service, keyring=Keyring(kept))

    return without


@pytest.mark.parametrize("use", [Use.REPLAY, Use.RECEIPT, Use.CSRF])
def test_what_is_typed_stays_in_the_page_that_says_which_key_is_missing(
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    lose: Callable[[Use], None],
    use: Use,
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get("/declarer/2026-W47")
    page = browser.get(browser.press(page, "Formation").location)
    lose(use)
    with capture_logs() as logs:
        answer = browser.press(page, "Envoyer", time__new1="4h44")
    assert answer.status_code == 503
    assert {"event": "key_missing", "use": use.value}.items() <= logs[0].items()
    assert SAID in answer.text
    assert "4h44" in answer.text


@pytest.mark.parametrize("use", [Use.CSRF, Use.PSEUDONYM_SUPPORT])
def test_a_page_that_needs_a_missing_key_says_so(
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    lose: Callable[[Use], None],
    use: Use,
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get("/declarer/2026-W47")
    page = browser.get(browser.press(page, "Formation").location)
    browser.press(page, "Garder le brouillon", time__new1="2h")
    lose(use)
    answer = browser.get("/declarer/2026-W47?savoir=1")
    assert answer.status_code == 503
    assert SAID in answer.text


def test_a_code_that_cannot_be_made_is_a_page_that_says_so(
    people: People, client: JudgingClient, lose: Callable[[Use], None]
) -> None:
    people.beneficiary(email="ana@example.org")
    page = client.get("/connexion")
    lose(Use.CODE)
    answer = client.press(page, "Recevoir un code", contact="ana@example.org")
    assert answer.status_code == 503
    assert SAID in answer.text


def test_a_text_that_cannot_be_sealed_once_its_sign_in_ended_stays_in_the_page(
    people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient], lose: Callable[[Use], None]
) -> None:
    browser = as_beneficiary(people.beneficiary())
    page = browser.get("/declarer/2026-W47")
    page = browser.get(browser.press(page, "Formation").location)
    browser.press(browser.get("/ma-semaine"), "Quitter")
    lose(Use.FIELD)
    answer = browser.press(page, "Envoyer", time__new1="4h44")
    assert answer.status_code == 503
    assert SAID in answer.text
    assert "4h44" in answer.text
