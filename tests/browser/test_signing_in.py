"""Every step of signing in, with its errors, in a real browser."""

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.judgement import faults
from tests.browser.scene import Scene
from tests.browser.tour import invitation
from tests.posted import PASSWORD, Posted, let_in


@pytest.fixture
def posted(scene: Scene, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(scene.service, capsys)


def sound(page: Page, title: str) -> None:
    """Wait for a page by its title, and judge it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert not faults(page)


def test_a_shared_phone_a_mistyped_code_and_the_choice_of_a_name(
    scene: Scene, javascript: bool, posted: Posted
) -> None:
    number = "0639987001" if javascript else "0639987002"
    scene.beneficiary(first_name="Fatou", phone=number)
    scene.beneficiary(first_name="Moussa", phone=number)
    phone = scene.phone(javascript=javascript)
    phone.goto("/")
    phone.get_by_role("button", name="Recevoir un code").tap()
    expect(phone.get_by_role("alert")).to_be_visible()
    sound(phone, "Se connecter")
    phone.get_by_label("Votre courriel ou votre numéro").fill(number)
    phone.get_by_role("button", name="Recevoir un code").tap()
    sound(phone, "Votre code")
    code = posted.code()
    phone.get_by_label("Code").fill("000 000" if code != "000000" else "111 111")
    phone.get_by_role("button", name="Continuer").tap()
    expect(phone.get_by_role("alert")).to_be_visible()
    sound(phone, "Votre code")
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Continuer").tap()
    sound(phone, "Choisir son nom")
    phone.get_by_text("Fatou").tap()
    phone.get_by_role("button", name="Continuer").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Bonjour ")


def test_an_invitation_a_weak_password_and_a_paired_phone(scene: Scene) -> None:
    manager = scene.staff("manager")
    desk = scene.screen(width=1280)
    desk.goto(invitation(scene, manager))
    sound(desk, "Ouvrir votre accès")
    secret = desk.locator("figcaption code").inner_text().replace(" ", "")
    desk.get_by_label("Mot de passe").fill("court")
    desk.get_by_label("Code").fill("12")
    desk.get_by_role("button", name="Ouvrir mon accès").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    sound(desk, "Ouvrir votre accès")
    assert desk.locator("figcaption code").inner_text().replace(" ", "") == secret
    desk.get_by_label("Mot de passe").fill(PASSWORD)
    desk.get_by_label("Code").fill(pyotp.TOTP(secret).at(scene.service.now()))
    desk.get_by_role("button", name="Ouvrir mon accès").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Mon portefeuille")


@pytest.mark.slow
def test_a_forgotten_password_is_replaced(scene: Scene, posted: Posted) -> None:
    adviser = scene.staff("adviser")
    let_in(scene.service, adviser)
    desk = scene.screen(width=1280)
    desk.goto("/connexion/oubli")
    desk.get_by_label("Adresse").fill(adviser.email or "")
    desk.get_by_role("button", name="Recevoir le lien").click()
    sound(desk, "Regardez vos courriels")
    found = re.findall(re.escape(scene.service.settings.base_url) + r"(/\S+)", posted.now())
    desk.goto(found[-1])
    sound(desk, "Nouveau mot de passe")
    desk.get_by_role("button", name="Changer le mot de passe").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    sound(desk, "Nouveau mot de passe")


@pytest.mark.slow
def test_a_wrong_password_is_said_without_telling_more(scene: Scene) -> None:
    desk = scene.screen(width=1280)
    desk.goto("/connexion/equipe")
    desk.get_by_label("Adresse").fill("personne.ainsi@example.org")
    desk.get_by_label("Mot de passe").fill("une phrase bien longue")
    desk.get_by_label("Code").fill("123456")
    desk.get_by_role("button", name="Me connecter").click()
    expect(desk.get_by_role("alert")).to_contain_text("ne vont pas ensemble")
    sound(desk, "Connexion de l’équipe")


@pytest.mark.slow
def test_a_letter_that_does_not_match_is_said_so(scene: Scene) -> None:
    phone = scene.phone()
    phone.goto("/connexion/lettre")
    phone.get_by_label("dossier").fill("D-0")
    phone.get_by_label("Code").fill("ABCDE-FGHJK")
    phone.get_by_role("button", name="Continuer").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Relisez le papier")
    sound(phone, "Code reçu par courrier ou sur une carte")
