"""Of many who decide of one contested answer, or write one view, at the same instant, one holds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.answers.reader import Reading
from tests.builders import People, actor
from xprsa.answers.deciding import AnswerDecided, AnswerDecision, decide_answer_contest
from xprsa.answers.reading import ViewWritten, write_own_view
from xprsa.storage.answer_entries import ContestOutcome
from xprsa.storage.database import Collision

AT_ONCE = 8


def test_one_decision_holds_and_the_others_are_told(reading: Reading, people: People) -> None:
    person = reading.answered()
    reading.contests(person)
    managers, start = [people.manager() for _ in range(AT_ONCE)], Barrier(4)

    def decide(number: int) -> bool:
        if number < 4:
            start.wait()
        try:
            decide_answer_contest(
                reading.service,
                actor=actor(managers[number]),
                person=person.id,
                adviser=reading.adviser.id,
                asking=reading.asking.public_id,
                decision=AnswerDecision(ContestOutcome.STANDS, f"Relu {number} fois."),
            )
        except AnswerDecided:
            return False
        return True

    with ThreadPoolExecutor(4) as four:
        done = list(four.map(decide, range(AT_ONCE)))
    decision = reading.contest(person).decision
    assert decision is not None
    assert [number for number, held in enumerate(done) if held] == [
        number for number, manager in enumerate(managers) if manager.id == decision.account
    ]
    assert reading.events(person).count("answer_stands") == 1


def test_one_view_holds_and_the_other_words_come_back(reading: Reading) -> None:
    person, start = reading.answered(), Barrier(4)

    def write(number: int) -> bool:
        if number < 4:
            start.wait()
        try:
            write_own_view(
                reading.service,
                actor=actor(reading.adviser),
                person=person.id,
                asking=str(reading.asking.public_id),
                words=f"Il avance, dit {number}.",
            )
        except (Collision, ViewWritten):  # a page of its own gives the words back for either
            return False
        return True

    with ThreadPoolExecutor(4) as four:
        done = list(four.map(write, range(AT_ONCE)))
    view = reading.view(person)
    assert view is not None
    assert done.count(True) == 1
    assert view.words == f"Il avance, dit {done.index(True)}."
