"""Anybody reads the pages of information; a manager words and dresses them."""

from collections.abc import Callable

import pytest

from tests.builders import People
from tests.pages import JudgingClient
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.domain.person import Account
from xprsa.domain.territory import Rules
from xprsa.scoring.purpose import Purpose

PAGES = ["mes-droits", "aide", "accessibilite", "mentions-legales"]
Browser = Callable[[Account], JudgingClient]


@pytest.mark.parametrize("page", PAGES)
def test_anybody_reads_a_page_with_the_phone_of_the_service(
    page: str, client: JudgingClient, people: People
) -> None:
    people.territory()
    shown = client.get(f"/{page}")
    assert shown.status_code == 200
    assert 'href="tel:0199001234"' in shown.text
    assert "{" not in shown.text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_before_there_is_a_territory(page: str, client: JudgingClient) -> None:
    shown = client.get(f"/{page}")
    assert shown.status_code == 200
    assert "{" not in shown.text


def test_the_rights_say_the_delay_the_help_and_what_is_not_replaced(
    client: JudgingClient, people: People
) -> None:
    people.territory()
    rights = client.get("/mes-droits").text
    for said in (
        "10 jours pour répondre, selon le décret du 30 mai 2025",
        "La personne de votre choix",
        "Défenseur des droits",
        "CADA",
        "Contester une décision",
        "L’actualisation de chaque mois à France Travail",
        "La déclaration trimestrielle de ressources à la CAF ou à la MSA",
    ):
        assert said in rights


def test_the_delays_are_those_of_the_territory(client: JudgingClient, people: People) -> None:
    people.territory()
    people.rules(Rules(valid_from=people.service.this_week(people.territory()).monday, tacit_days=21))
    people.service.forget_territories()
    assert "Ce que personne n’a lu après 21 jours est compté." in client.get("/mes-droits").text


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        ([], "Aucun résumé de semaine ne part aujourd’hui."),
        (["support"], "peuvent partir, sous un numéro, pour l’accompagnement."),
        (["research", "support"], "pour l’accompagnement et la recherche."),
        (["research", "statistics", "support"], "pour l’accompagnement, les statistiques et la recherche."),
    ],
)
def test_the_legal_notice_names_every_purpose_that_is_open(
    opened: list[str], said: str, client: JudgingClient, people: People
) -> None:
    territory = people.territory()
    service = people.service
    with service.database.writing() as store:
        for purpose in Purpose:
            store.purposes.close(purpose, territory=territory.id, at=service.now())
        for card in purpose_cards(territory):
            if card.purpose in opened:
                store.purposes.open(card, territory=territory.id, at=service.now())
    notice = client.get("/mentions-legales").text
    assert said in notice
    assert "Un résumé ne porte ni nom, ni mots, ni raisons." in notice


def test_every_page_says_in_its_footer_how_accessible_it_is(client: JudgingClient) -> None:
    assert "Accessibilité\u00a0: partiellement conforme" in client.get("/aide").text
    assert "pas vérifiée par un organisme externe" in client.get("/accessibilite").text


def test_a_manager_words_a_page_and_anybody_reads_it(
    as_adviser: Browser, client: JudgingClient, people: People
) -> None:
    manager = as_adviser(people.manager())
    form = manager.get("/gestion/pages/aide")
    done = manager.press(form, "Publier", body="Bonjour <b>vous</b> !\r\n\r\n- un point")
    assert done.status_code == 303
    shown = client.get("/aide").text
    assert "<p>Bonjour &lt;b&gt;vous&lt;/b&gt;\u202f!</p>" in shown
    assert "<li>un point</li>" in shown
    assert _events(people) == ["page_worded"]


def test_an_empty_text_brings_the_starting_one_back(as_adviser: Browser, people: People) -> None:
    manager = as_adviser(people.manager())
    manager.press(manager.get("/gestion/pages/aide"), "Publier", body="À nous.")
    manager.press(manager.get("/gestion/pages/aide"), "Publier", body="  ")
    assert "Déclarer une semaine" in manager.get("/aide").text


