"""A manager opens a purpose once its card was read in words; the person sees what leaves for each."""

from collections.abc import Callable

import pytest

from tests.builders import Clock, People, activity, content, week
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.export.service import run_waiting
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose

LIST = "/gestion/finalites"
STATISTICS = f"{LIST}/statistics"
ALL_BUT_SUPPORT = len(Purpose) - 1
CARD = {
    "recipient": "Le bureau des statistiques",
    "owner": "La direction de l’insertion",
    "legal_basis": "Règlement (UE) 2016/679, article 89.",
    "retention_days": "365",
    "most_unique": "100",
    "named": ["counted_minutes", "comparable"],
}
Browsers = Callable[[Account], JudgingClient]


@pytest.fixture
def desk(people: People, as_adviser: Browsers) -> JudgingClient:
    return as_adviser(people.manager())


def opened(desk: JudgingClient, **changed: str | list[str]) -> None:
    """Write a card, read it, open."""
    read = desk.press(desk.get(STATISTICS), "Lire la fiche", **{**CARD, **changed})
    assert desk.press(read, "Ouvrir cette finalité").status_code == 303


def exported(exporter: JudgingClient, service: Service, purpose: str) -> None:
    started = exporter.press(
        exporter.get("/gestion/exports"),
        "Préparer l’export",
        purpose=purpose,
        first="2026-W47",
        last="2026-W47",
    )
    assert started.status_code == 303
    assert run_waiting(service) == 1


def test_a_card_is_read_in_words_before_it_opens_anything(desk: JudgingClient) -> None:
    read = desk.press(desk.get(STATISTICS), "Lire la fiche", **CARD)
    assert "Rien n’est encore ouvert." in read.text
    for words in (
        "les statistiques", "Le bureau des statistiques", "La direction de l’insertion", "article 89",
        "les heures comptées", "arrondies à 30 minutes", "365 jours",
        "100\u00a0% au plus, sinon rien ne part", "Ce qui est parti ne revient pas.",
    ):  # fmt: skip
        assert words in read.text
    assert "les heures déclarées" not in read.text
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT
    assert desk.press(read, "Ouvrir cette finalité").location == STATISTICS
    assert "Plus aucun export ne part." in desk.get(STATISTICS).text
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT - 1


def test_a_card_is_corrected_without_being_typed_again(desk: JudgingClient) -> None:
    read = desk.press(desk.get(STATISTICS), "Lire la fiche", **CARD)
    again = desk.press(read, "Corriger la fiche")
    assert again.status_code == 200
    assert 'value="Le bureau des statistiques"' in again.text
    assert again.text.count(" checked") == 2
    assert "Fermée" in desk.get(LIST).text


def test_a_new_card_is_offered_a_limit_and_a_closed_one_gives_back_its_own(desk: JudgingClient) -> None:
    assert 'name="most_unique" type="text" value="5"' in desk.get(STATISTICS).text
    assert 'name="most_unique" type="text" value="20"' in desk.get(f"{LIST}/research").text
    read = desk.press(desk.get(STATISTICS), "Lire la fiche", **{**CARD, "most_unique": "2,5 %"})
    assert "2,5\u00a0% au plus, sinon rien ne part" in read.text
    desk.press(read, "Ouvrir cette finalité")
    desk.press(desk.get(STATISTICS), "Fermer cette finalité")
    assert 'name="most_unique" type="text" value="2,5"' in desk.get(STATISTICS).text


def test_support_is_asked_for_no_limit(desk: JudgingClient) -> None:
    support = f"{LIST}/support"
    desk.press(desk.get(support), "Fermer cette finalité")
    assert 'name="most_unique"' not in desk.get(support).text
    read = desk.press(desk.get(support), "Lire la fiche", **CARD)
    assert "dites dans chaque export, sans limite" in read.text
    assert desk.press(read, "Ouvrir cette finalité").location == support


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"recipient": " "}, "Écrivez qui reçoit les documents"),
        ({"owner": ""}, "Écrivez quel service en répond."),
        ({"legal_basis": ""}, "Écrivez le texte légal"),
        ({"legal_basis": "Un arrêté du maire"}, "2016/679"),
        ({"legal_basis": "Règlement (UE) 2016/679"}, "article 89"),
        ({"legal_basis": "Règlement (UE) 2016/679, article 89. " * 60}, "Gardez 2000 signes au plus."),
        ({"retention_days": "toujours"}, "Écrivez un nombre de jours"),
        ({"retention_days": "0"}, "Écrivez un nombre de jours"),
        ({"most_unique": "beaucoup"}, "Écrivez un pourcentage, de 0 à 100."),
        ({"most_unique": "101"}, "Écrivez un pourcentage, de 0 à 100."),
        ({"most_unique": ""}, "Écrivez un pourcentage, de 0 à 100."),
        ({"named": ["organisation"]}, "Choisissez des données de la liste."),
        ({"named": ["birth_date"]}, "Choisissez des données de la liste."),
    ],
)
def test_a_card_that_cannot_serve_says_what_to_write(
    desk: JudgingClient, changed: dict[str, str | list[str]], sentence: str
) -> None:
    for path in (STATISTICS, f"{STATISTICS}/ouvrir"):
        page = desk.get(STATISTICS)
        token = page.text.split('name="csrf" value="')[1].split('"')[0]
        answer = desk.post(path, data={**CARD, **changed, "csrf": token})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT


