"""A manager prepares, corrects, keeps and withdraws rules: with JavaScript and without, the same."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.scene import Scene


def test_rules_are_prepared_read_corrected_kept_and_withdrawn(
    scene: Scene, javascript: bool, axe: Callable[[Page], None]
) -> None:
    desk = scene.phone(scene.staff("manager"), javascript=javascript)
    desk.goto("/gestion/regles")
    expect(desk.get_by_text("Aucun changement n’est prévu.")).to_be_visible()
    axe(desk)
    desk.get_by_role("link", name="Préparer de nouvelles règles").tap()
    desk.get_by_label("Délai de lecture").fill("90")
    desk.get_by_role("button", name="Lire ce qui change").tap()
    expect(desk.locator(".errors")).to_be_focused()
    expect(desk.get_by_label("Délai de lecture")).to_have_value("90")
    axe(desk)
    desk.get_by_label("Délai de lecture").fill("21")
    desk.get_by_role("button", name="Lire ce qui change").tap()
    expect(desk.get_by_text("sera compté plus tard")).to_be_visible()
    axe(desk)
    desk.get_by_role("link", name="Corriger").tap()
    expect(desk.get_by_label("Délai de lecture")).to_have_value("21")
    desk.get_by_role("button", name="Lire ce qui change").tap()
    desk.get_by_role("button", name="Enregistrer ces règles").tap()
    expect(desk.get_by_role("heading", name="À partir du lundi")).to_be_visible()
    desk.get_by_role("link", name="Retirer ces règles").tap()
    expect(desk.get_by_role("heading", name="Ce qui reste ce jour-là")).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Retirer ces règles").tap()
    expect(desk.get_by_text("Aucun changement n’est prévu.")).to_be_visible()
