"""A person corrects while an adviser decides: one goes first, the other is told, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from uuid import UUID

import pytest

from tests.builders import Clock, People, activity, actor, content
from tests.contracts.test_queries import statements
from tests.review.scene import LAST_WEEK, TODAY, moves_of, summary_of
from xprsa.declare.answering import Said, answer
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Decision, LineState, Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.review.service import LineChoice, count_week, decide_line
from xprsa.review.together import Together, count_plain_weeks
from xprsa.running.service import Service

ROUNDS = 8


def test_a_correction_and_a_decision_take_turns(service: Service, people: People) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    service.territories()  # read once before the race
    people.sends(person, LAST_WEEK, content(activity("training", "1 h")))

    def count(version: int, start: Barrier) -> Reason | None:
        seen = {"version": version, "seen": len(moves_of(service, person))}
        start.wait()
        try:
            count_week(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, **seen)
        except RuleBroken as broken:
            return broken.reason
        return None

    def correct(version: int, start: Barrier) -> int:
        start.wait()
        return people.sends(person, LAST_WEEK, content(activity("training", f"{version + 1} h")))

    for version in range(1, ROUNDS + 1):
        start = Barrier(2)
        with ThreadPoolExecutor(2) as both:
            decided, corrected = both.submit(count, version, start), both.submit(correct, version, start)
        assert corrected.result() == version + 1
        assert decided.result() in (None, Reason.STALE_VERSION)
        counted = [move for move in moves_of(service, person) if move.version == version]
        assert len(counted) == (1 if decided.result() is None else 0)
        assert status_shown(service, adviser) == (version + 1, (version + 1) * 60)
    assert summary_of(service, person).pending == (ROUNDS + 1) * 60


def status_shown(service: Service, adviser: Account) -> tuple[int, int | None]:
    with service.database.reading() as store:
        status = store.caseloads.of_adviser(adviser.id, LAST_WEEK, today=TODAY)[0].statuses[LAST_WEEK]
    return status.version, status.declared


def test_two_advisers_who_count_together_count_once(service: Service, people: People) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    service.territories()
    people.sends(person, LAST_WEEK, content(activity("training", "1 h"), activity("job_search", "1 h")))
    start = Barrier(4)

    def count() -> None:
        start.wait()
        count_week(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, version=1, seen=0)

    with ThreadPoolExecutor(4) as four:
        for done in [four.submit(count) for _ in range(4)]:
            done.result()
    assert len(moves_of(service, person)) == 2


def test_a_decision_that_waited_its_turn_is_dated_after_what_it_waited_for(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    person, line = people.beneficiary(adviser=adviser), activity("training", "1 h")
    service.territories()
    people.sends(person, LAST_WEEK, content(line))
    choose(service, adviser, person, LineChoice(line.line, 1, Verdict.ASKED, words="Où ?"))
    with ThreadPoolExecutor(1) as other, service.database.writing() as store:
        store.declarations.lock(person.id, LAST_WEEK)
        late = other.submit(
            choose, service, adviser, person, LineChoice(line.line, 1, Verdict.COUNTED, seen=2)
        )
        sleep(0.5)  # the decision waits for the lock
        clock.advance(seconds=1)
        said = Decision(line.line, 1, Verdict.ANSWERED, by=person.id, at=clock(), words="À Lyon.")
        store.decisions.add(person.id, LAST_WEEK, (said,))
    late.result()
    assert [move.verdict for move in moves_of(service, person)][-1] is Verdict.COUNTED
    assert summary_of(service, person).lines[0].state is LineState.COUNTED


def test_a_clock_that_goes_back_dates_no_move_before_the_last(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    person, line = people.beneficiary(adviser=adviser), activity("training", "1 h")
    people.sends(person, LAST_WEEK, content(line))
    choose(service, adviser, person, LineChoice(line.line, 1, Verdict.ASKED, words="Où ?"))
    clock.advance(seconds=-5)
    said = Said(line.line, 1, Verdict.ANSWERED, "À Lyon.", seen=1)
    answer(service, actor=actor(person.account), week=LAST_WEEK, said=said)
    clock.advance(seconds=-5)
    choose(service, adviser, person, LineChoice(line.line, 1, Verdict.COUNTED, seen=2))
    verdicts = [move.verdict for move in moves_of(service, person)]
    assert verdicts == [Verdict.ASKED, Verdict.ANSWERED, Verdict.COUNTED]


def choose(service: Service, adviser: Account, person: Beneficiary, choice: LineChoice) -> None:
    decide_line(service, actor=actor(adviser), person=person.id, week=LAST_WEEK, choice=choice)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite tells each row of many
def test_counting_together_costs_the_same_for_three_people_and_for_thirty(
    service: Service, people: People
) -> None:
    costs = []
    for number in (3, 30):
        adviser = people.adviser()
        everybody = [people.beneficiary(adviser=adviser) for _ in range(number)]
        for person in everybody:
            people.sends(person, LAST_WEEK, content(activity("training", "1 h"), activity("workshop", "1 h")))
        read = {(person.account.public_id, LAST_WEEK): 1 for person in everybody}
        with statements(service.database) as sent:
            done = count_plain_weeks(service, actor=actor(adviser), read=read)
        assert (done.done, done.left) == (number, 0)
        assert all(len(moves_of(service, person)) == 2 for person in everybody)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 7


def test_two_who_count_together_the_same_people_never_wait_for_one_another(
    service: Service, people: People
) -> None:
    adviser = people.adviser()
    everybody = [people.beneficiary(adviser=adviser) for _ in range(8)]
    for person in everybody:
        people.sends(person, LAST_WEEK, content(activity("training", "1 h")))
    read = [(person.account.public_id, LAST_WEEK) for person in everybody]
    start = Barrier(2)

    def count(order: list[tuple[UUID, Week]]) -> Together:
        start.wait()
        return count_plain_weeks(service, actor=actor(adviser), read=dict.fromkeys(order, 1))

    with ThreadPoolExecutor(2) as both:
        done = [both.submit(count, order) for order in (read, read[::-1])]
    made = [future.result() for future in done]
    assert [(one.done, one.left) for one in made] == [(8, 0)] * 2
    assert made[0].at == made[1].at  # the second tap names what the first made
    assert [len(moves_of(service, person)) for person in everybody] == [1] * 8
