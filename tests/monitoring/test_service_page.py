"""« Le service aujourd’hui »: how the service is, in words, for managers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.domain.pace import Speed
from xprsa.domain.permission import Role
from xprsa.domain.person import Account
from xprsa.domain.vital_sign import BOUNDS, Condition, VitalSign
from xprsa.monitoring.figures import ServiceFigure
from xprsa.monitoring.words import elapsed, lines
from xprsa.running.backups import MANIFEST, name_of
from xprsa.running.clock_guard import beat
from xprsa.running.service import Service
from xprsa.storage.messages import Way

Browse = Callable[[Account], JudgingClient]
PAGE = "/gestion/service"


@pytest.fixture
def manager(people: People, as_adviser: Browse) -> JudgingClient:
    return as_adviser(people.manager())


@contextmanager
def backed_up(browser: JudgingClient, service: Service, folder: Path) -> Iterator[None]:
    """Let the service know of a backup of an hour ago."""
    made = folder / name_of(service.now() - timedelta(hours=1))
    made.mkdir(parents=True)
    (made / MANIFEST).touch()
    application = browser.application
    application.extensions["xprsa"] = replace(service, settings=replace(service.settings, backups=folder))
    yield
    application.extensions["xprsa"] = service


def test_a_manager_comes_by_the_navigation(manager: JudgingClient) -> None:
    assert f'<a href="{PAGE}">Service</a>' in manager.get("/gestion/equipe").text
    assert "Le service aujourd’hui" in manager.get(PAGE).text


def test_when_all_is_well_it_says_so_first(manager: JudgingClient, service: Service, tmp_path: Path) -> None:
    beat(service)
    with backed_up(manager, service, tmp_path):
        page = manager.get(PAGE).text
    assert "Tout va bien." in page
    assert page.count("va bien</span>") == len(VitalSign)
    assert "Appelez" not in page


def test_a_worker_that_stopped_says_what_people_miss_and_whom_to_call(
    manager: JudgingClient, service: Service, clock: Clock
) -> None:
    beat(service)
    clock.advance(minutes=20)
    page = manager.get(PAGE).text
    assert "Vu au travail il y a 20\u00a0min" in page
    assert "à regarder" in page
    assert "Les codes, les avis et les exports ne partent plus." in page
    assert "Appelez la personne qui s’occupe du serveur." in page
    clock.advance(minutes=5)
    beat(service)
    assert "ne partent plus" not in manager.get(PAGE).text


def test_codes_that_wait_are_told_by_the_oldest(
    manager: JudgingClient, service: Service, clock: Clock
) -> None:
    with service.database.writing() as store:
        store.messages.put(Way.SMS, "x", at=clock(), urgent=True)
    clock.advance(minutes=16)
    page = manager.get(PAGE).text
    assert "Le plus ancien attend depuis 16\u00a0min" in page
    assert "arrêté</span>" in page
    assert (
        'Proposez un code sur papier (page «\u00a0<a href="/gestion/courriers">Courriers</a>\u00a0»).' in page
    )


def test_files_opened_fast_lead_to_the_page_that_says_by_whom(
    manager: JudgingClient, service: Service, people: People
) -> None:
    reader = people.adviser()
    with service.database.writing() as store:
        store.reading_paces.count(reader.id, at=service.now())
        assert store.reading_paces.note(reader.id, Speed.MANY, at=service.now())
    assert 'sur la page «\u00a0<a href="/gestion/equipe">Équipe</a>\u00a0».' in manager.get(PAGE).text


def test_where_no_folder_of_backups_is_set_nobody_pretends_to_know(manager: JudgingClient) -> None:
    assert "Le service ne sait pas si des sauvegardes se font." in manager.get(PAGE).text


def test_what_could_not_be_read_is_no_good_news() -> None:
    told = list(lines([]))
    assert len(told) == len(VitalSign)
    assert {line.condition for line in told} == {Condition.LOOK}


@pytest.mark.parametrize("role", [Role.ADVISER, Role.EXPORTER])
def test_it_is_for_managers(role: Role, people: People, as_adviser: Browse) -> None:
    assert as_adviser(getattr(people, role)()).get(PAGE).status_code == 404


@pytest.mark.parametrize("sign", VitalSign)
def test_every_sign_has_words_for_each_way_that_it_may_be(sign: VitalSign) -> None:
    bounds, never = BOUNDS[sign], float("inf")
    found = {bounds.look, bounds.stopped, 0.0, 1.0, 10.0**12} - {never}
    if sign in (VitalSign.WORKER, VitalSign.BACKUP):
        found.add(never)
    for value in found:
        told = lines([ServiceFigure("", value, sign=sign)])
        (line,) = (
            line for line in told if line.figure not in ("Pas lu à temps", "Aucun dossier n’est réglé")
        )
        assert line.condition is bounds.condition(value)
        assert bool(line.advice) is (line.condition is not Condition.WELL)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (-5, "moins d’une minute"),
        (59, "moins d’une minute"),
        (60, "1\u00a0min"),
        (7199, "119\u00a0min"),
        (7200, "2\u00a0h"),
        (172_799, "47\u00a0h"),
        (172_800, "2\u00a0jours"),
    ],
)
def test_how_long_is_written_as_it_is_said(seconds: float, written: str) -> None:
    assert elapsed(seconds) == written
