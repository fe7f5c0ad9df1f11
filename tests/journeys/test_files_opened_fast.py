"""Whoever opens files faster than one reads them waits a minute; managers are told, and see who it was."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from tests.builders import Clock, People, begin_sign_in
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.running.service import Service
from xprsa.storage.tables import PersonAuditRow, table
from xprsa.storage.tables_access import StaffSecretRow

LIMIT = 40
TOLD = "Un compte ouvre des dossiers plus vite qu’on ne les lit."
STOPPED = "Votre compte ouvre des dossiers plus vite qu’on ne les lit."


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


def manager(people: People, **given: object) -> Account:
    """Make a manager who accepted the invitation."""
    made = people.manager(**given)
    secret = {
        "account_id": made.id,
        "password_hash": "",
        "totp_secret": "",
        "changed_at": people.service.now(),
    }
    with people.service.database.writing() as store:
        store.connection.execute(insert(StaffSecretRow).values(secret))
    return made


def opens(browser: JudgingClient, files: list[Beneficiary]) -> list[int]:
    return [browser.get(f"/portefeuille/{person.account.public_id}").status_code for person in files]


def read(service: Service) -> int:
    """Tell how many files were shown."""
    journal = table(PersonAuditRow)
    with service.database.reading() as store:
        query = select(func.count()).where(journal.c.event == "read")
        return int(store.connection.execute(query).scalar_one())


def asked_for(service: Service, reader: Account, count: int, *, minutes: int = 0) -> None:
    """Let an account have asked for files already."""
    with service.database.writing() as store:
        for _ in range(count):
            store.reading_paces.count(reader.id, at=service.now() + timedelta(minutes=minutes))


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Olga", last_name="Petit")


@pytest.fixture
def files(people: People, adviser: Account) -> list[Beneficiary]:
    return [people.beneficiary(adviser=adviser) for _ in range(4)]


def test_files_beyond_forty_a_minute_do_not_open_and_the_next_minute_they_do(
    service: Service, files: list[Beneficiary], adviser: Account, as_adviser, clock: Clock
) -> None:
    clock.instant = clock.instant.replace(second=42)
    browser = as_adviser(adviser)
    asked_for(service, adviser, LIMIT - 2)
    assert opens(browser, files) == [200, 200, 429, 429]
    assert read(service) == 2
    refused = browser.get(f"/portefeuille/{files[-1].account.public_id}")
    assert refused.headers["Retry-After"] == "18"
    assert STOPPED in refused.text
    assert "Vos responsables le voient sur leur page «\u00a0Équipe\u00a0»." in refused.text
    assert files[-1].account.last_name not in refused.text
    clock.advance(seconds=18)
    assert opens(browser, files) == [200] * 4


def test_eighty_four_files_asked_for_at_once_are_not_all_shown(
    service: Service, people: People, adviser: Account, app_browser
) -> None:
    everybody = [people.beneficiary(adviser=adviser) for _ in range(84)]
    cookie = begin_sign_in(service, adviser)

    def asks(person: Beneficiary) -> int:
        browser = app_browser()
        browser.set_cookie(*cookie)
        return int(browser.get(f"/portefeuille/{person.account.public_id}").status_code)

    with ThreadPoolExecutor(8) as side_by_side:
        answers = list(side_by_side.map(asks, everybody))
    assert sorted(answers) == [200] * LIMIT + [429] * 44


def test_managers_in_charge_are_written_to_once_and_see_who_it_was(
    service: Service,
    people: People,
    files: list[Beneficiary],
    adviser: Account,
    as_adviser,
    posted: Posted,
    clock: Clock,
) -> None:
    near = manager(people)
    leads = manager(people, organisation="Département", organisation_code=OrganisationCode.DEPARTMENT)
    elsewhere = manager(people, organisation="Un autre organisme")
    invited = people.manager()
    asked_for(service, adviser, LIMIT)
    opens(as_adviser(adviser), files)
    left = posted.now()
    assert sorted(re.findall(r"à (\S+@\S+)\]", left)) == sorted([near.email, leads.email])
    assert left.count(TOLD) == left.count("http://localhost/gestion/equipe") == 2
    assert "Petit" not in left
    assert elsewhere.email not in left
    assert invited.email not in left
    page = as_adviser(near).get("/gestion/equipe").text
    assert "<strong><bdi>Olga Petit</bdi></strong>, le 24 novembre 2026 à 11\u00a0h\u00a000" in page
    assert "trop d’ouvertures en une minute, les suivantes ont attendu." in page
    assert "Dans les deux cas, un courriel part aux responsables de l’organisme et du département." in page
    far = as_adviser(people.manager(territory="98")).get("/gestion/equipe").text
    assert "Olga Petit" not in far
    clock.advance(days=31)
    assert "Olga Petit</bdi></strong>, le" not in as_adviser(near).get("/gestion/equipe").text


def test_many_files_in_an_hour_open_and_are_told(
    service: Service, people: People, adviser: Account, as_adviser, posted: Posted, clock: Clock
) -> None:
    person, reader = people.beneficiary(adviser=adviser), manager(people)
    clock.instant = clock.instant.replace(minute=0)
    for minute in range(15):
        asked_for(service, adviser, LIMIT, minutes=minute)
    clock.advance(minutes=15)
    assert opens(as_adviser(adviser), [person]) == [200]
    page = as_adviser(reader).get("/gestion/equipe").text
    assert "beaucoup d’ouvertures en une heure." in page
    assert posted.now().count(TOLD) == 1


def test_files_that_are_refused_and_letters_count_as_well(
    people: People, as_adviser, service: Service
) -> None:
    strangers = [people.beneficiary() for _ in range(2)]
    curious, reader = people.adviser(last_name="Curieux"), people.manager()
    for account in (curious, reader):
        asked_for(service, account, LIMIT - 1)
    assert opens(as_adviser(curious), strangers) == [404, 404]
    office = as_adviser(reader)
    assert "Curieux</bdi></strong>, le" in office.get("/gestion/equipe").text
    letters = [
        office.get(f"/gestion/courriers/{person.account.public_id}").status_code for person in strangers
    ]
    assert letters == [303, 429]


def test_what_was_typed_stays_in_the_page_that_asks_to_wait(
    service: Service, people: People, as_adviser, adviser: Account
) -> None:
    person = people.beneficiary(adviser=adviser)
    browser = as_adviser(adviser)
    address = f"/pour/{person.account.public_id}/declarer/2026-W47"
    token = browser.get(address).text.partition('name="csrf" value="')[2].partition('"')[0]
    asked_for(service, adviser, LIMIT)
    answer = browser.post(address, data={"csrf": token, "kind-0": "", "duration-0": "texte gardé"})
    assert answer.status_code == 429
    assert 'value="texte gardé"' in answer.text
