"""Twenty plain weeks and five questions, without a mouse: how many keys until everything is decided."""

import re

from playwright.sync_api import Page, expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.test_keyboard_only import tab_to
from tests.builders import activity, content
from xprsa.domain.person import Account

PLAIN, WORDED = 20, 5
MOST_PRESSES = 30  # keys but those of the words themselves; from 21 to 80 before weeks were counted together


class Keys:
    """Presses keys, and counts them."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.presses += 1


def caseload(scene: Scene) -> Account:
    """Make an adviser with twenty plain weeks of two Mondays, and five that ask for a question."""
    adviser = scene.staff("adviser")
    for number in range(PLAIN):
        person = scene.beneficiary(adviser=adviser, first_name=f"Plain{number}", last_name="Roux")
        scene.sent(person, scene.this_week.plus(-1 - number % 2), ("training", "4h"), ("workshop", "1h"))
    for number in range(WORDED):
        person = scene.beneficiary(adviser=adviser, first_name=f"Mot{number}", last_name="Roux")
        line = activity("training", "2h", note="Avec mon fils.")
        scene.people.sends(person, scene.this_week.plus(-1), content(line))
    return adviser


def test_everything_is_decided_within_thirty_keys(scene: Scene) -> None:
    page = scene.screen(caseload(scene), width=1280, reduced_motion="reduce")
    page.goto("/portefeuille")
    keys = Keys(page)
    keys.press("c")
    expect(page.get_by_role("heading", name="Semaines sans question")).to_be_visible()
    keys.press("c")
    expect(page.get_by_text(f"{PLAIN}\u00a0semaines comptées.")).to_be_visible()
    for _ in range(WORDED):
        keys.press("n")
        expect(page.get_by_role("heading", name="Les mots de la personne")).to_be_visible()
        expect(page.get_by_text("question posée")).to_have_count(0)
        keys.press("q")
        page.keyboard.type("Où était-ce ?")
        keys.press("Tab", "Enter")
        expect(page.get_by_text("question posée")).to_be_visible()
    keys.press("n")
    expect(page.get_by_text("Aucune autre semaine ne vous attend.")).to_be_visible()
    assert keys.presses <= MOST_PRESSES
    assert keys.presses == 2 + 4 * WORDED + 1  # what docs/performance.md tells


def test_all_of_it_is_taken_back_with_tab_and_without_a_script(scene: Scene, javascript: bool) -> None:
    page = scene.screen(caseload(scene), javascript=javascript, reduced_motion="reduce")
    page.goto("/portefeuille")
    tab_to(page, "Compter ensemble les semaines sans question")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Semaines sans question")).to_be_visible()
    assert not faults(page)
    tab_to(page, f"Compter ces {PLAIN}\u00a0semaines")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{PLAIN}\u00a0semaines comptées.")).to_be_visible()
    assert not faults(page)
    tab_to(page, "Tout annuler")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("semaines ne sont plus comptées"))).to_be_visible()
    expect(page.get_by_role("button", name=f"Compter ces {PLAIN}")).to_be_visible()
    assert not faults(page)
