"""An adviser on a phone is shown what a person sent meanwhile, and what a duration to count may mean."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene


@pytest.mark.slow
def test_what_the_person_sent_meanwhile_stands_beside_what_was_typed(
    scene: Scene, axe: Callable[[Page], None]
) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser, asked_since=3)
    past = scene.this_week.plus(-1)
    scene.sent(person, past.plus(-1), ("training", "3h"))
    desk = scene.phone(adviser)
    desk.goto(f"/pour/{person.account.public_id}/declarer/{past}")
    scene.sent(person, past, ("training", "11h"))
    desk.get_by_text("La personne me le dit au téléphone").tap()
    desk.get_by_role("textbox", name="Formation").fill("5 h")
    desk.get_by_role("button", name="Envoyer pour la personne").tap()
    card = desk.locator("section", has_text="La personne a déjà envoyé cette semaine")
    expect(card.get_by_role("row", name="Formation 11 h")).to_be_visible()
    expect(desk.get_by_role("textbox", name="Formation")).to_have_value("5 h")
    assert not faults(desk)
    axe(desk)
    desk.get_by_text("La personne me demande de changer").tap()
    desk.get_by_role("button", name="Envoyer pour la personne").tap()
    expect(desk.get_by_text("Imprimez ce reçu")).to_be_visible()


@pytest.mark.slow
def test_a_duration_to_count_that_reads_two_ways_is_chosen_by_a_tap(
    scene: Scene, axe: Callable[[Page], None]
) -> None:
    adviser = scene.staff("adviser")
    person = scene.beneficiary(adviser=adviser, asked_since=3)
    past = scene.this_week.plus(-1)
    scene.sent(person, past, ("training", "4h"), ("job_search", "1h"))
    desk = scene.phone(adviser)
    desk.goto(f"/portefeuille/{person.account.public_id}/{past}")
    line = desk.locator("section.line", has_text="Formation")
    line.get_by_text("Compter moins").tap()
    line.get_by_role("textbox", name="Durée à compter").fill("2.30")
    line.get_by_role("textbox", name="Pourquoi").first.fill("La pause est comprise.")
    line.get_by_role("button", name="Compter cette durée").tap()
    expect(line.get_by_text("Vous voulez dire")).to_be_visible()
    assert not faults(desk)
    axe(desk)
    line.get_by_role("button", name="2 h 30").tap()
    expect(line.get_by_text("Vous voulez dire")).to_be_hidden()
    line.get_by_role("button", name="Compter cette durée").tap()
    expect(desk.get_by_role("button", name="Compter ce qui attend")).to_be_visible()
    axe(desk)
