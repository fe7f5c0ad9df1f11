"""The main job in a real browser: a week declared, read, asked about, answered, corrected and exported."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.scene import SCRIPT_FIRST, Scene, Thumb
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week

Judge = Callable[[Page], None]
SENT = "Votre semaine est envoyée"
A_WEEK = (("training", "4h"), ("job_search", "2h30"), ("workshop", "3h"))


def with_a_week_behind(scene: Scene, **given: object) -> Beneficiary:
    """Make a person who sent last week, so that this one is the first to declare."""
    person = scene.beneficiary(**given)
    scene.sent(person, scene.this_week.plus(-1), *A_WEEK)
    return person


def test_an_ordinary_week_takes_at_most_six_taps(scene: Scene, axe: Judge, javascript: bool) -> None:
    person = with_a_week_behind(scene)
    phone, thumb = scene.phone(person.account, javascript=javascript), Thumb()
    phone.goto("/")
    axe(phone)
    thumb.tap(phone.get_by_role("link", name="Déclarer ma semaine"))
    expect(phone.get_by_role("textbox", name="Formation")).to_be_visible()
    axe(phone)
    thumb.type(phone.get_by_role("textbox", name="Formation"), "5h")
    thumb.type(phone.get_by_role("textbox", name="Candidatures, recherche"), "1 h 30")
    thumb.type(phone.get_by_role("textbox", name="Atelier"), "2,5")
    thumb.tap(phone.get_by_role("button", name="Envoyer"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(SENT)
    expect(phone.get_by_role("main")).to_contain_text("9 h")
    axe(phone)
    assert thumb.taps <= 6


def test_copying_last_week_takes_three_taps(scene: Scene, axe: Judge, javascript: bool) -> None:
    person = with_a_week_behind(scene)
    phone, thumb = scene.phone(person.account, javascript=javascript), Thumb()
    phone.goto("/")
    thumb.tap(phone.get_by_role("link", name="Déclarer ma semaine"))
    thumb.tap(phone.get_by_role("button", name="Copier la semaine dernière"))
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value("4\N{NO-BREAK SPACE}h")
    axe(phone)
    thumb.tap(phone.get_by_role("button", name="Envoyer"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(SENT)
    expect(phone.get_by_role("main")).to_contain_text("9 h 30")
    assert thumb.taps == 3


@SCRIPT_FIRST
def test_the_adviser_finds_the_week_in_the_caseload_and_counts_it_whole(
    scene: Scene, axe: Judge, javascript: bool
) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser, first_name="Rose")
    scene.sent(person, scene.this_week.plus(-1), *A_WEEK)
    desk = scene.screen(adviser, javascript=javascript, width=1280, height=800)
    desk.goto("/")
    axe(desk)
    desk.get_by_role("link", name="Lire : Rose").click()
    expect(desk.get_by_text("à lire", exact=True)).to_have_count(len(A_WEEK))
    axe(desk)
    desk.get_by_role("button", name="Compter toute la semaine").click()
    expect(desk.get_by_text("comptée", exact=True)).to_have_count(len(A_WEEK))
    expect(desk.get_by_role("button", name="Compter toute la semaine")).to_have_count(0)
    axe(desk)
    phone = scene.phone(person.account, javascript=javascript)
    phone.goto(f"/mes-semaines/{scene.this_week.plus(-1)}")
    expect(phone.get_by_text("comptée", exact=True)).to_have_count(len(A_WEEK))
    axe(phone)


@SCRIPT_FIRST
def test_a_question_an_answer_and_a_correction_leave_both_versions_readable(
    scene: Scene, axe: Judge, javascript: bool
) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser, first_name="Rose")
    scene.sent(person, scene.this_week.plus(-1), ("training", "1h07"))
    desk = scene.screen(adviser, javascript=javascript, width=1280, height=800)
    phone = scene.phone(person.account, javascript=javascript)
    ask(desk, axe)
    answer(phone, axe)
    correct(phone, axe)
    read_both_versions(phone, desk, axe)


def test_the_export_after_a_correction_supersedes_the_document_of_the_first(scene: Scene) -> None:
    person, week = scene.beneficiary(), scene.this_week.plus(-1)
    scene.sent(person, week, ("training", "67 min"))  # unlike anybody else's
    (before,) = [document for document in export(scene, week) if document["declared_minutes"] == 67]
    phone = scene.phone(person.account)
    phone.goto(f"/declarer/{week}")
    phone.get_by_role("textbox", name="Formation").fill("2 h 07")
    phone.get_by_role("button", name="Envoyer la correction").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(SENT)
    second = export(scene, week)
    (after,) = [document for document in second if document["supersedes"] == before["document"]]
    assert (after["person"], after["declared_minutes"]) == (before["person"], 127)
    assert before["document"] not in {document["document"] for document in second}


def ask(desk: Page, axe: Judge) -> None:
    desk.goto("/portefeuille")
    desk.get_by_role("link", name="Lire : Rose").click()
    desk.get_by_text("Poser une question").click()
    desk.get_by_role("textbox", name="Votre question").fill("Quelle formation était-ce ?")
    axe(desk)
    desk.get_by_role("button", name="Envoyer la question").click()
    expect(desk.get_by_text("Quelle formation était-ce ?")).to_be_visible()
    axe(desk)


def answer(phone: Page, axe: Judge) -> None:
    phone.goto("/")
    expect(phone.get_by_text("Quelle formation était-ce ?")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Répondre").tap()
    expect(phone.get_by_role("textbox", name="Votre réponse")).to_be_visible()
    axe(phone)
    phone.get_by_role("textbox", name="Votre réponse").fill("Le premier jour du permis.")
    phone.get_by_role("button", name="Envoyer ma réponse").tap()
    expect(phone.get_by_text("Le premier jour du permis.")).to_be_visible()
    axe(phone)


def correct(phone: Page, axe: Judge) -> None:
    phone.get_by_role("link", name="Corriger").tap()
    expect(phone.get_by_role("textbox", name="Formation")).to_be_visible()
    axe(phone)
    phone.get_by_role("textbox", name="Formation").fill("2 h 07")
    phone.get_by_role("button", name="Envoyer la correction").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(SENT)


def read_both_versions(phone: Page, desk: Page, axe: Judge) -> None:
    phone.get_by_role("link", name="Mes semaines").tap()
    phone.get_by_role("list").get_by_role("link").nth(1).tap()
    phone.get_by_role("link", name="Version 1").tap()
    expect(phone.locator("dt:text-is('Version') + dd")).to_have_text("1, remplacée par la version 2")
    expect(phone.get_by_role("main")).to_contain_text("1 h 0")
    axe(phone)
    desk.reload()
    desk.get_by_role("link", name="Version 1").click()
    expect(desk.get_by_text("Vous lisez une version ancienne.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Formation")).to_contain_text("1 h 0")
    axe(desk)


def export(scene: Scene, week: Week) -> list[dict[str, Any]]:
    """Ask for an export on its page, let the worker carry it out, take the archive away."""
    desk = scene.screen(scene.staff("exporter"), width=1280, height=800)
    desk.goto("/")
    desk.get_by_label("Accompagnement").check(force=True)
    desk.get_by_label("Première semaine").select_option(str(week))
    desk.get_by_label("Dernière semaine").select_option(str(week))
    desk.get_by_label("JSON Lines, pour un programme").check(force=True)
    desk.get_by_role("button", name="Préparer l’export").click()
    scene.xprsa("work", "--once")
    desk.reload()
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="Télécharger l’archive").click()
    return documents_of(Path(taken.value.path()))


def documents_of(archive: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(archive) as files:
        (name,) = [name for name in files.namelist() if name.endswith("documents.jsonl")]
        return [json.loads(line) for line in files.read(name).decode().splitlines()]


def test_a_form_posted_again_gives_the_same_receipt(scene: Scene, javascript: bool) -> None:
    person = with_a_week_behind(scene)
    phone = scene.phone(person.account, javascript=javascript)
    phone.goto(f"/declarer/{scene.this_week}?copier=1")
    with phone.expect_request(lambda request: request.method == "POST") as sent:
        phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(SENT)
    again = phone.request.post(
        sent.value.url,
        data=sent.value.post_data or "",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
    )
    assert again.url == phone.url
    number = phone.locator("dt:text-is('Numéro') + dd").inner_text()
    assert number in again.text()
    assert versions(scene, person.account) == 1


def test_back_an_edit_and_send_make_version_2(scene: Scene, javascript: bool) -> None:
    person = with_a_week_behind(scene)
    phone = scene.phone(person.account, javascript=javascript)
    phone.goto(f"/declarer/{scene.this_week}")
    phone.get_by_role("textbox", name="Formation").fill("5h")
    phone.get_by_role("button", name="Envoyer").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(SENT)
    phone.go_back()
    phone.get_by_role("textbox", name="Formation").fill("6h")
    phone.get_by_role("button", name=re.compile("^Envoyer")).tap()
    expect(phone.locator("dt:text-is('Version') + dd")).to_have_text("2")
    expect(phone.get_by_role("main")).to_contain_text("6 h")
    assert versions(scene, person.account) == 2


def test_two_open_pages_end_in_a_choice_between_two_texts(scene: Scene, axe: Judge, javascript: bool) -> None:
    person = with_a_week_behind(scene)
    phone = scene.phone(person.account, javascript=javascript)
    other = phone.context.new_page()
    for tab in (phone, other):
        tab.goto(f"/declarer/{scene.this_week}")
    for tab, typed in ((phone, "5h"), (other, "6h")):
        tab.get_by_role("textbox", name="Formation").fill(typed)
        tab.get_by_role("button", name="Envoyer").tap()
        expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{SENT}|déjà changé$"))
    expect(other.get_by_role("main")).to_contain_text("5 h")
    expect(other.get_by_role("main")).to_contain_text("6 h")
    axe(other)
    other.get_by_role("button", name="Envoyer ce texte").tap()
    expect(other.locator("dt:text-is('Version') + dd")).to_have_text("2")
    assert versions(scene, person.account) == 2


def versions(scene: Scene, account: Account) -> int:
    with scene.service.database.reading() as store:
        return store.declarations.of_week(account.id, scene.this_week).base
