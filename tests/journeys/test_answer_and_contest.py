"""A person reads what was decided, answers a question, and may say that a decision is not right."""

from datetime import timedelta

from tests.builders import People, activity, content, week
from xprsa.domain.review import Decision, LineState, Verdict, readings
from xprsa.web.house import House

URL = "/mes-semaines/2026-W47"


def _decide(house: House, person: int, adviser: int, line: str, verdict: Verdict, words: str) -> None:
    move = Decision(line, 1, verdict, by=adviser, at=house.now(), minutes=None, words=words)
    with house.database.writing() as memory:
        memory.decisions.add(person, week(), (move,))


def _state(house: House, person: int) -> LineState:
    with house.database.reading() as memory:
        declaration = memory.declarations.of_week(person, week())
        decisions = memory.decisions.of_week(person, week())
    return readings(declaration, decisions, tacit_days=14, as_of=house.now())[0].state


def test_a_question_is_seen_answered_and_waits_for_the_adviser_again(
    people: People, house: House, as_beneficiary, clock
) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire")
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "6h")
    people.sends(person, week(), content(line))
    _decide(house, person.id, adviser.id, line.line, Verdict.ASKED, "Quel organisme ?")
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
    assert _state(house, person.id) is LineState.UNREAD


def test_a_line_set_aside_can_be_contested_without_a_word(
    people: People, house: House, as_beneficiary, clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "6h")
    people.sends(person, week(), content(line))
    _decide(house, person.id, adviser.id, line.line, Verdict.SET_ASIDE, "Pas dans le contrat.")
    clock.instant += timedelta(hours=1)
    browser = as_beneficiary(person)
    answer = browser.press(browser.get(URL), "Demander une autre lecture")
    assert answer.status_code == 303
    assert "en discussion" in browser.get(answer.location).text
    assert _state(house, person.id) is LineState.CONTESTED


def test_an_answer_to_a_question_that_is_no_longer_open_has_a_sentence(
    people: People, house: House, as_beneficiary, clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "6h")
    people.sends(person, week(), content(line))
    _decide(house, person.id, adviser.id, line.line, Verdict.ASKED, "Quel organisme ?")
    clock.instant += timedelta(hours=1)
    browser = as_beneficiary(person)
    page = browser.get(URL)
    browser.press(page, "Envoyer ma réponse", words="Le Greta.")
    again = browser.press(page, "Envoyer ma réponse", words="Le Greta.")
    assert again.status_code == 409
    assert "n’est plus ouverte" in again.text


def test_the_person_sees_who_looked(people: People, as_beneficiary, as_adviser) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire")
    person = people.beneficiary(adviser=adviser)
    people.sends(person, week(), content(activity("training", "6h")))
    desk = as_adviser(adviser)
    desk.get("/portefeuille")
    desk.get(f"/portefeuille/{person.account.public_id}/2026-W47")
    page = as_beneficiary(person).get("/mes-donnees").text
    assert "Nadia Lemaire a ouvert sa liste" in page
    assert "a ouvert votre semaine du 16 au 22 novembre" in page
