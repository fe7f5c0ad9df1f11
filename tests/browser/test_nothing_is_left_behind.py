"""« Quitter » in a real browser: what was stored is gone, going back shows nobody, the phone stays known."""

from playwright.sync_api import Page, expect

from tests.browser.scene import Scene

STORED = """async () => {
  localStorage.setItem('left', '1');
  sessionStorage.setItem('left', '1');
  await (await caches.open('left')).put('/left', new Response('left'));
}"""
LEFT = """async () => [
  localStorage.length, sessionStorage.length, (await caches.keys()).length]"""


def cookies(phone: Page) -> set[str]:
    return {cookie["name"] for cookie in phone.context.cookies()}


def test_leaving_clears_what_was_stored_and_keeps_the_phone_that_is_remembered(scene: Scene) -> None:
    person = scene.beneficiary(first_name="Rosalinde")
    phone = scene.phone(person.account)
    phone.context.add_cookies(
        [{"name": "xprsa-phone", "value": "kept", "url": scene.service.settings.base_url}]
    )
    phone.goto("/ma-semaine")
    expect(phone.get_by_text("Rosalinde").first).to_be_visible()
    phone.evaluate(STORED)
    phone.get_by_role("button", name="Quitter").click()
    phone.wait_for_url("**/connexion")
    assert phone.evaluate(LEFT) == [0, 0, 0]
    assert "xprsa" not in cookies(phone)
    assert "xprsa-phone" in cookies(phone)
    phone.go_back()
    phone.wait_for_load_state()
    assert phone.get_by_text("Rosalinde").count() == 0
