"""A person reads what was decided, answers a question, and may say that a decision is not right."""

from datetime import timedelta

import pytest

from tests.builders import Clock, People, activity, content, week
from xprsa.domain.content import Activity
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Decision, LineState, Verdict, readings
from xprsa.running.service import Service

URL = "/mes-semaines/2026-W47"


def _decide(service: Service, person: int, adviser: int, line: str, verdict: Verdict, words: str) -> None:
    move = Decision(line, 1, verdict, by=adviser, at=service.now(), minutes=None, words=words)
    with service.database.writing() as store:
        store.decisions.add(person, week(), (move,))


def _state(service: Service, person: int) -> LineState:
    with service.database.reading() as store:
        declaration = store.declarations.of_week(person, week())
        decisions = store.decisions.of_week(person, week())
    return readings(declaration, decisions, tacit_days=14, as_of=service.now())[0].state


def test_a_question_is_seen_answered_and_waits_for_the_adviser_again(
    people: People, service: Service, as_beneficiary, clock
) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire")
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "6h")
    people.sends(person, week(), content(line))
    _decide(service, person.id, adviser.id, line.line, Verdict.ASKED, "Quel organisme ?")
    clock.instant += timedelta(hours=1)
    browser = as_beneficiary(person)
    assert "Quel organisme" in browser.get("/ma-semaine").text
    page = browser.get(URL)
    assert "Nadia Lemaire" in page.text
    empty = browser.press(page, "Envoyer ma réponse")
    assert empty.status_code == 422
    assert "Écrivez votre réponse" in empty.text
    answer = browser.press(page, "Envoyer ma réponse", words="Le Greta.")
    assert answer.status_code == 303
    assert "Le Greta." in browser.get(answer.location).text
    assert _state(service, person.id) is LineState.UNREAD


def test_a_line_set_aside_can_be_contested_without_a_word(
    people: People, service: Service, as_beneficiary, clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "6h")
    people.sends(person, week(), content(line))
    _decide(service, person.id, adviser.id, line.line, Verdict.SET_ASIDE, "Pas dans le contrat.")
    clock.instant += timedelta(hours=1)
    browser = as_beneficiary(person)
    answer = browser.press(browser.get(URL), "Demander une autre lecture")
    assert answer.status_code == 303
    assert "en discussion" in browser.get(answer.location).text
    assert _state(service, person.id) is LineState.CONTESTED


Asked = tuple[Beneficiary, Activity]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def asked(people: People, service: Service, clock: Clock, adviser: Account) -> Asked:
    """Somebody who was asked about their one line an hour ago."""
    person, line = people.beneficiary(adviser=adviser), activity("training", "6h")
    people.sends(person, week(), content(line))
    _decide(service, person.id, adviser.id, line.line, Verdict.ASKED, "Quel organisme ?")
    clock.advance(hours=1)
    return person, line


def test_a_double_tap_on_an_answer_says_it_once(asked: Asked, service: Service, as_beneficiary) -> None:
    browser = as_beneficiary(asked[0])
    page = browser.get(URL)
    for _ in range(2):
        assert browser.press(page, "Envoyer ma réponse", words="Le Greta.").status_code == 303
    with service.database.reading() as store:
        assert len(store.decisions.of_week(asked[0].id, week())) == 2


def test_a_double_tap_on_a_contest_says_it_once(
    asked: Asked, adviser: Account, service: Service, as_beneficiary, clock: Clock
) -> None:
    person, line = asked
    _decide(service, person.id, adviser.id, line.line, Verdict.SET_ASIDE, "Pas dans le contrat.")
    clock.advance(hours=1)
    browser = as_beneficiary(person)
    page = browser.get(URL)
    for _ in range(2):
        assert browser.press(page, "Demander une autre lecture").status_code == 303
    assert _state(service, person.id) is LineState.CONTESTED


def test_an_answer_to_a_question_that_is_no_longer_open_stays_on_the_page(
    asked: Asked, adviser: Account, service: Service, as_beneficiary
) -> None:
    person, line = asked
    browser = as_beneficiary(person)
    page = browser.get(URL)
    _decide(service, person.id, adviser.id, line.line, Verdict.COUNTED, "")
    answer = browser.press(page, "Envoyer ma réponse", words="Mes mots précieux.")
    assert answer.status_code == 409
    assert "n’est plus ouverte" in answer.text
    assert "Mes mots précieux." in answer.text


def test_an_answer_on_a_line_taken_out_stays_on_the_page(
    asked: Asked, people: People, as_beneficiary
) -> None:
    browser = as_beneficiary(asked[0])
    page = browser.get(URL)
    people.sends(asked[0], week(), content())
    answer = browser.press(page, "Envoyer ma réponse", words="Mes mots précieux.")
    assert answer.status_code == 409
    assert "Mes mots précieux." in answer.text


def test_an_answer_on_a_version_replaced_waits_in_its_field(
    asked: Asked, people: People, as_beneficiary
) -> None:
    person, line = asked
    browser = as_beneficiary(person)
    page = browser.get(URL)
    people.sends(person, week(), content(line, activity("workshop", "1h")))
    answer = browser.press(page, "Envoyer ma réponse", words="Mes mots précieux.")
    assert answer.status_code == 409
    assert browser.press(answer, "Envoyer ma réponse").status_code == 303
    assert "Mes mots précieux." in browser.get(URL).text


def test_what_is_missing_from_an_answer_is_tied_to_its_field(asked: Asked, as_beneficiary) -> None:
    browser = as_beneficiary(asked[0])
    page = browser.press(browser.get(URL), "Envoyer ma réponse")
    assert 'aria-describedby="words" aria-invalid="true"' in page.text


def test_what_was_said_of_a_line_taken_out_is_read_by_both_sides(
    asked: Asked, people: People, adviser: Account, as_beneficiary, as_adviser
) -> None:
    person, _ = asked
    people.sends(person, week(), content(activity("workshop", "1h")))
    read = [
        as_beneficiary(person).get(URL).text,
        as_adviser(adviser).get(f"/portefeuille/{person.account.public_id}/2026-W47").text,
    ]
    for page in read:
        assert "Activités retirées" in page
        assert "Quel organisme ?" in page
        assert "6\u00a0h" in page


def test_what_was_said_of_a_week_taken_back_is_still_read(
    asked: Asked, adviser: Account, as_beneficiary, as_adviser
) -> None:
    person, _ = asked
    browser = as_beneficiary(person)
    browser.press(browser.get("/declarer/2026-W47/retirer"), "Retirer cette semaine")
    assert "Quel organisme ?" in browser.get(URL).text
    desk = as_adviser(adviser)
    assert "Quel organisme ?" in desk.get(f"/portefeuille/{person.account.public_id}/2026-W47").text


def test_the_person_sees_who_looked(people: People, as_beneficiary, as_adviser) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire")
    person = people.beneficiary(adviser=adviser)
    people.sends(person, week(), content(activity("training", "6h")))
    desk = as_adviser(adviser)
    desk.get("/portefeuille")
    desk.get(f"/portefeuille/{person.account.public_id}/2026-W47")
    page = as_beneficiary(person).get("/mes-donnees").text
    assert "Nadia Lemaire</bdi> a ouvert sa liste" in page
    assert "a ouvert votre semaine du 16 au 22 novembre" in page
