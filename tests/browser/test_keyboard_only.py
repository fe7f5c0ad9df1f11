"""Everything works with Tab, Space and Enter, and the eye always sees where the keyboard is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scene import Scene

MOST_TABS = 60

# The ring is drawn on the element, or on the day that stands under a box without a face of its own.
_RING = """() => {
  const element = document.activeElement;
  const drawn = [element, element.nextElementSibling].filter(Boolean).map(part => getComputedStyle(part));
  const box = element.getBoundingClientRect(), label = element.labels && element.labels[0];
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    ring: drawn.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    seen: !!top && (element.contains(top) || top.contains(element) || (!!label && label.contains(top))),
    what: `${element.tagName} ${element.name || element.textContent.trim().slice(0, 30)}`,
  };
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus; each stop must be seen.

    :raises AssertionError: when a stop is hidden or without a ring, or nothing has this name.
    """
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(_RING)
        assert found["ring"], f"no ring around {found['what']}"
        assert found["seen"], f"the focus is hidden on {found['what']}"
        named = page.get_by_label(name, exact=True).or_(page.get_by_text(name, exact=True))
        if page.locator("*:focus").and_(named).count():
            return
    raise AssertionError(f"Tab never reaches « {name} »")


def test_a_week_is_declared_with_the_keyboard_alone(scene: Scene, javascript: bool) -> None:
    person = scene.beneficiary()
    scene.sent(person, scene.this_week.plus(-1), ("training", "4h"), ("workshop", "1h"))
    page = scene.screen(person.account, javascript=javascript, width=1280, reduced_motion="reduce")
    page.goto("/")
    tab_to(page, "Déclarer ma semaine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Formation")).to_be_visible()
    tab_to(page, "Formation")
    page.keyboard.type("2h30")
    tab_to(page, "Jours et précisions")
    page.keyboard.press("Enter")
    tab_to(page, "lundi")
    page.keyboard.press("Space")
    tab_to(page, "Envoyer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre semaine est envoyée")
    expect(page.get_by_role("main")).to_contain_text("lundi")


def test_enter_in_a_field_keeps_the_draft_and_sends_nothing(scene: Scene, javascript: bool) -> None:
    person = scene.beneficiary()
    scene.sent(person, scene.this_week.plus(-1), ("training", "4h"))
    page = scene.screen(person.account, javascript=javascript)
    page.goto(f"/declarer/{scene.this_week}")
    page.get_by_role("textbox", name="Formation").fill("2h30")
    page.keyboard.press("Enter")
    if javascript:  # the next field has the focus, and the page keeps the draft by itself
        expect(page.get_by_role("textbox", name="Formation")).not_to_be_focused()
        expect(page.get_by_text("Brouillon enregistré, pas encore envoyé")).to_be_visible()
    else:
        expect(page.get_by_text("Brouillon, pas encore envoyé")).to_be_visible()
    expect(page.get_by_role("textbox", name="Formation")).to_have_value("2h30")


def test_the_first_stop_leads_past_the_menu(scene: Scene) -> None:
    page = scene.screen(scene.beneficiary().account)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_an_adviser_asks_a_question_with_the_keyboard_alone(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    person, week = scene.beneficiary(adviser=adviser), scene.this_week.plus(-1)
    scene.sent(person, week, ("training", "4h"))
    page = scene.screen(adviser, width=1280, reduced_motion="reduce")
    page.goto(f"/portefeuille/{person.account.public_id}/{week}")
    tab_to(page, "Poser une question")
    page.keyboard.press("Enter")
    tab_to(page, "Votre question")
    page.keyboard.type("Quelle formation ?")
    tab_to(page, "Envoyer la question")
    page.keyboard.press("Enter")
    expect(page.get_by_text("question posée")).to_be_visible()


@pytest.mark.parametrize("text", ["100%", "200%"])
def test_the_bar_that_sends_covers_nothing_that_has_the_focus(scene: Scene, text: str) -> None:
    person = scene.beneficiary()
    scene.sent(person, scene.this_week.plus(-1), ("training", "4h"), ("workshop", "1h"), ("language", "1h"))
    phone = scene.phone(person.account)
    phone.goto(f"/declarer/{scene.this_week}")
    phone.emulate_media(reduced_motion="reduce")  # a page that glides would be judged on its way
    phone.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    phone.get_by_text("Je n’ai pas pu").tap()
    for _ in range(MOST_TABS):
        phone.keyboard.press("Tab")
        found = phone.evaluate(_RING)
        assert found["seen"], f"the focus is hidden on {found['what']}"
        if found["what"] == "BUTTON send":
            return
    raise AssertionError("Tab never reaches the button that sends")
