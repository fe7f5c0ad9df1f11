"""The person reads what leaves by name: before they send, and after it left, whatever came back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from flask import Flask

from tests import builders
from tests.builders import People, activity, content, week
from tests.interop.named import numbered, pushed, with_exchange
from tests.interop.platform import WEEKS, FakePlatform, status
from tests.one_application import application
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

ANA = "10429447247"
TO = "France Travail, SI Plateforme"


@pytest.fixture
def service(service: Service, fake: FakePlatform, tmp_path: Path) -> Service:
    return with_exchange(service, fake, tmp_path)


@pytest.fixture
def ana(people: People, fake: FakePlatform) -> Beneficiary:
    return numbered(people, fake, ANA, adviser=people.adviser())


def test_each_week_that_left_by_name_is_told_field_by_field(
    service: Service,
    people: People,
    fake: FakePlatform,
    ana: Beneficiary,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    page = as_beneficiary(ana).get("/mes-donnees").text
    assert f"part à votre nom à <bdi>{TO}</bdi>" in page
    assert "Rien n’est encore parti à votre nom." in page
    people.sends(ana, week(), content(activity("training", "2h30")))
    pushed(service, fake)
    page = as_beneficiary(ana).get("/mes-donnees").text
    for said in (
        f"votre numéro France Travail, {ANA}",
        "<dd>2 h 30</dd>",
        "<dd>15 h</dd>",
        "une mission locale",
    ):
        assert said in page.replace("\u00a0", " ").replace("\u202f", " "), said
    assert "Nous ne savons pas si c’est arrivé." not in page
    people.sends(ana, week(), content(activity("training", "3h")))
    pushed(service, fake)
    page = as_beneficiary(ana).get("/mes-donnees").text
    assert page.count("Remplacé le") == 1
    assert page.count("<dd>3\u202fh</dd>") + page.count("<dd>3\u00a0h</dd>") == 2


def test_what_may_not_have_arrived_is_told_too(
    service: Service,
    people: People,
    fake: FakePlatform,
    ana: Beneficiary,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    people.sends(ana, week(), content(activity("training", "2h30")))
    fake.then(WEEKS, *[status(500)] * 3)
    pushed(service, fake)
    assert "Nous ne savons pas si c’est arrivé." in as_beneficiary(ana).get("/mes-donnees").text


def test_before_they_send_the_page_says_that_it_leaves_by_name(
    ana: Beneficiary, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    browser = as_beneficiary(ana)
    page = browser.press(browser.get("/declarer/2026-W47"), "Formation", answer="activities")
    kept = browser.press(browser.get(page.location), "Ce que le service saura", time__new1="2h")
    page = browser.get(kept.location)
    assert "à votre nom, une fois la semaine finie" in page.text
    assert ANA in page.text
    assert "Ni votre nom" not in page.text
    other = as_beneficiary(people.beneficiary())
    page = other.press(other.get("/declarer/2026-W47"), "Formation", answer="activities")
    kept = other.press(other.get(page.location), "Ce que le service saura", time__new1="2h")
    page = other.get(kept.location)
    assert "à votre nom" not in page.text
    assert "Ni votre nom" in page.text


def test_refusing_to_be_scored_says_what_goes_on(
    ana: Beneficiary,
    people: People,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    as_adviser: Callable[[Account], JudgingClient],
) -> None:
    page = as_beneficiary(ana).get("/mes-donnees").text
    assert "continue de partir" in page
    assert "continue de partir" not in as_beneficiary(people.beneficiary()).get("/mes-donnees").text
    assert ana.adviser is not None
    desk = as_adviser(ana.adviser).get(f"/pour/{ana.account.public_id}/notation").text
    assert "continue de partir" in desk


def test_without_the_exchange_no_page_speaks_of_it(service: Service, ana: Beneficiary) -> None:
    off = replace(service, settings=replace(service.settings, interop=None))
    app: Flask = application(off)
    browser = cast(JudgingClient, app.test_client())
    browser.set_cookie(*builders.begin_sign_in(off, ana.account))
    page = browser.get("/mes-donnees").text
    assert "à votre nom" not in page
    assert "continue de partir" not in page
