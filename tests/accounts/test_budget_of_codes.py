"""Codes and SMS have a budget by the hour: spent, it is told to who runs the service and to who comes."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.builders import Clock, People
from tests.one_application import application
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.accounts.codes.letters import prepare
from xprsa.accounts.sign_ins.cookies import Cookie
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.commands.checking import check
from xprsa.domain.person import Beneficiary
from xprsa.running import log
from xprsa.running.service import Service
from xprsa.running.spending import spending
from xprsa.settings import Settings
from xprsa.storage.messages import Way

Browsers = Callable[[], JudgingClient]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Five codes an hour, two of them by SMS."""
    return replace(settings, codes_per_hour=5, sms_per_hour=2)


@pytest.fixture
def app(service: Service) -> Flask:
    return application(service)


@pytest.fixture
def crowd(people: People) -> list[Beneficiary]:
    """Nine people, each with an address and a mobile."""
    return [
        people.beneficiary(email=f"person{number}@example.org", phone=f"063998123{number}")
        for number in range(9)
    ]


def asks(browser: JudgingClient, where: str | None) -> int:
    return browser.post("/connexion", data={"contact": where}).status_code


def checks(service: Service) -> Result:
    return CliRunner().invoke(check, obj=service, catch_exceptions=False)


def test_once_the_budget_is_spent_the_page_says_what_serves_and_when_the_next_code_leaves(
    app_browser: Browsers, crowd: list[Beneficiary], posted: Posted, clock: Clock
) -> None:
    clock.advance(minutes=13)
    assert [asks(app_browser(), who.account.email) for who in crowd[:6]] == [303] * 5 + [429]
    page = app_browser().post("/connexion", data={"contact": crowd[7].account.email})
    assert page.headers["Retry-After"] == str(47 * 60)
    assert "Le service a envoyé beaucoup de codes. Le prochain part dans 47\u00a0minutes." in page.text
    assert "Un code sur papier ou un téléphone reconnu servent tout de suite." in page.text
    assert posted.now().count("Votre code :") == 5
    clock.advance(minutes=47)
    assert asks(app_browser(), crowd[7].account.email) == 303


def test_once_sms_are_spent_mail_still_leaves(app_browser: Browsers, crowd: list[Beneficiary]) -> None:
    assert [asks(app_browser(), who.account.phone) for who in crowd[:3]] == [303, 303, 429]
    page = app_browser().post("/connexion", data={"contact": crowd[4].account.phone})
    assert "beaucoup de SMS" in page.text
    assert "Un courriel, un code sur papier ou un téléphone reconnu servent tout de suite." in page.text
    assert asks(app_browser(), crowd[4].account.email) == 303


def test_codes_for_nobody_cost_nothing_so_strangers_cannot_spend_what_is_for_others(
    app_browser: Browsers, crowd: list[Beneficiary], service: Service
) -> None:
    assert {asks(app_browser(), f"stranger{number}@example.org") for number in range(20)} == {303}
    assert spending(service).this_hour == {Way.MAIL: 0, Way.SMS: 0}
    assert asks(app_browser(), crowd[0].account.email) == 303


def test_once_the_budget_is_spent_known_and_unknown_contacts_read_the_same(
    app_browser: Browsers, crowd: list[Beneficiary]
) -> None:
    for who in crowd[:5]:
        asks(app_browser(), who.account.email)
    pages = [
        app_browser().post("/connexion", data={"contact": f"{name}@example.org"})
        for name in ("person8", "strange")
    ]
    assert pages[0].status_code == pages[1].status_code == 429
    assert pages[0].text.replace("person8", "strange") == pages[1].text


def test_whoever_has_a_remembered_phone_a_code_on_paper_or_a_code_that_lives_still_enters(
    app_browser: Browsers, crowd: list[Beneficiary], service: Service, posted: Posted
) -> None:
    remembered, on_paper, lucky = crowd[6], crowd[7], app_browser()
    with service.database.writing() as store:
        store.remembered_phones.add(remembered.id, secret_hash=hashed("phone"), at=service.now())
        prepare(service, store, account=on_paper.account, actor=None)
        (letter,) = store.messages.letters(on_paper.account.territory)
    for who in crowd[:5]:
        asks(app_browser(), who.account.email)
    code = posted.code()
    assert asks(app_browser(), crowd[5].account.email) == 429

    phone = app_browser()
    phone.set_cookie(Cookie.PHONE.value, "phone")
    assert phone.post("/connexion/telephone").status_code == 303
    typed = {"file_reference": on_paper.file_reference, "code": letter.codes[0]}
    assert app_browser().post("/connexion/lettre", data=typed).status_code == 303
    assert asks(lucky, crowd[4].account.email) == 303  # its code left already
    assert posted.now() == ""
    assert spending(service).this_hour == {Way.MAIL: 5, Way.SMS: 0}
    assert lucky.post("/connexion/code", data={"code": code}).status_code == 303


def test_a_change_of_contact_waits_for_the_next_hour_too(
    app_browser: Browsers, crowd: list[Beneficiary], as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    for who in crowd[:5]:
        asks(app_browser(), who.account.email)
    changing = as_beneficiary(crowd[8])
    form = changing.get("/mon-acces/courriel")
    page = changing.press(form, "Recevoir", contact="new@example.org")
    assert page.status_code == 429
    assert "Le service a envoyé beaucoup de codes." in page.text


def test_what_left_is_counted_by_way_for_the_hour_and_the_day(
    app_browser: Browsers, crowd: list[Beneficiary], service: Service, clock: Clock
) -> None:
    asks(app_browser(), crowd[0].account.email)
    asks(app_browser(), crowd[1].account.phone)
    clock.advance(hours=1)
    asks(app_browser(), crowd[2].account.email)
    found = spending(service)
    assert found.this_hour == {Way.MAIL: 1, Way.SMS: 0}
    assert found.last_day == {Way.MAIL: 2, Way.SMS: 1}
    clock.advance(hours=23)
    assert spending(service).last_day == {Way.MAIL: 1, Way.SMS: 0}


def test_check_says_what_left_warns_at_four_fifths_and_refuses_once_a_budget_is_spent(
    app_browser: Browsers, crowd: list[Beneficiary], service: Service
) -> None:
    asks(app_browser(), crowd[0].account.email)
    assert "Codes envoyés en 24 heures\u00a0: 1, dont 0 par SMS." in checks(service).output
    for who in crowd[1:4]:
        asks(app_browser(), who.account.email)
    assert "Attention. Codes envoyés cette heure-ci\u00a0: 4 sur 5." in checks(service).output
    asks(app_browser(), crowd[4].account.email)
    refused = checks(service)
    assert refused.exit_code == 1
    assert "5 sur 5. Plus aucun ne part avant 11:00 UTC." in refused.output


def test_the_log_says_once_that_a_budget_is_low_and_once_that_it_is_spent_and_names_nobody(
    app_browser: Browsers, crowd: list[Beneficiary], capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure()
    for who in crowd:
        asks(app_browser(), who.account.email)
    written = capsys.readouterr().out
    alarms = [json.loads(line) for line in written.splitlines() if "code_budget" in line]
    assert [(alarm["state"], alarm["spent"], alarm["most"]) for alarm in alarms] == [
        ("low", 4, 5),
        ("spent", 5, 5),
    ]
    assert "person" not in written
