"""An adviser copies a paper sheet on a phone and its person confirms it: with JavaScript and without."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.scene import SCRIPT_FIRST, Scene


@SCRIPT_FIRST
def test_a_sheet_is_copied_for_a_person_who_then_confirms_it(
    scene: Scene, javascript: bool, axe: Callable[[Page], None]
) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser, asked_since=3)
    past = scene.this_week.plus(-1)
    scene.sent(person, past.plus(-1), ("training", "3h"))
    desk = scene.phone(adviser, javascript=javascript)
    desk.goto(f"/portefeuille/{person.account.public_id}")
    desk.get_by_role("link", name="Saisir une semaine").tap()
    desk.locator(f"a[href$='/declarer/{past}']").tap()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(person.account.name)
    desk.get_by_role("button", name="Envoyer pour la personne").tap()
    expect(desk.get_by_role("alert")).to_contain_text("Dites comment cette semaine vous arrive.")
    axe(desk)
    desk.get_by_text("Je recopie une feuille").tap()
    desk.get_by_role("textbox", name="Formation").fill("2 h 30")
    desk.get_by_role("button", name="Envoyer pour la personne").tap()
    expect(desk.get_by_text("Imprimez ce reçu")).to_be_visible()
    axe(desk)
    own = scene.phone(person.account, javascript=javascript)
    own.goto("/ma-semaine")
    own.get_by_role("link", name="Relire").tap()
    expect(own.get_by_text(adviser.name)).to_be_visible()
    axe(own)
    own.get_by_role("button", name="C’est bien ce que j’ai dit").tap()
    expect(own.get_by_text("Vous avez confirmé")).to_be_visible()
