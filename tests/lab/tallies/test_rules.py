"""A rule is broken in the pairs in which it does not hold, and in no other."""

import numpy as np
import pytest

from tests.lab.cards import card
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.tallies.pairs import Side
from xprsa.lab.tallies.rules import RuleTally
from xprsa.scoring.audit import Rule


def _side(*values: float | None, otherwise: State = State.ABSTAINED) -> Side:
    return Side(
        np.array([[np.nan if value is None else value for value in values]]),
        np.array([[otherwise if value is None else State.ANSWERED for value in values]], dtype=np.int8),
    )


def _broken(rule: Rule, before: Side, after: Side) -> tuple[int, int, float]:
    tally = RuleTally(rule, card())
    tally.add(before, after)
    return tally.asked, tally.broken, tally.largest


@pytest.mark.parametrize("rule", [Rule.AGAIN, Rule.MOVED, Rule.CLOSED, Rule.HEARD_AGAIN])
def test_what_must_stay_the_same_is_broken_by_any_move(rule: Rule) -> None:
    assert _broken(rule, _side(10, 20, 30), _side(10, 20.5, 29)) == (3, 2, 1.0)


def test_an_abstention_where_there_was_an_answer_breaks_what_must_stay_the_same() -> None:
    assert _broken(Rule.AGAIN, _side(10, None), _side(None, None)) == (2, 1, 0.0)


@pytest.mark.parametrize("rule", [Rule.MORE, Rule.EXCUSED])
def test_what_may_not_worsen_is_not_broken_by_a_better_answer(rule: Rule) -> None:
    assert _broken(rule, _side(10, 20), _side(5, 22)) == (2, 1, 2.0)


def test_a_nudge_may_move_an_answer_a_little() -> None:
    assert _broken(Rule.NUDGED, _side(10, 20), _side(10.9, 21.1))[1] == 1


def test_with_too_few_weeks_any_answer_breaks_the_rule() -> None:
    assert _broken(Rule.SILENT, _side(10, 20), _side(None, 20))[:2] == (2, 1)


def test_a_failed_question_says_nothing_of_a_rule() -> None:
    assert _broken(Rule.AGAIN, _side(10, None, otherwise=State.FAILED), _side(10, 20)) == (1, 0, 0.0)
