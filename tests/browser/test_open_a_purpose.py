"""A manager closes a purpose, corrects its card, opens it again: with JavaScript and without, the same."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.scene import Scene

RESEARCH = "/gestion/finalites/research"


def test_a_purpose_is_closed_then_opened_with_a_corrected_card(
    scene: Scene, javascript: bool, axe: Callable[[Page], None]
) -> None:
    desk = scene.phone(scene.staff("manager"), javascript=javascript)
    desk.goto(RESEARCH)
    expect(desk.get_by_text("Plus aucun export ne part.")).to_be_visible()
    desk.get_by_role("button", name="Fermer cette finalité").tap()
    desk.get_by_role("link", name="Écrire la fiche, puis ouvrir").tap()
    expect(desk.get_by_role("checkbox", name="Les heures déclarées")).to_be_checked()
    desk.get_by_label("Qui reçoit les documents").fill("Une autre équipe")
    desk.get_by_role("button", name="Lire la fiche").tap()
    desk.get_by_role("button", name="Corriger la fiche").tap()
    expect(desk.get_by_label("Qui reçoit les documents")).to_have_value("Une autre équipe")
    desk.get_by_label("Qui reçoit les documents").fill("Le laboratoire de l’université de l’Exemple")
    desk.get_by_role("button", name="Lire la fiche").tap()
    expect(desk.get_by_text("Ce qui est parti ne revient pas.")).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Ouvrir cette finalité").tap()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Ouverte")
