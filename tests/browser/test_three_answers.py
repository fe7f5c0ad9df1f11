"""« Pas d’activité » and « je n’ai pas pu » exclude each other, and neither drops hours."""

from playwright.sync_api import Page, expect

from tests.browser.scene import Scene


def opened(scene: Scene) -> Page:
    phone = scene.phone(scene.beneficiary().account)
    phone.goto(f"/declarer/{scene.this_week.plus(-1)}")
    return phone


def test_one_of_the_two_unticks_the_other(scene: Scene) -> None:
    phone = opened(scene)
    none, lost = phone.get_by_label("Pas d’activité cette semaine"), phone.get_by_label("Je n’ai pas pu")
    none.check()
    lost.check()
    expect(none).not_to_be_checked()
    expect(phone.locator("[data-total]")).to_have_text("pas pu")
    none.check()
    expect(lost).not_to_be_checked()
    expect(phone.locator("[data-total]")).to_have_text("0\N{NO-BREAK SPACE}h")


def test_hours_typed_stay_beside_what_was_not_possible(scene: Scene) -> None:
    phone = opened(scene)
    phone.get_by_role("button", name="Formation").click()
    phone.get_by_role("textbox", name="Formation").fill("2h")
    phone.get_by_label("Je n’ai pas pu").check()
    expect(phone.get_by_role("textbox", name="Formation")).to_have_value("2h")
    expect(phone.locator("[data-total]")).to_have_text("2\N{NO-BREAK SPACE}h")
