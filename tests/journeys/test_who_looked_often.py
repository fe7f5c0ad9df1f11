"""However often somebody looks, nothing that was done leaves the page on which its person reads it."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week
from xprsa.running.service import Service

DATA = "/mes-donnees"
OLDER = "Des lignes plus anciennes ne sont pas ici."
Browse = Callable[[Beneficiary], JudgingClient]


@pytest.fixture
def olga(people: People) -> Account:
    return people.manager(first_name="Olga", last_name="Petit")


@pytest.fixture
def person(people: People) -> Beneficiary:
    return people.beneficiary(adviser=people.adviser())


def does(
    service: Service,
    who: Account,
    person: Beneficiary,
    event: str,
    *,
    week: Week | None = None,
    detail: str = "",
) -> None:
    with service.database.writing() as store:
        store.audit.note(
            at=service.now(), actor=who.id, event=event, person=person.id, week=week, detail=detail
        )


def read(browser: JudgingClient, address: str = DATA) -> str:
    page = browser.get(address).text.replace("\u00a0", " ").replace("\u202f", " ")
    return page.partition("Qui a regardé</h2>")[2].partition("</section>")[0]


def test_readings_of_one_person_on_one_day_are_one_line_with_how_many_and_the_last_hour(
    service: Service, olga: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    for _ in range(3):
        does(service, olga, person, "read")
        clock.advance(minutes=50)
    section = read(as_beneficiary(person))
    assert section.count("a ouvert votre dossier") == 1
    said = "24 novembre 2026 à 12 h 40 : <bdi>Olga Petit</bdi> (responsable) a ouvert votre dossier"
    assert f"{said} ; 3 fois ce jour-là, la dernière à cette heure." in section


def test_a_reading_of_the_next_day_or_by_somebody_else_is_a_line_of_its_own(
    service: Service, people: People, olga: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    clock.advance(hours=12, minutes=30)  # half past eleven in the evening on the territory's clock
    does(service, olga, person, "read")
    does(service, people.manager(), person, "read")
    clock.advance(hours=1)
    does(service, olga, person, "read")
    section = read(as_beneficiary(person))
    assert section.count("a ouvert votre dossier") == 3
    assert "ce jour-là" not in section


def test_the_weeks_that_were_opened_are_named_once(
    service: Service, olga: Account, person: Beneficiary, as_beneficiary: Browse
) -> None:
    weeks = (None, Week.parse("2026-W47"), Week.parse("2026-W46"), Week.parse("2026-W47"))
    for week in weeks:
        does(service, olga, person, "read", week=week)
    section = read(as_beneficiary(person))
    assert (
        "a ouvert votre dossier et vos semaines du 9 au 15 novembre, du 16 au 22 novembre ; 4 fois" in section
    )


def test_codes_that_were_seen_stay_on_the_page_after_a_hundred_and_more_openings(
    service: Service, people: People, olga: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    does(service, olga, person, "letter_seen")
    does(service, olga, person, "contact_opened")
    many = [people.manager() for _ in range(4)]
    for _ in range(30):
        clock.advance(days=1)
        for who in many:
            does(service, who, person, "read")
    section = read(as_beneficiary(person))
    assert "a vu vos codes sur papier" in section
    assert "a ouvert votre nouveau contact" in section
    assert OLDER in section


def test_what_is_done_again_and_again_pushes_nothing_else_away(
    service: Service, olga: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    does(service, olga, person, "contact_opened")
    for _ in range(120):
        clock.advance(minutes=1)
        does(service, olga, person, "letter_seen")
    section = read(as_beneficiary(person))
    assert "a vu vos codes sur papier ; 120 fois ce jour-là" in section
    assert "a ouvert votre nouveau contact" in section
    assert OLDER not in section


def test_two_files_that_changed_other_things_are_two_lines(
    service: Service, olga: Account, person: Beneficiary, as_beneficiary: Browse
) -> None:
    for detail in ("email", "phone"):
        does(service, olga, person, "person_changed", detail=detail)
    section = read(as_beneficiary(person))
    assert "a changé par un fichier : courriel" in section
    assert "a changé par un fichier : téléphone" in section


def test_older_lines_are_a_tap_away(
    service: Service, people: People, olga: Account, person: Beneficiary, as_beneficiary: Browse, clock: Clock
) -> None:
    does(service, olga, person, "read")
    for _ in range(120):
        clock.advance(days=1)
        does(service, person.adviser or olga, person, "read")
    browser = as_beneficiary(person)
    section = read(browser)
    assert "Olga Petit" not in section
    assert OLDER in section
    assert 'href="/mes-donnees?tout=1#regards"' in section
    whole = read(browser, f"{DATA}?tout=1")
    assert "Olga Petit" in whole
    assert OLDER not in whole
