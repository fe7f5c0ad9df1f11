"""An adviser goes through what waits without a mouse, without a script, and without losing their place."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.test_keyboard_only import tab_to
from xprsa.domain.person import Account, Beneficiary

WEEK_PAGE = re.compile(r"/portefeuille/[0-9a-f-]{36}/\d{4}-W\d\d")


def waiting(scene: Scene, adviser: Account, *names: str) -> list[Beneficiary]:
    """Make people whose last week waits, the first one longest."""
    people = [scene.beneficiary(adviser=adviser, first_name=name, last_name="Roux") for name in names]
    for person in people:
        scene.sent(person, scene.this_week.plus(-1), ("training", "4h"), ("workshop", "1h"))
    return people


def desk(scene: Scene, adviser: Account, *, javascript: bool = True, width: int = 1280) -> Page:
    page = scene.screen(adviser, javascript=javascript, width=width, reduced_motion="reduce")
    page.goto("/portefeuille")
    return page


def test_weeks_are_read_counted_and_asked_about_with_single_keys(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela", "Cleo")
    page = desk(scene, adviser)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("row", name="Bela").get_by_role("link", name="Lire")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(WEEK_PAGE)
    expect(page.get_by_role("link", name="Ada Roux")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("comptée", exact=True).first).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="Bela Roux")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("q")
    expect(page.get_by_label("Votre question").nth(1)).to_be_focused()
    expect(page.get_by_label("Votre question").nth(1)).to_have_value("")
    page.keyboard.type("Où était-ce, jnc ?")
    tab_to(page, "Envoyer la question")
    page.keyboard.press("Enter")
    expect(page.get_by_text("question posée")).to_be_visible()
    page.keyboard.press("n")  # the other activity of that week still waits: past it, oldest first again
    expect(page.get_by_role("link", name="Cleo Roux")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("comptée", exact=True).first).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="Bela Roux")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("question posée")).to_be_visible()  # « c » closes no question
    page.keyboard.press("n")
    expect(page.get_by_text("Aucune autre semaine ne vous attend.")).to_be_visible()


def test_the_same_way_is_walked_with_tab_and_without_a_script(scene: Scene, javascript: bool) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela")
    page = desk(scene, adviser, javascript=javascript)
    tab_to(page, "Lire la première semaine qui attend")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Ada Roux")).to_be_visible()
    tab_to(page, "Compter toute la semaine")
    page.keyboard.press("Enter")
    expect(page.get_by_text("comptée", exact=True).first).to_be_visible()
    tab_to(page, "Lire la semaine suivante qui attend")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Bela Roux")).to_be_visible()
    assert not faults(page)


def test_single_keys_are_shown_by_one_and_can_be_switched_off_for_good(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada")
    page = desk(scene, adviser)
    page.keyboard.press("?")
    expect(page.get_by_text("semaine suivante qui attend", exact=True)).to_be_visible()
    expect(page.get_by_text("compter la semaine ouverte")).to_have_count(0)  # it does nothing here
    tab_to(page, "Ne plus utiliser ces touches")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ces touches ne font rien")).to_be_visible()
    assert not faults(page)
    other = desk(scene, adviser)  # another browser, another sign-in
    for key in ("j", "n", "?"):
        other.keyboard.press(key)
    expect(other.get_by_role("link", name="Lire", exact=False).first).not_to_be_focused()
    expect(other).to_have_url(re.compile("/portefeuille$"))
    expect(other.get_by_text("semaine suivante qui attend", exact=True)).not_to_be_visible()
    assert other.locator("[aria-keyshortcuts]").count() == 0
    tab_to(other, "Raccourcis du clavier")
    other.keyboard.press("Enter")
    tab_to(other, "Utiliser ces touches")
    other.keyboard.press("Enter")
    expect(other.get_by_text("Ne plus utiliser ces touches")).to_be_visible()
    other.keyboard.press("j")
    expect(other.get_by_role("row", name="Ada").get_by_role("link", name="Lire")).to_be_focused()


def test_the_choice_of_keys_on_a_week_leads_back_to_that_week(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    (person,) = waiting(scene, adviser, "Ada")
    page = scene.screen(adviser, width=1280)
    week = f"/portefeuille/{person.account.public_id}/{scene.this_week.plus(-1)}?groupe=a-lire"
    page.goto(week)
    page.get_by_text("Raccourcis du clavier").click()
    expect(page.get_by_text("compter la semaine ouverte")).to_be_visible()
    page.get_by_role("button", name="Ne plus utiliser ces touches").click()
    expect(page).to_have_url(re.compile(re.escape(week) + "#touches$"))
    expect(page.get_by_text("Ces touches ne font rien")).to_be_visible()


def test_a_key_with_another_one_or_in_a_field_is_left_to_the_browser(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada")
    page = desk(scene, adviser)
    for keys in ("Alt+n", "Shift+N", "Control+j", "Shift+n"):  # the last as with Caps Lock
        page.keyboard.press(keys)
    page.evaluate(
        "() => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'n', bubbles: true, modifierAltGraph: true}))"
    )
    page.get_by_label("Nom, référence ou téléphone").focus()
    page.keyboard.type("njcq?")
    expect(page.get_by_label("Nom, référence ou téléphone")).to_have_value("njcq?")
    expect(page.get_by_text("Personne de votre portefeuille ne répond")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/portefeuille\?recherche=[0-9a-f-]{36}$"))


def test_no_key_leaves_a_question_that_is_being_written(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    ada, _ = waiting(scene, adviser, "Ada", "Bela")
    page = scene.screen(adviser, width=1280)
    page.goto(f"/portefeuille/{ada.account.public_id}/{scene.this_week.plus(-1)}")
    page.keyboard.press("q")
    field = page.get_by_label("Votre question").first
    field.fill("Où était-ce ?")
    field.blur()
    with page.expect_event("console"):
        page.keyboard.press("c")
        page.keyboard.press("n")
        page.evaluate("() => setTimeout(() => console.log('later'), 500)")
    expect(field).to_have_value("Où était-ce ?")
    field.fill("")
    field.blur()
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="Bela Roux")).to_be_visible()


def test_without_a_script_no_key_is_promised(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada")
    page = desk(scene, adviser, javascript=False)
    expect(page.get_by_text("Raccourcis du clavier")).not_to_be_visible()


def test_the_list_answers_while_somebody_types_and_back_leads_back(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela")
    page = desk(scene, adviser)
    field, status = page.get_by_label("Nom, référence ou téléphone"), page.get_by_role("status")
    field.press_sequentially("ada")
    expect(status).to_have_text("1\u00a0personne répond à «\u00a0ada\u00a0».")
    expect(field).to_be_focused()
    expect(page.get_by_role("row", name="Bela")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/portefeuille\?recherche=[0-9a-f-]{36}$"))
    assert not faults(page)
    page.keyboard.press("Tab")
    field.blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(WEEK_PAGE)
    page.go_back()
    expect(page.get_by_label("Nom, référence ou téléphone")).to_have_value("ada")
    expect(page.get_by_role("row", name="Ada")).to_be_visible()
    expect(page.get_by_role("row", name="Bela")).to_have_count(0)
    page.go_back()
    expect(page).to_have_url(re.compile("/portefeuille$"))
    expect(page.get_by_role("row", name="Bela")).to_be_visible()


def test_a_word_that_is_being_composed_is_sought_once_it_is_whole(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela")
    page = desk(scene, adviser)
    field, status = page.get_by_label("Nom, référence ou téléphone"), page.get_by_role("status")
    with page.expect_event("console"):
        field.evaluate(
            "(field) => { field.value = 'ada';"
            " field.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true}));"
            " setTimeout(() => console.log('later'), 900); }"
        )
    expect(page).to_have_url(re.compile("/portefeuille$"))
    field.dispatch_event("compositionend")
    expect(status).to_have_text("1\u00a0personne répond à «\u00a0ada\u00a0».")


def test_the_list_is_not_replaced_under_who_went_on_to_it(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela")
    page = desk(scene, adviser)
    row = page.get_by_role("row", name="Bela").get_by_role("link", name="Lire")
    with page.expect_event("requestfinished", lambda request: "recherche=" in request.url):
        page.get_by_label("Nom, référence ou téléphone").press_sequentially("ada")
        row.focus()
    page.wait_for_load_state("networkidle")
    expect(row).to_be_focused()
    row.blur()
    expect(page.get_by_role("status")).to_have_text("1\u00a0personne répond à «\u00a0ada\u00a0».")
    expect(page.get_by_role("row", name="Bela")).to_have_count(0)


def test_the_link_past_the_menu_leaves_what_is_typed_alone(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada")
    page = desk(scene, adviser)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.evaluate("() => { document.title = 'the same page'; }")
    page.go_back()
    expect(page).to_have_title(
        "the same page"
    )  # a part of the page is no other search: it is not fetched anew


def test_a_search_goes_on_where_the_sign_in_ended_meanwhile(scene: Scene) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada")
    page = desk(scene, adviser)
    scene.lapse(adviser)
    page.get_by_label("Nom, référence ou téléphone").press_sequentially("ada")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connectez-vous à nouveau")
    expect(page.get_by_role("button", name="Me connecter")).to_be_visible()


def test_what_was_filtered_folded_or_sought_is_there_when_one_comes_back(
    scene: Scene, javascript: bool
) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela")
    scene.beneficiary(adviser=adviser, first_name="Silas", asked_since=4)
    page = desk(scene, adviser, javascript=javascript)
    page.get_by_role("link", name="Replier\u00a0: Sans nouvelles").click()
    expect(page.get_by_role("row", name="Silas")).to_have_count(0)
    page.get_by_role("row", name="Ada").get_by_role("link", name="Lire").click()
    page.get_by_role("button", name="Compter toute la semaine").click()
    page.get_by_role("link", name="Ada Roux").click()
    page.get_by_role("link", name="Mon portefeuille").click()
    expect(page.get_by_role("link", name="Déplier\u00a0: Sans nouvelles")).to_be_visible()
    expect(page.get_by_role("row", name="Silas")).to_have_count(0)
    page.get_by_role("link", name=re.compile("à jour")).click()
    page.get_by_role("link", name="Ada R.").click()
    page.get_by_role("link", name="Mon portefeuille").click()
    expect(page).to_have_url(re.compile("groupe=a-jour"))
    page.get_by_label("Nom, référence ou téléphone").fill("Bela")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("row", name="Bela").get_by_role("link", name="Lire").click()
    page.get_by_role("link", name="Mon portefeuille").click()
    expect(page.get_by_label("Nom, référence ou téléphone")).to_have_value("Bela")
    expect(page.get_by_role("row", name="Ada")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_in_each_state_is_sound(scene: Scene, width: int, scheme: str) -> None:
    adviser = scene.staff("adviser")
    waiting(scene, adviser, "Ada", "Bela")
    scene.beneficiary(adviser=adviser, first_name="Silas", asked_since=4)
    page = scene.screen(adviser, width=width, color_scheme=scheme)
    page.goto("/portefeuille?replie=a-lire&lu=1")
    page.get_by_text("Raccourcis du clavier").click()
    assert not faults(page)
    page.get_by_label("Nom, référence ou téléphone").fill("roux")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("status")).to_have_text("2\u00a0personnes répondent à «\u00a0roux\u00a0».")
    assert not faults(page)
    page.goto("/portefeuille?recherche=00000000-0000-0000-0000-000000000004")
    expect(page.get_by_text("plus gardée")).to_be_visible()
    assert not faults(page)
