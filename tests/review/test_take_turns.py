"""A person corrects while an adviser decides: one goes first, the other is told, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.builders import People, activity, actor, content
from tests.review.scene import LAST_WEEK, moves_of, summary_of
from xprsa.domain.person import Account
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.review.service import count_week
from xprsa.web.house import House

ROUNDS = 8


def test_a_correction_and_a_decision_take_turns(house: House, people: People) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    house.territories()  # read once before the race
    people.sends(person, LAST_WEEK, content(activity("training", "1 h")))

    def count(version: int, start: Barrier) -> Reason | None:
        start.wait()
        try:
            count_week(house, actor=actor(adviser), person=person.id, week=LAST_WEEK, version=version)
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
        counted = [move for move in moves_of(house, person) if move.version == version]
        assert len(counted) == (1 if decided.result() is None else 0)
        assert mark_shown(house, adviser) == (version + 1, (version + 1) * 60)
    assert summary_of(house, person).pending == (ROUNDS + 1) * 60


def mark_shown(house: House, adviser: Account) -> tuple[int, int | None]:
    with house.database.reading() as memory:
        mark = memory.caseloads.of_adviser(adviser.id, LAST_WEEK)[0].marks[LAST_WEEK]
    return mark.version, mark.declared


def test_two_advisers_who_count_together_count_once(house: House, people: People) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    house.territories()
    people.sends(person, LAST_WEEK, content(activity("training", "1 h"), activity("job_search", "1 h")))
    start = Barrier(4)

    def count() -> None:
        start.wait()
        count_week(house, actor=actor(adviser), person=person.id, week=LAST_WEEK, version=1)

    with ThreadPoolExecutor(4) as four:
        for done in [four.submit(count) for _ in range(4)]:
            done.result()
    assert len(moves_of(house, person)) == 2