def test_two_managers_who_write_at_once_lose_nothing(as_adviser: Browser, people: People) -> None:
    first, other = as_adviser(people.manager()), as_adviser(people.manager())
    form, late_form = first.get("/gestion/pages/aide"), other.get("/gestion/pages/aide")
    first.press(form, "Publier", body="Le premier.")
    late = other.press(late_form, "Publier", body="Le second.")
    assert late.status_code == 409
    assert "Le premier." in late.text
    assert "Le second." in late.text
    again = other.press(late, "Publier")
    assert again.status_code == 303
    assert "Le second." in other.get("/aide").text


def test_a_text_that_was_changed_since_is_not_overwritten(as_adviser: Browser, people: People) -> None:
    manager = as_adviser(people.manager())
    manager.press(manager.get("/gestion/pages/aide"), "Publier", body="Le premier.")
    old = manager.get("/gestion/pages/aide")
    people.service.clock.advance(minutes=1)  # type: ignore[attr-defined] # the clock of the tests
    manager.press(old, "Publier", body="Le second.")
    assert manager.press(old, "Publier", body="Le troisième.").status_code == 409
    assert manager.press(old, "Publier", body="").status_code == 409
    assert "Le second." in manager.get("/aide").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": "a" * 20_001}, "Le texte dépasse 20000 signes. Raccourcissez-le."),
        ({"read": "hier"}, "Rechargez la page, puis recommencez."),
        ({"read": "2026-11-24"}, "Rechargez la page, puis recommencez."),
    ],
)
def test_a_text_that_cannot_be_kept_says_why(
    as_adviser: Browser, people: People, typed: dict[str, str | list[str]], sentence: str
) -> None:
    manager = as_adviser(people.manager())
    refused = manager.press(manager.get("/gestion/pages/aide"), "Publier", **typed)
    assert refused.status_code == 422
    assert sentence in refused.text


def test_only_a_manager_words_pages(as_adviser: Browser, people: People) -> None:
    for account in (people.adviser(), people.exporter(), people.beneficiary().account):
        browser = as_adviser(account)
        for address in ("/gestion/pages", "/gestion/pages/aide", "/gestion/apparence"):
            assert browser.get(address).status_code == 404


def test_a_manager_dresses_the_pages(as_adviser: Browser, client: JudgingClient, people: People) -> None:
    manager = as_adviser(people.manager())
    page = manager.get("/gestion/apparence")
    assert manager.press(page, "Enregistrer", name="Essaim", logo="ES", colour="#0B3D5C").status_code == 303
    shown = client.get("/aide").text
    assert "Essaim" in shown
    assert 'href="/theme/99.css?colour=0b3d5c"' in shown
    sheet = client.get("/theme/99.css")
    assert sheet.mimetype == "text/css"
    assert "--accent:#0b3d5c" in sheet.text
    assert sheet.cache_control.max_age == 86_400


def test_two_managers_who_dress_the_pages_see_what_the_other_chose(
    as_adviser: Browser, people: People
) -> None:
    one, two = (as_adviser(people.manager(email=f"chef{number}@example.org")) for number in (1, 2))
    read = one.get("/gestion/apparence"), two.get("/gestion/apparence")
    assert one.press(read[0], "Enregistrer", name="Essaim", logo="ES").status_code == 303
    page = two.press(read[1], "Enregistrer", name="Ruche", logo="RU")
    assert page.status_code == 409
    assert "Essaim" in page.text
    assert 'value="Ruche"' in page.text
    assert "Ruche" not in one.get("/aide").text
    assert two.press(page, "Enregistrer").status_code == 303
    assert "Ruche" in one.get("/aide").text


def test_a_colour_on_which_some_could_not_read_is_refused(as_adviser: Browser, people: People) -> None:
    manager = as_adviser(people.manager())
    refused = manager.press(manager.get("/gestion/apparence"), "Enregistrer", colour="#ff6600")
    assert refused.status_code == 422
    assert "Cette couleur est trop claire" in refused.text


def test_a_theme_of_nobody_is_not_found(client: JudgingClient, people: People) -> None:
    people.territory()
    assert client.get("/theme/xx.css").status_code == 404


def _events(people: People) -> list[str]:
    from xprsa.storage.tables import ServiceAuditRow

    with people.service.database.reading() as store:
        rows = store.connection.execute(ServiceAuditRow.__table__.select()).all()
    return [row.event for row in rows if row.event.startswith("page")]
