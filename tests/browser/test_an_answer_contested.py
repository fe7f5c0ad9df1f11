"""A person reads on their phone what a program answered, contests it, and reads what became of that."""

from playwright.sync_api import expect

from tests.answers.made import kept_answer
from tests.browser.asked import asked
from tests.browser.judgement import faults
from tests.browser.scene import SCRIPT_FIRST, Scene
from xprsa.storage.answer_entries import ContestOutcome

WORDS = "Une de ces semaines, ma fille était malade."


@SCRIPT_FIRST
def test_from_the_list_to_the_reasons_of_somebody_else(scene: Scene, javascript: bool) -> None:
    service, manager = scene.service, scene.staff("manager", first_name="Hélène")
    person = scene.beneficiary(asked_since=3)
    kept = kept_answer(service, asked(scene, manager), person)

    phone = scene.phone(person.account, javascript=javascript)
    phone.goto("/mes-donnees")
    phone.get_by_role("link", name="Part de la durée hebdomadaire").click()
    expect(phone.get_by_text("« 62,5 »")).to_be_visible()
    assert not faults(phone)
    phone.get_by_label("Vos mots").fill(WORDS)
    phone.get_by_role("button", name="Contester").click()
    expect(phone.get_by_role("heading", name="Votre contestation")).to_be_visible()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    assert not faults(phone)

    with service.database.writing() as store:
        assert store.answer_contests.decide(
            person.id,
            asking=kept.asking.id,
            account=manager.id,
            at=service.now(),
            outcome=ContestOutcome.WITHDRAWN,
            reasons="La semaine du 9 ne devait pas être lue.",
        )
    phone.reload()
    expect(phone.get_by_text("La semaine du 9 ne devait pas être lue.")).to_be_visible()
    expect(phone.get_by_text("La réponse est retirée")).to_be_visible()
    phone.goto("/mes-donnees")
    expect(phone.get_by_text("Retirée après votre contestation.")).to_be_visible()
    assert not faults(phone)
