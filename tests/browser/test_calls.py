"""A call is noted with a keyboard alone, and without a script, on a phone as on a desk."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.called import called
from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.test_keyboard_only import tab_to


def to_call(scene: Scene, *, width: int, javascript: bool = True) -> Page:
    """Open the caseload of an adviser who has one person to call."""
    adviser = scene.staff("adviser")
    scene.beneficiary(
        adviser=adviser, asked_since=6, first_name="Ada", last_name="Roux", phone="+33639980008"
    )
    page = scene.screen(adviser, javascript=javascript, width=width, reduced_motion="reduce")
    page.goto("/portefeuille")
    return page


def name_of(found: Locator) -> str:
    """Give what is read out: the words that are hidden too."""
    return " ".join((found.text_content() or "").split())


def test_a_call_is_noted_by_keyboard_alone_and_taken_back(scene: Scene, javascript: bool) -> None:
    page = to_call(scene, width=1280, javascript=javascript)
    tab_to(page, name_of(page.get_by_role("link", name="Noter")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Noter un appel ou une visite")).to_be_visible()
    day = page.get_by_label("Rendez-vous, l’heure")
    day.focus()
    page.keyboard.press("Enter")  # as whoever thinks that they are done: nothing is chosen for them
    expect(page.get_by_role("alert")).to_contain_text("Choisissez ce que")
    tab_to(page, "Message laissé")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Message laissé")).to_be_visible()
    tab_to(page, name_of(page.get_by_role("button", name="Annuler")))
    page.keyboard.press("Enter")
    expect(page.get_by_text("elle ne compte plus")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_call_is_noted_in_two_clicks_from_its_row(scene: Scene, width: int) -> None:
    page = to_call(scene, width=width)
    page.get_by_role("link", name="Noter un appel").click()
    page.get_by_role("button", name="Jointe").click()
    expect(page.get_by_role("heading", name="Jointe")).to_be_visible()
    assert not faults(page)


def test_the_person_reads_it_on_a_phone(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser, phone="+33639980009")
    list(called(scene, person, by=adviser))
    page = scene.phone(person.account)
    page.goto("/mes-appels")
    expect(page.get_by_text("Mieux dit.").first).to_be_visible()
    expect(page.get_by_text("Chez une amie")).to_have_count(0)
