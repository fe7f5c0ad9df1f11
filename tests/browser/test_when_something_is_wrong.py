"""Bad input and bad weather in a real browser: a sentence that says what to do, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.browser.judgement import faults
from tests.browser.scene import SCRIPT_FIRST, Scene
from tests.browser.tour import Tour
from xprsa.demo import cast as demo
from xprsa.domain.person import Account

A_FILE = "organisation;reference;prenom;nom;contrat_du;heures_par_semaine\r\n{}\r\n"
A_GOOD_ROW = "Mission locale;D-90001;Camille;Exemple;02/11/2026;7h30"
A_BAD_ROW = "Mission locale;D-90002;;Exemple;31/02/2026;beaucoup"


def sound(page: Page, title: str) -> None:
    """Wait for a page by its title, and judge it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert not faults(page)


def week_with(scene: Scene, *, javascript: bool = True) -> tuple[Page, Account]:
    """Open the present week of a person who sent one training the week before."""
    person = scene.beneficiary()
    scene.sent(person, scene.this_week.plus(-1), ("training", "4h"))
    phone = scene.phone(person.account, javascript=javascript)
    phone.goto(f"/declarer/{scene.this_week}")
    return phone, person.account


def test_a_duration_that_may_be_hours_or_minutes_is_asked_about_beside_its_field(
    scene: Scene, javascript: bool
) -> None:
    phone, _ = week_with(scene, javascript=javascript)
    phone.get_by_role("textbox", name="Formation").fill("90")
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_role("alert")).to_contain_text("90 minutes ou 90 heures ?")
    assert not faults(phone)
    phone.get_by_role("alert").get_by_role("link").tap()
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value("90")
    expect(phone.get_by_role("textbox", name="Formation")).to_be_focused()
    phone.get_by_role("button", name="90 minutes").tap()
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value(re.compile("1.h.30"))


def test_an_empty_week_asks_what_happened(scene: Scene) -> None:
    phone, _ = week_with(scene)
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_role("alert")).to_be_visible()
    assert not faults(phone)


def test_days_not_possible_open_without_a_script_and_leave_with_the_week(
    scene: Scene, javascript: bool
) -> None:
    phone, _ = week_with(scene, javascript=javascript)
    phone.get_by_text("Je n’ai pas pu").tap()
    phone.get_by_role("checkbox", name="Toute la semaine", exact=True).tap()
    phone.get_by_label("Pourquoi ?").select_option("Transport")
    assert not faults(phone)
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_text("Je n’ai pas pu : toute la semaine.")).to_be_visible()
    assert not faults(phone)


@pytest.mark.slow
def test_a_week_that_does_not_exist_and_one_to_come(scene: Scene) -> None:
    phone = scene.phone(scene.beneficiary().account)
    phone.goto("/declarer/2027-W53")
    sound(phone, "Cette page n’existe pas")
    phone.goto(f"/declarer/{scene.this_week.plus(2)}")
    sound(phone, "À vérifier")


def test_a_form_of_an_earlier_sign_in_is_sent_again_in_one_tap(scene: Scene, javascript: bool) -> None:
    phone, account = week_with(scene, javascript=javascript)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    scene.sign_in(phone.context, account)
    phone.get_by_role("button", name="Envoyer").tap()
    sound(phone, "À renvoyer")
    phone.get_by_role("button", name="Renvoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre semaine est envoyée")
    expect(phone.get_by_role("main")).to_contain_text("3 h 15")


@SCRIPT_FIRST
def test_the_database_away_and_back_loses_nothing(scene: Scene, javascript: bool) -> None:
    phone, _ = week_with(scene, javascript=javascript)
    phone.get_by_role("textbox", name="Formation").fill("3h15")
    with scene.database_away():
        phone.get_by_role("button", name="Envoyer").tap()
        sound(phone, "Le service est interrompu")
    phone.get_by_role("button", name="Renvoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Votre semaine est envoyée")
    expect(phone.get_by_role("main")).to_contain_text("3 h 15")


@pytest.mark.slow
def test_an_adviser_who_decides_on_an_old_version_sees_both_texts(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    person, week = scene.beneficiary(adviser=adviser), scene.this_week.plus(-1)
    line = builders.activity("training", "4h")
    scene.people.sends(person, week, builders.content(line))
    desk = scene.screen(adviser, width=1280)
    desk.goto(f"/portefeuille/{person.account.public_id}/{week}")
    scene.people.sends(person, week, builders.content(line, builders.activity("workshop", "1h")))
    desk.get_by_text("Poser une question").click()
    desk.get_by_label("Votre question").fill("Quelle formation ?")
    desk.get_by_role("button", name="Envoyer la question").click()
    expect(desk.get_by_text("Quelle formation ?")).to_be_visible()
    sound(desk, "Cette semaine a changé pendant votre lecture")


def test_a_question_without_words_is_asked_again_where_it_was(scene: Scene, javascript: bool) -> None:
    adviser = scene.staff("adviser")
    person, week = scene.beneficiary(adviser=adviser), scene.this_week.plus(-1)
    scene.sent(person, week, ("training", "4h"))
    desk = scene.screen(adviser, width=1280, javascript=javascript)
    desk.goto(f"/portefeuille/{person.account.public_id}/{week}")
    desk.get_by_text("Poser une question").click()
    desk.get_by_role("button", name="Envoyer la question").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(desk.get_by_label("Votre question")).to_be_visible()
    assert not faults(desk)


def test_a_search_that_finds_nobody_says_so(scene: Scene) -> None:
    desk = scene.screen(Tour(scene).named(demo.NADIA), width=1280)
    desk.goto("/portefeuille")
    desk.get_by_label("Nom, référence ou téléphone").fill("personne ainsi")
    desk.get_by_role("button", name="Chercher").click()
    expect(desk.get_by_text("Personne de votre portefeuille ne répond à")).to_be_visible()
    assert not faults(desk)


@pytest.mark.slow
def test_a_file_with_errors_is_shown_before_anything_is_written(scene: Scene) -> None:
    desk = scene.screen(scene.staff("manager"), width=1280)
    desk.goto("/gestion/personnes/importer")
    desk.get_by_role("button", name="Voir ce qui changerait").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    sound(desk, "Importer des personnes")
    choose_file(desk, A_GOOD_ROW, A_BAD_ROW)
    expect(desk.get_by_role("heading", name="Lignes à corriger")).to_be_visible()
    sound(desk, "Aperçu de l’import")
    desk.get_by_role("button", name="Importer seulement les lignes correctes").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(re.compile("[Ii]mport"))
    assert not faults(desk)


def choose_file(desk: Page, *rows: str) -> None:
    content = A_FILE.format("\r\n".join(rows)).encode()
    desk.get_by_label("Fichier des personnes").set_input_files(
        {"name": "personnes.csv", "mimeType": "text/csv", "buffer": content}
    )
    desk.get_by_role("button", name="Voir ce qui changerait").click()


def test_what_is_to_be_changed_has_the_focus_and_is_said_by_the_title(scene: Scene, javascript: bool) -> None:
    phone = scene.phone(scene.beneficiary().account, javascript=javascript)
    phone.goto(f"/declarer/{scene.this_week}")
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.locator(".errors")).to_be_focused()
    expect(phone).to_have_title("Erreur\N{NO-BREAK SPACE}: Ma semaine")
