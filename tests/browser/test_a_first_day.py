"""The first day of a person with neither mail nor mobile: a card, a first week, a second visit."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judgement import faults
from tests.browser.scene import SCRIPT_FIRST, Scene

FILE = (
    "organisation;type_organisation;reference;prenom;nom;adresse;contrat_du;heures_par_semaine;"
    "conseiller_courriel;conseiller_prenom;conseiller_nom\n"
    "Mission locale du Premier Jour;ML;{reference};Fatou;Essai;1 rue d’Essai, 99000 Val;05/01/2026;15;"
    "premier.jour@example.org;Lou;Petit\n"
)


@pytest.fixture
def reference(javascript: bool) -> str:
    """The number of the person’s file, of their own in each way of the journey."""
    return "PJ-0001" if javascript else "PJ-0002"


def sound(page: Page, title: str) -> None:
    """Wait for a page by its title, and judge it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert not faults(page)


def imported(desk: Page, reference: str) -> None:
    """Bring the person in from a file."""
    desk.goto("/gestion/personnes/importer")
    content = FILE.format(reference=reference).encode()
    desk.get_by_label("Fichier des personnes").set_input_files(
        {"name": "personnes.csv", "mimeType": "text/csv", "buffer": content}
    )
    desk.get_by_role("button", name="Voir ce qui changerait").tap()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Aperçu de l’import")
    new = desk.get_by_label("Créer ces organismes")
    if new.count():
        new.check()
    desk.get_by_role("button", name="Importer toutes les lignes").tap()
    sound(desk, "Import terminé")


def card(desk: Page, reference: str) -> list[str]:
    """Print a card of ten codes for them; give the codes."""
    desk.get_by_role("link", name="Courriers").tap()
    desk.get_by_label("Numéro de dossier").fill(reference)
    desk.get_by_role("button", name="Préparer une carte de dix codes").tap()
    desk.get_by_role("link", name="Voir et imprimer").tap()
    sound(desk, "Courrier à imprimer")
    letter = desk.locator(".letter").filter(has_text=reference)
    codes = letter.locator("strong.number").all_inner_texts()
    desk.get_by_role("button", name="C’est imprimé").tap()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Courriers")
    return codes


def enter(phone: Page, reference: str, code: str) -> None:
    """Sign in as somebody who copies their card by hand, in small letters."""
    phone.goto("/")
    phone.get_by_role("link", name="J’ai reçu un code par courrier ou sur une carte").tap()
    sound(phone, "Code reçu par courrier ou sur une carte")
    phone.get_by_label("dossier").fill(reference.lower().replace("-", " "))
    phone.get_by_label("Code").fill(code.lower())
    phone.get_by_role("button", name="Continuer").tap()


@SCRIPT_FIRST
def test_somebody_without_mail_or_mobile_declares_a_first_week_and_comes_back(
    scene: Scene, javascript: bool, reference: str
) -> None:
    desk = scene.phone(scene.staff("manager"), javascript=javascript)
    imported(desk, reference)
    codes = card(desk, reference)
    assert len(codes) == 10
    phone = scene.phone(javascript=javascript)
    enter(phone, reference, codes[0])
    sound(phone, "Bonjour Fatou")
    expect(phone.get_by_text("Semaines encore ouvertes")).to_have_count(0)
    expect(phone.get_by_role("link", name="Déclarer ma semaine")).to_have_count(1)
    expect(phone.get_by_text("Personne ne les attend.")).to_be_visible()
    phone.get_by_role("link", name="Déclarer ma semaine").tap()
    phone.get_by_role("button", name="Formation").tap()
    phone.get_by_role("textbox", name="Formation").fill("2h30")
    total = "2\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" if javascript else ""  # never a total that is untrue
    expect(phone.locator("[data-total]")).to_have_text(total)
    assert not faults(phone)
    phone.get_by_role("button", name="Envoyer").tap()
    sound(phone, "Votre semaine est envoyée")
    expect(phone.locator(".receipt")).to_contain_text(reference)
    phone.get_by_role("button", name="Quitter").tap()
    sound(phone, "Se connecter")
    enter(phone, reference, codes[0])
    expect(phone.get_by_role("alert")).to_contain_text("Relisez le papier")
    assert not faults(phone)
    phone.get_by_label("Code").fill(codes[1])
    phone.get_by_role("button", name="Continuer").tap()
    sound(phone, "Bonjour Fatou")
    expect(phone.get_by_role("heading", name="Vous êtes à jour")).to_be_visible()
