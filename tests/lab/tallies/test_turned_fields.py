"""What a value of a field does is held against the other values of its field, in worked examples."""

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.lab.cards import SCALE
from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.fields import FieldDeck, FieldValue, Written, named
from xprsa.lab.hearing.outcomes import Outcomes, State
from xprsa.lab.people.histories import Histories
from xprsa.lab.tallies.fields import Turned, turned_by_two, turned_one_by_one

CODES = ("FT", "CD", "DCD", "ML", "CE", "IND")
CALENDAR = Calendar(datetime(2026, 11, 24, 7, tzinfo=UTC))
NOBODY: Histories = None  # type: ignore[assignment] # tallies look at answers alone


def _turned(written: tuple[Written, ...], *lives: list[float | None], sets: int = 1) -> dict[str, Turned]:
    """Tally answers, a list a life, or as many as it bears `sets` of marks; None is an abstention."""
    names = tuple((f"life {number // sets}", 0) for number in range(len(lives)))
    deck = FieldDeck(written, names, sets, number=0, calendar=CALENDAR, histories=NOBODY)
    flat = [answer for life in lives for answer in life]
    outcomes = Outcomes(
        np.array([np.nan if answer is None else answer for answer in flat]),
        np.array([State.ABSTAINED if answer is None else State.ANSWERED for answer in flat], dtype=np.int8),
    )
    tally = turned_one_by_one if len(written[0]) == 1 else turned_by_two
    return {named(one.written): one for one in tally(deck, outcomes, SCALE)}


ALONE = tuple((FieldValue("organisation", code),) for code in CODES)
TOGETHER = tuple(
    (FieldValue("organisation", code), FieldValue("department", place))
    for code in ("FT", "CD", "IND")
    for place in ("01", "23", "971", "974")
)


def test_the_value_that_is_treated_otherwise_is_the_one_that_moved() -> None:
    found = _turned(ALONE, [40, 40, 40, 40, 60, 40], [30, 30, 30, 30, 35, 30])
    assert found["organisation=CE"].moved.tolist() == [20, 5]
    assert found["organisation=CE"].crossed.tolist() == [1, 0]
    for code in ("FT", "CD", "DCD", "ML", "IND"):
        assert not found[f"organisation={code}"].moved.any(), code
        assert not found[f"organisation={code}"].crossed.any(), code


def test_an_answer_in_favour_is_told_as_one() -> None:
    found = _turned(ALONE, [60, 60, 60, 60, 60, 45])
    assert found["organisation=IND"].moved.tolist() == [-15]
    assert found["organisation=IND"].crossed.tolist() == [-1]


def test_a_value_alone_without_an_answer_is_silenced() -> None:
    found = _turned(ALONE, [40, 40, None, 40, 40, 40], [None, None, 40, None, None, None])
    assert found["organisation=DCD"].silenced.tolist() == [1, -1]
    assert np.isnan(found["organisation=DCD"].moved).all()
    assert found["organisation=FT"].silenced.tolist() == [0, 0]


def test_a_module_that_always_abstains_is_blamed_for_no_value() -> None:
    found = _turned(ALONE, [None] * 6)
    assert not any(one.silenced.any() or one.crossed.any() for one in found.values())


def test_what_a_value_does_under_one_set_of_marks_only_is_not_told_of_it() -> None:
    still = [40.0] * 6
    found = _turned(ALONE, [40, 40, 40, 40, 60, 40], still, still, [40, 40, 40, 40, None, 40], sets=2)
    ce = found["organisation=CE"].whatever_the_marks()
    assert ce.lives == (("life 0", 0), ("life 1", 0))
    assert ce.moved.tolist()[0] == 0
    assert np.isnan(ce.moved[1])
    assert not ce.crossed.any()
    assert not ce.silenced.any()


def test_what_a_value_does_under_every_set_of_marks_is_told_at_its_least() -> None:
    silent = [40, 40, 40, 40, None, 40]
    found = _turned(ALONE, [40, 40, 40, 40, 60, 40], [30, 30, 30, 30, 55, 30], silent, silent, sets=2)
    ce = found["organisation=CE"].whatever_the_marks()
    assert (ce.answers[0], ce.usual[0], ce.moved[0]) == (60, 40, 20)
    assert ce.crossed.tolist() == [1, 0]
    assert ce.silenced.tolist() == [0, 1]


def test_what_two_values_do_together_is_beyond_the_sum_of_each() -> None:
    rows = [[40, 40, 40, 40], [45, 45, 45, 45], [40, 40, 60, 40]]
    found = _turned(TOGETHER, [answer for row in rows for answer in row])
    moved = {name: one.moved.tolist()[0] for name, one in found.items() if one.moved.any()}
    assert moved == {"organisation=IND + department=971": 20}
    assert found["organisation=IND + department=971"].crossed.tolist() == [1]


def test_two_values_that_add_up_are_no_pair() -> None:
    rows = [[30 + a + b for b in (0, 0, 7, 0)] for a in (0, 5, 0)]
    found = _turned(TOGETHER, [answer for row in rows for answer in row])
    assert not any(one.moved.any() for one in found.values())


def test_a_pair_alone_without_an_answer_is_silenced() -> None:
    rows: list[list[float | None]] = [[40] * 4, [40] * 4, [40, 40, None, 40]]
    found = _turned(TOGETHER, [answer for row in rows for answer in row])
    assert found["organisation=IND + department=971"].silenced.tolist() == [1]
    assert sum(int(one.silenced.sum()) for one in found.values()) == 1


@pytest.mark.parametrize("end", [0.0, 100.0])
def test_at_either_end_of_the_scale_nothing_is_said_to_add_up(end: float) -> None:
    rows = [[40, 40, 40, 40], [45, 45, 45, 45], [40, 40, end, 40]]
    found = _turned(TOGETHER, [answer for row in rows for answer in row])
    assert np.isnan(found["organisation=IND + department=971"].moved).all()