def test_two_managers_at_once_open_it_once_and_the_second_reads_the_card_that_serves(
    desk: JudgingClient,
) -> None:
    slow = desk.press(desk.get(STATISTICS), "Lire la fiche", **{**CARD, "recipient": "Une autre équipe"})
    opened(desk)
    answer = desk.press(slow, "Ouvrir cette finalité")
    assert answer.status_code == 409
    assert "déjà ouverte" in answer.text
    given_back, card = answer.text.split("<h2>La fiche</h2>")
    assert "Le bureau des statistiques" in card
    assert "Une autre équipe" in given_back
    assert "Une autre équipe" not in card


def test_a_purpose_that_got_another_card_since_it_was_read_is_not_closed(desk: JudgingClient) -> None:
    opened(desk)
    slow = desk.get(STATISTICS)
    desk.press(desk.get(STATISTICS), "Fermer cette finalité")
    opened(desk, recipient="Une autre équipe")
    answer = desk.press(slow, "Fermer cette finalité")
    assert answer.status_code == 409
    assert "La fiche a changé" in answer.text
    assert "Une autre équipe" in answer.text
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT - 1
    assert desk.press(answer, "Fermer cette finalité").location == LIST


def test_a_purpose_opened_twice_with_one_card_is_open(desk: JudgingClient) -> None:
    page = desk.press(desk.get(STATISTICS), "Lire la fiche", **CARD)
    assert [desk.press(page, "Ouvrir cette finalité").location for _ in range(2)] == [STATISTICS, STATISTICS]
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT - 1


def test_a_purpose_closed_twice_with_one_card_is_closed(desk: JudgingClient) -> None:
    opened(desk)
    page = desk.get(STATISTICS)
    assert [desk.press(page, "Fermer cette finalité").location for _ in range(2)] == [LIST, LIST]
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT


def test_a_purpose_that_somebody_closed_meanwhile_with_another_card_says_so(desk: JudgingClient) -> None:
    opened(desk)
    slow = desk.get(STATISTICS)
    desk.press(desk.get(STATISTICS), "Fermer cette finalité")
    opened(desk, recipient="Une autre équipe")
    desk.press(desk.get(STATISTICS), "Fermer cette finalité")
    answer = desk.press(slow, "Fermer cette finalité")
    assert answer.status_code == 409
    assert "déjà fermée" in answer.text


def test_a_card_written_over_one_that_stands_no_more_is_given_back_to_be_read_again(
    desk: JudgingClient,
) -> None:
    slow = desk.press(desk.get(STATISTICS), "Lire la fiche", **{**CARD, "recipient": "Une autre équipe"})
    opened(desk)
    desk.press(desk.get(STATISTICS), "Fermer cette finalité")
    answer = desk.press(slow, "Ouvrir cette finalité")
    assert answer.status_code == 409
    assert "Une autre fiche" in answer.text
    assert 'value="Une autre équipe"' in answer.text
    assert desk.get(LIST).text.count("Fermée") == ALL_BUT_SUPPORT
    again = desk.press(desk.press(answer, "Lire la fiche"), "Ouvrir cette finalité")
    assert again.location == STATISTICS


def test_a_closed_purpose_lets_nothing_leave_and_gives_back_its_card(
    desk: JudgingClient, people: People, service: Service, as_adviser: Browsers
) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    exporter = as_adviser(people.exporter())
    opened(desk)
    exported(exporter, service, "statistics")
    assert desk.press(desk.get(STATISTICS), "Fermer cette finalité").location == LIST
    page = exporter.get("/gestion/exports").text
    assert 'value="statistics"' not in page
    assert "Statistiques, 2026-W47" in page
    run = page.split('href="/gestion/exports/')[1].split('"')[0]
    assert exporter.get(f"/gestion/exports/{run}/archive.zip").status_code == 200
    again = desk.get(STATISTICS).text
    assert 'value="Le bureau des statistiques"' in again
    assert again.count(" checked") == 2


def test_the_person_reads_what_may_leave_and_what_left_for_each_purpose(
    desk: JudgingClient,
    people: People,
    service: Service,
    as_adviser: Browsers,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    clock: Clock,
) -> None:
    person, exporter = people.beneficiary(), as_adviser(people.exporter())
    phone = as_beneficiary(person)
    people.sends(person, week(), content(activity("training", "2h44")))
    opened(desk, named=["declared_minutes"])
    known = phone.get("/declarer/2026-W47?savoir=1").text
    assert "Pour l’accompagnement" in known
    assert "Pour les statistiques" in known
    assert "Le bureau des statistiques" in known
    assert "2\u00a0h\u00a044" in known
    assert "2\u00a0h\u00a030" in known
    exported(exporter, service, "support")
    exported(exporter, service, "statistics")
    data = phone.get("/mes-donnees").text
    assert "pour l’accompagnement, à <bdi>L’équipe d’accompagnement, Val-d’Essai</bdi>" in data
    assert "pour les statistiques, à <bdi>Le bureau des statistiques</bdi>" in data
    assert data.count("2\u00a0h\u00a030") == 1
    desk.press(desk.get(STATISTICS), "Fermer cette finalité")
    assert "Pour les statistiques" not in phone.get("/declarer/2026-W47?savoir=1").text
    assert "pour les statistiques" in phone.get("/mes-donnees").text
