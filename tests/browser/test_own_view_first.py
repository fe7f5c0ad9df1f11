"""An adviser writes what they think, then opens an answer; another human decides of one that is contested."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.answers.made import kept_answer
from tests.browser.asked import asked
from tests.browser.scene import Scene
from xprsa.domain.person import Account, Beneficiary
from xprsa.storage.answer_entries import ModuleAsking

VALUE = "62,5"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def asking(scene: Scene) -> ModuleAsking:
    return asked(scene, scene.staff("manager"))


def answered(scene: Scene, asking: ModuleAsking, adviser: Account) -> Beneficiary:
    person = scene.beneficiary(adviser=adviser, first_name="Awa")
    kept_answer(scene.service, asking, person)
    return person


@WIDTHS
def test_the_answer_opens_after_the_view_folded_and_last(
    scene: Scene, asking: ModuleAsking, javascript: bool, width: int, axe: Callable[[Page], None]
) -> None:
    adviser = scene.staff("adviser")
    person = answered(scene, asking, adviser)
    desk = scene.screen(adviser, width=width, javascript=javascript)
    desk.goto(f"/portefeuille/{person.account.public_id}")
    desk.get_by_role("link", name="Écrire mon avis").click()
    expect(desk.get_by_text("La personne lira vos mots")).to_be_visible()
    expect(desk.locator("details")).to_have_count(0)
    axe(desk)
    desk.get_by_label("Votre avis, en une phrase").fill("Elle cherche, mais loin de chez elle.")
    desk.get_by_role("button", name="Garder mon avis").click()
    expect(desk.get_by_text("Elle cherche, mais loin de chez elle.")).to_be_visible()
    expect(desk.get_by_text(VALUE)).to_be_hidden()
    axe(desk)
    desk.get_by_text("Ce qu’un programme a pu répondre").click()
    expect(desk.get_by_text(VALUE)).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Non, il reste le même").click()
    if not desk.get_by_text("il reste le même.").is_visible():  # the page came back folded
        desk.get_by_text("Ce qu’un programme a pu répondre").click()
    expect(desk.get_by_text("il reste le même.")).to_be_visible()


@WIDTHS
def test_nothing_to_read_is_one_sentence(
    scene: Scene, asking: ModuleAsking, javascript: bool, width: int, axe: Callable[[Page], None]
) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser)
    desk = scene.screen(adviser, width=width, javascript=javascript)
    desk.goto(f"/portefeuille/{person.account.public_id}/avis")
    desk.get_by_role("button", name="Je n’ai pas encore d’avis").click()
    desk.get_by_text("Ce qu’un programme a pu répondre").click()
    expect(desk.get_by_text("Rien n’est à lire ici.")).to_be_visible()
    axe(desk)


def test_what_is_wrong_with_a_view_is_said_and_it_is_given_back(
    scene: Scene, asking: ModuleAsking, javascript: bool, axe: Callable[[Page], None]
) -> None:
    adviser = scene.staff("adviser")
    person = answered(scene, asking, adviser)
    phone = scene.phone(adviser, javascript=javascript)
    phone.goto(f"/portefeuille/{person.account.public_id}/avis")
    phone.get_by_label("Votre avis, en une phrase").fill("Elle hésite.")
    phone.get_by_role("button", name="Je n’ai pas encore d’avis").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Vous avez écrit un avis.")
    expect(phone.get_by_label("Votre avis, en une phrase")).to_have_value("Elle hésite.")
    axe(phone)


@WIDTHS
def test_another_human_decides_of_a_contested_answer(
    scene: Scene, asking: ModuleAsking, javascript: bool, width: int, axe: Callable[[Page], None]
) -> None:
    person = answered(scene, asking, scene.staff("adviser"))
    with scene.service.database.writing() as store:
        words, now = "J’étais malade.", scene.service.now()
        assert store.answer_contests.make(person.id, asking=asking.id, words=words, at=now)
    first, second = (
        scene.screen(scene.staff("adviser"), width=width, javascript=javascript) for _ in range(2)
    )
    door = f"/gestion/contestations/{person.account.public_id}/reponse/{asking.public_id}"
    for desk in (first, second):
        desk.goto("/gestion/contestations")
        axe(desk)
        desk.locator(f'a[href="{door}"]').click()
        expect(desk.get_by_text("J’étais malade.")).to_be_visible()
        expect(desk.get_by_text(VALUE)).to_be_visible()
        axe(desk)
    first.get_by_label("La retirer").check()
    first.get_by_role("button", name="Décider").click()
    expect(first.get_by_role("alert")).to_contain_text("Écrivez pourquoi")
    expect(first.get_by_label("La retirer")).to_be_checked()
    axe(first)
    first.get_by_label("Pourquoi").fill("La semaine était couverte.")
    first.get_by_role("button", name="Décider").click()
    expect(first.get_by_text("Vous avez décidé le")).to_be_visible()
    second.get_by_label("La laisser").check()
    second.get_by_label("Pourquoi").fill("Tout est juste.")
    second.get_by_role("button", name="Décider").click()
    for text in ("La semaine était couverte.", "Tout est juste."):
        expect(second.get_by_text(text)).to_be_visible()
    axe(second)
