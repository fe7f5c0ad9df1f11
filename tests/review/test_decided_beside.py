"""Two who decide of one line: the second sees what the first said before anything is kept of theirs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.builders import People, activity, actor, content
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, address, moves_of, summary_of
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import LineState, Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.review.service import LineChoice, count_week, decide_contest, decide_line
from xprsa.running.service import Service

AT_ONCE = 24
LINE = activity("training", "2 h")
OTHER = activity("workshop", "1 h")
Browse = Callable[[Account], JudgingClient]


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser(first_name="Nadia", last_name="Lemaire")


@pytest.fixture
def person(service: Service, people: People, adviser: Account) -> Beneficiary:
    """Somebody who sent two activities."""
    service.territories()  # read once before the race
    made = people.beneficiary(adviser=adviser)
    people.sends(made, LAST_WEEK, content(LINE, OTHER))
    return made


def decides(service: Service, by: Account, person: Beneficiary, **choice: object) -> Reason | None:
    made = LineChoice(LINE.line, 1, **choice)  # type: ignore[arg-type] # each of its type
    try:
        decide_line(service, actor=actor(by), person=person.id, week=LAST_WEEK, choice=made)
    except RuleBroken as broken:
        return broken.reason
    return None


def test_of_many_who_contradict_one_another_at_once_one_decides(
    service: Service, adviser: Account, person: Beneficiary
) -> None:
    start = Barrier(4)

    def decide(number: int) -> Reason | None:
        if number < 4:
            start.wait()
        counts = {"verdict": Verdict.ADJUSTED, "minutes": 100 - number, "words": "Moins."}
        return decides(service, adviser, person, **counts)

    with ThreadPoolExecutor(4) as four:
        done = list(four.map(decide, range(AT_ONCE)))
    assert done.count(None) == len(moves_of(service, person)) == 1
    assert done.count(Reason.SAID_SINCE) == AT_ONCE - 1


def test_the_second_sees_both_and_may_still_decide(
    service: Service, people: People, adviser: Account, person: Beneficiary, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    read = browser.get(address(person))
    words = {"verdict": Verdict.SET_ASIDE, "words": "Déjà comptée lundi."}
    assert decides(service, people.adviser(first_name="Ousmane"), person, **words) is None
    page = browser.press(read, "Compter cette activité")
    assert page.status_code == 409
    assert "Ousmane" in page.text
    assert "Déjà comptée lundi." in page.text
    assert "non retenue" in page.text
    assert "Vous aviez lu la version" not in page.text
    assert summary_of(service, person).lines[0].state is LineState.SET_ASIDE
    assert browser.press(page, "Décider la même chose quand même").status_code == 303
    assert summary_of(service, person).lines[0].state is LineState.COUNTED


def test_a_line_counted_in_silence_is_told_too(
    service: Service, people: People, adviser: Account, person: Beneficiary, as_adviser: Browse
) -> None:
    browser = as_adviser(adviser)
    read = browser.get(address(person))
    decides(service, people.adviser(first_name="Ousmane"), person, verdict=Verdict.COUNTED)
    page = browser.press(read, "Ne pas retenir", words="Déjà comptée.")
    assert page.status_code == 409
    assert "Ousmane" in page.text
    assert "Déjà comptée." in page.text


def test_the_same_tap_twice_is_no_conflict_and_another_line_neither(
    service: Service, adviser: Account, person: Beneficiary
) -> None:
    for _ in range(2):
        assert decides(service, adviser, person, verdict=Verdict.COUNTED) is None
    other = LineChoice(OTHER.line, 1, Verdict.COUNTED)
    decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=other)
    assert len(moves_of(service, person)) == 2


def test_counting_the_whole_week_does_not_pass_over_an_answer_that_came_meanwhile(
    service: Service, adviser: Account, person: Beneficiary, as_adviser: Browse
) -> None:
    decides(service, adviser, person, verdict=Verdict.ASKED, words="Où était-ce ?")
    browser = as_adviser(adviser)
    read = browser.get(address(person))
    answer(
        service,
        actor=actor(person.account),
        week=LAST_WEEK,
        said=Said(LINE.line, 1, Verdict.ANSWERED, "À Lyon, ou à Dijon.", seen=1),
    )
    page = browser.press(read, "Tout compter sans attendre")
    assert page.status_code == 409
    assert len(moves_of(service, person)) == 2
    page = browser.press(browser.get(address(person)), "Compter toute la semaine")
    assert page.status_code == 303
    assert summary_of(service, person).counted == 180


def test_a_week_of_which_nothing_waits_any_more_is_counted_without_a_word(
    service: Service, adviser: Account, person: Beneficiary
) -> None:
    for _ in range(2):
        count_week(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, version=1, seen=0)
    assert len(moves_of(service, person)) == 2


def test_an_answer_goes_to_the_question_that_was_read(
    service: Service, adviser: Account, person: Beneficiary, as_adviser: Browse
) -> None:
    decides(service, adviser, person, verdict=Verdict.ASKED, words="Où était-ce ?")
    phone = as_adviser(person.account)
    read = phone.get(f"/mes-semaines/{LAST_WEEK}")
    assert decides(service, adviser, person, verdict=Verdict.ASKED, words="Avec qui ?", seen=1) is None
    page = phone.press(read, "Envoyer ma réponse", words="À Lyon.")
    assert page.status_code == 409
    assert "Avec qui ?" in page.text
    assert "À Lyon." in page.text
    assert "Autre chose a été dit ici depuis" in page.text
    assert phone.press(page, "Envoyer ma réponse", words="Avec Léa.").status_code == 303
    assert [move.words for move in moves_of(service, person)][-1] == "Avec Léa."


def test_a_contest_is_about_the_decision_that_was_read(
    service: Service, adviser: Account, person: Beneficiary, as_adviser: Browse
) -> None:
    decides(service, adviser, person, verdict=Verdict.SET_ASIDE, words="Sans preuve.")
    phone = as_adviser(person.account)
    read = phone.get(f"/mes-semaines/{LAST_WEEK}")
    half = {"verdict": Verdict.ADJUSTED, "minutes": 60, "words": "La moitié."}
    assert decides(service, adviser, person, **half, seen=1) is None
    page = phone.press(read, "Demander une autre lecture")
    assert page.status_code == 409
    assert "La moitié." in page.text
    assert phone.press(page, "Demander une autre lecture").status_code == 303


def test_of_two_who_decide_a_contest_one_decides(
    service: Service, people: People, adviser: Account, person: Beneficiary
) -> None:
    decides(service, adviser, person, verdict=Verdict.SET_ASIDE, words="Sans preuve.")
    said = Said(LINE.line, 1, Verdict.CONTESTED, "", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
    both = [people.manager(email=f"chef{number}@example.org") for number in range(2)]
    start = Barrier(2)

    def decide(number: int) -> Reason | None:
        start.wait()
        choice = LineChoice(LINE.line, 1, Verdict.ADJUSTED, 30 + number, "En partie.", seen=2)
        try:
            decide_contest(
                service, actor=actor(both[number]), person=person.id, week=LAST_WEEK, choice=choice
            )
        except RuleBroken as broken:
            return broken.reason
        return None

    with ThreadPoolExecutor(2) as two:
        done = set(two.map(decide, range(2)))
    assert done == {None, Reason.NOTHING_TO_CONTEST}
