"""Rose has another phone: she changes it by herself, can come in with it, and her adviser sees it."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.domain.person import Account, Beneficiary
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
OLD, NEW = "+33639981234", "+33639985657"


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def rose(people: People, adviser: Account) -> Beneficiary:
    return people.beneficiary(first_name="Rose", last_name="Durand", email=None, phone=OLD, adviser=adviser)


def change(browser: JudgingClient, posted: Posted) -> str:
    """Change the phone; give the page that says so."""
    page = browser.get("/mon-acces")
    assert "Changer de téléphone" in page.text
    browser.press(browser.get("/mon-acces/telephone"), "Recevoir les codes", contact="06 39 98 56 57")
    codes, form = posted.contact_codes(), browser.get("/mon-acces/codes")
    assert "06\u00a0…\u00a057" in form.text
    assert "06\u00a0…\u00a034" in form.text
    assert "Appelez votre référent ou présentez-vous au service." in form.text
    done = browser.press(form, "Confirmer", after=codes[NEW], before=codes[OLD])
    assert done.status_code == 303
    return browser.get(done.location).text


def test_she_changes_it_sees_both_and_comes_in_with_the_new_one(
    rose: Beneficiary, as_adviser: Browse, app_browser: Callable[[], JudgingClient], posted: Posted
) -> None:
    browser = as_adviser(rose.account)
    said = change(browser, posted)
    for words in (
        "Votre téléphone est changé",
        "06\u00a0…\u00a034",
        "06\u00a0…\u00a057",
        "Votre référent le voit pendant 30 jours.",
        "Un message prévient les contacts que vous aviez.",
    ):
        assert words in said
    posted.now()
    assert "06\u00a039\u00a098\u00a056\u00a057" in browser.get("/mon-acces").text
    assert "Téléphone changé par vous le" in browser.get("/mes-donnees").text
    door = app_browser()
    door.press(door.get("/connexion"), "Recevoir un code", contact="06 39 98 56 57")
    entered = door.press(door.get("/connexion/code"), "Continuer", code=posted.code())
    assert entered.status_code == 303
    assert door.get("/ma-semaine").status_code == 200
    door.press(door.get("/mon-acces"), "Quitter")
    door.press(door.get("/connexion"), "Recevoir un code", contact=OLD)
    assert posted.now() == ""


def test_her_adviser_sees_it_on_the_list_and_on_her_page_for_a_month(
    rose: Beneficiary, adviser: Account, people: People, as_adviser: Browse, posted: Posted, clock: Clock
) -> None:
    people.beneficiary(first_name="Paul", adviser=adviser)
    address = f"/portefeuille/{rose.account.public_id}"
    assert "Ont changé leur" not in as_adviser(adviser).get("/portefeuille").text
    change(as_adviser(rose.account), posted)
    listed = as_adviser(adviser).get("/portefeuille").text
    assert f'courriel ce dernier mois\u00a0:\n<a href="{address}"><bdi>Rose D.</bdi></a></p>' in listed
    page = as_adviser(adviser).get(address).text
    assert "A indiqué un nouveau téléphone le 24 novembre 2026" in page
    assert "confirmé par code." in page
    clock.advance(days=30)
    assert "Ont changé leur" not in as_adviser(adviser).get("/portefeuille").text
    assert "A indiqué un nouveau téléphone" not in as_adviser(adviser).get(address).text


def test_an_adviser_of_somebody_else_does_not_see_it(
    rose: Beneficiary, people: People, as_adviser: Browse, posted: Posted
) -> None:
    change(as_adviser(rose.account), posted)
    assert "Ont changé leur" not in as_adviser(people.adviser()).get("/portefeuille").text


def test_the_codes_already_received_are_found_again(rose: Beneficiary, as_adviser: Browse) -> None:
    browser = as_adviser(rose.account)
    browser.press(browser.get("/mon-acces/telephone"), "Recevoir les codes", contact="06 39 98 56 57")
    assert "Écrire les codes déjà reçus" in browser.get("/mon-acces/telephone").text


def test_the_help_page_says_how(client: JudgingClient, people: People) -> None:
    people.territory()
    assert "Vous changez de numéro ou de courriel" in client.get("/aide").text


def test_staff_do_not_change_theirs_there(adviser: Account, as_adviser: Browse) -> None:
    browser = as_adviser(adviser)
    assert "Changer de téléphone" not in browser.get("/mon-acces").text
    assert browser.get("/mon-acces/telephone").status_code == 404
