"""A manager confides people and closes an access: without a mouse, without a script, on a phone."""

from playwright.sync_api import expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.test_keyboard_only import tab_to
from tests.posted import let_in


def test_people_are_confided_then_an_access_is_closed_and_opened_again(
    scene: Scene, javascript: bool
) -> None:
    family = "Relais" if javascript else "Relève"
    manager = scene.staff("manager", organisation="Mission de la relève")
    giver, taker = (
        scene.staff("adviser", organisation="Mission de la relève", first_name=name, last_name=family)
        for name in ("Nadia", "Karim")
    )
    for member in (giver, taker):
        let_in(scene.service, member)
    people = [
        scene.beneficiary(
            adviser=giver, first_name=name, last_name="Suivi", organisation="Mission de la relève"
        )
        for name in ("Ada", "Bela", "Cleo")
    ]
    desk = scene.screen(manager, javascript=javascript, reduced_motion="reduce")
    desk.goto("/gestion/equipe")
    row = desk.get_by_role("row", name=f"Nadia {family}")
    expect(row.get_by_text("3\u00a0personnes")).to_be_visible()
    row.get_by_role("link", name="Confier").focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("Qui les suit à partir de maintenant").select_option(
        label=f"Karim {family} (Mission de la relève)"
    )
    tab_to(desk, f"Ada Suivi, dossier {people[0].file_reference}")
    desk.keyboard.press("Space")
    assert not faults(desk)
    tab_to(desk, "Lire ce qui change")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name=f"Confier 1\u00a0personne à Karim {family}")).to_be_visible()
    expect(desk.get_by_text("Bela Suivi")).to_have_count(0)
    assert not faults(desk)
    tab_to(desk, f"Confier à Karim {family}")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("row", name=f"Karim {family}").get_by_text("1\u00a0personne")).to_be_visible()
    phone = scene.screen(people[0].account, javascript=javascript)
    phone.goto("/mes-donnees")
    expect(phone.locator("#suivi").get_by_text(f"Karim {family}")).to_be_visible()
    assert not faults(phone)
    desk.get_by_role("row", name=f"Nadia {family}").get_by_role("link", name="Fermer l’accès").click()
    desk.get_by_label("Qui suit ces personnes à partir de maintenant").select_option(
        label=f"Karim {family} (Mission de la relève)"
    )
    desk.get_by_role("button", name="Fermer l’accès").click()
    expect(desk.get_by_role("row", name=f"Karim {family}").get_by_text("3\u00a0personnes")).to_be_visible()
    assert not faults(desk)
    desk.get_by_role("button", name=f"Rouvrir l’accès de Nadia {family}").click()
    expect(desk.get_by_role("row", name=f"Nadia {family}")).to_be_visible()
