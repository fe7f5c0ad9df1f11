"""A manager undoes an import on the pages: names first, then all of it, and nobody who declared since."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests.builders import Clock, People, activity, content, week
from tests.journeys.test_import_people import ANA, SAFE, TITLES, choose, found, hidden
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import import undoing
from xprsa.running.service import Service
from xprsa.storage.database import Collision

LIST = "/gestion/personnes/imports"
CY = ANA.replace("D-1;Ana", "D-3;Cy").replace("ana@", "cy@")
CHANGED = ANA.replace("ana@", "autre@")

Browser = Callable[[Account], JudgingClient]


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@dataclass
class Desk:
    """A manager who signs in anew for each thing they do: hours pass in between."""

    sign_in: Callable[[], JudgingClient]
    clock: Clock

    def get(self, path: str) -> TestResponse:
        return self.sign_in().get(path)

    def imports(self, *lines: str) -> str:
        """Import rows; give the address on which that import is undone."""
        browser = self.sign_in()
        preview = choose(browser, TITLES, *lines)
        done = browser.press(preview, "Importer toutes les lignes", organisations="1", many="1")
        assert done.status_code == 303, done.text
        link = re.search(rf'href="({LIST}/\d+/annuler)"', browser.get(done.location).text)
        assert link is not None
        return link[1]

    def undo(self, address: str) -> TestResponse:
        """Undo an import an hour later; give the page that says what became of everybody."""
        self.clock.advance(hours=1)
        browser = self.sign_in()
        done = browser.press(browser.get(address), "Annuler cet import")
        assert done.status_code == 303, done.text
        return browser.get(done.location)


@pytest.fixture
def desk(people: People, as_adviser: Browser, clock: Clock) -> Desk:
    manager = people.manager(first_name="Hélène", last_name="Essai")
    return Desk(lambda: as_adviser(manager), clock)


def post(browser: JudgingClient, address: str) -> TestResponse:
    """Undo without having looked."""
    form = {"csrf": hidden(browser.get("/gestion/personnes/importer"), "csrf")}
    return browser.post(address, data=form, headers=SAFE)


def known(service: Service, reference: str) -> Beneficiary:
    person = found(service, reference)
    assert person is not None
    return person


def fact(page: TestResponse, label: str) -> int:
    value = re.search(rf'<dt>{label}</dt><dd class="number">(\d+)', page.text)
    assert value is not None, f"no {label}"
    return int(value[1])


def test_names_and_consequences_come_first_and_nothing_is_undone_by_looking(
    desk: Desk, service: Service, clock: Clock
) -> None:
    desk.imports(ANA)
    clock.advance(hours=1)
    page = desk.get(desk.imports(CHANGED, CY))
    assert "1\u00a0personne sera supprimée" in page.text
    assert page.text.count("<details open>") == 2  # names are read before the button, not looked for
    assert "Cy Durand" in page.text
    assert "1\u00a0personne redeviendra" in page.text
    assert "Ana Durand" in page.text
    assert found(service, "D-3") is not None
    assert known(service, "D-1").account.email == "autre@example.org"


def test_new_people_go_and_changed_ones_are_put_back(desk: Desk, service: Service, clock: Clock) -> None:
    desk.imports(ANA)
    page = desk.undo(desk.imports(CHANGED, CY))
    assert "Cet import est annulé" in page.text
    assert "Hélène Essai" in page.text
    assert fact(page, "Personnes supprimées") == 1
    assert fact(page, "Personnes remises comme avant") == 1
    assert fact(page, "Personnes laissées comme elles sont") == 0
    assert found(service, "D-3") is None
    assert known(service, "D-1").account.email == "ana@example.org"
    desk.imports(CY)  # its number is free
    assert found(service, "D-3") is not None


def test_a_stranger_who_signed_in_through_a_changed_mail_is_signed_out(
    desk: Desk,
    service: Service,
    app_browser: Callable[[], JudgingClient],
    posted: Posted,
    clock: Clock,
) -> None:
    desk.imports(ANA)
    clock.advance(hours=1)
    address = desk.imports(CHANGED)
    stranger = app_browser()
    sign_in(stranger, "autre@example.org", posted)
    assert "Bonjour Ana" in stranger.get("/ma-semaine").text
    desk.undo(address)
    assert stranger.get("/ma-semaine").status_code == 303
    stranger.get("/connexion")
    asked = stranger.press(stranger.get("/connexion"), "Recevoir un code", contact="autre@example.org")
    assert asked.status_code == 303
    assert "Votre code" not in posted.now()
    sign_in(app_browser(), "ana@example.org", posted)


def sign_in(browser: JudgingClient, mail: str, posted: Posted) -> None:
    asked = browser.press(browser.get("/connexion"), "Recevoir un code", contact=mail)
    code = posted.code()
    entered = browser.press(browser.get(asked.location), "Continuer", code=code)
    assert entered.status_code == 303


def test_whoever_declared_since_is_named_and_kept_and_so_is_whoever_changed(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    address = desk.imports(ANA, CY, CY.replace("D-3;Cy", "D-4;Di").replace("cy@", "di@"))
    clock.advance(hours=1)
    people.sends(known(service, "D-1"), week(), content(activity("training", "3 h")))
    desk.imports(CY.replace("Durand", "Durand-Petit"))
    foreseen = desk.get(address)
    assert "2\u00a0personnes resteront" in foreseen.text
    page = desk.undo(address)
    for text in (
        "Ana Durand",
        "Une semaine est envoyée depuis.",
        "Cy Durand-Petit",
        "Le dossier a changé depuis.",
    ):
        assert text in foreseen.text
        assert text in page.text
    assert fact(page, "Personnes laissées comme elles sont") == 2
    assert found(service, "D-1") is not None
    assert found(service, "D-3") is not None
    assert found(service, "D-4") is None


def test_undone_twice_or_too_late_is_a_sentence(desk: Desk, clock: Clock) -> None:
    address = desk.imports(ANA)
    desk.undo(address)
    browser = desk.sign_in()
    assert "déjà annulé" in post(browser, address).text
    again = desk.get(address)
    assert (again.status_code, "déjà annulé" in again.text) == (409, True)
    late = desk.imports(ANA)
    clock.advance(days=7)
    answer = desk.get(late)
    assert (answer.status_code, "sept jours" in answer.text) == (409, True)
    assert "Le délai pour l’annuler est passé" in desk.get(late.removesuffix("/annuler")).text


def test_the_list_says_until_when_and_what_was_undone(desk: Desk, clock: Clock) -> None:
    assert "Aucun import" in desk.get(LIST).text
    first = desk.imports(ANA)
    clock.advance(days=1)
    second = desk.imports(CHANGED)
    text = desk.get(LIST).text
    assert text.index(second) < text.index(first)
    assert "Possible jusqu’au 1er décembre 2026 à 11\u00a0h\u00a000" in text
    desk.undo(second)
    text = desk.get(LIST).text
    assert "Annulé le 25 novembre 2026" in text
    assert second not in text
    clock.advance(days=6)
    assert first not in desk.get(LIST).text


def test_an_import_of_another_territory_is_nowhere(desk: Desk, people: People, as_adviser: Browser) -> None:
    address = desk.imports(ANA)
    elsewhere = as_adviser(people.manager(territory="98"))
    for path in (address, address.removesuffix("/annuler"), f"{LIST}/99999999999"):
        assert elsewhere.get(path).status_code == 404
    assert address not in elsewhere.get(LIST).text
    assert post(elsewhere, address).status_code == 404
    assert desk.get(address).status_code == 200


def test_an_import_that_crosses_it_is_told_and_nothing_is_undone(
    desk: Desk, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = desk.imports(ANA)

    def crosses(*_: object, **__: object) -> None:
        raise Collision("ForeignKeyViolation")

    monkeypatch.setattr(undoing, "undo_import", crosses)
    browser = desk.sign_in()
    answer = browser.press(browser.get(address), "Annuler cet import")
    assert (answer.status_code, "Rien n’est annulé" in answer.text) == (409, True)
    assert found(service, "D-1") is not None


def test_a_long_list_is_cut_and_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xprsa.people_import.undo_views.MOST_NAMED", 1)
    page = desk.get(desk.imports(ANA, CY))
    assert "Et 1\u00a0autre." in page.text
    assert "Cy Durand" not in page.text
