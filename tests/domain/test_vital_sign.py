"""From where on something is no longer well."""

import pytest

from xprsa.domain.patience import BudgetState, budget_state
from xprsa.domain.sign_in import CODE_LIFE
from xprsa.domain.vital_sign import BOUNDS, Bounds, Condition, VitalSign, is_well


@pytest.mark.parametrize(
    ("figure", "condition"),
    [(0, "well"), (9.9, "well"), (10, "look"), (19.9, "look"), (20, "stopped"), (float("inf"), "stopped")],
)
def test_a_figure_that_grows_gets_worse_and_a_bound_is_reached_by_touching_it(
    figure: float, condition: str
) -> None:
    assert Bounds(10, 20).condition(figure) == condition


@pytest.mark.parametrize(
    ("figure", "condition"), [(21, "well"), (20, "look"), (10, "stopped"), (0, "stopped")]
)
def test_a_figure_that_falls_gets_worse_where_less_is_worse(figure: float, condition: str) -> None:
    assert Bounds(20, 10, falls=True).condition(figure) == condition


@pytest.mark.parametrize("sign", VitalSign)
def test_what_is_stopped_was_to_be_looked_at_before(sign: VitalSign) -> None:
    bounds = BOUNDS[sign]
    assert bounds.look >= bounds.stopped if bounds.falls else bounds.look <= bounds.stopped


@pytest.mark.parametrize("sign", [VitalSign.CODE_BUDGET, VitalSign.SMS_BUDGET])
def test_a_budget_is_judged_as_it_is_where_codes_leave(sign: VitalSign) -> None:
    same = {
        BudgetState.FINE: Condition.WELL,
        BudgetState.LOW: Condition.LOOK,
        BudgetState.SPENT: Condition.STOPPED,
    }
    for most in (1, 3, 7, 500, 2000):
        for spent in range(most + 2):
            found = BOUNDS[sign].condition(spent / most)
            assert found is same[budget_state(spent, budget=most)], (spent, most)


def test_a_code_that_waits_as_long_as_it_lives_opens_nothing_more() -> None:
    assert BOUNDS[VitalSign.CODES].stopped == CODE_LIFE.total_seconds()


def test_a_service_that_can_do_it_is_well() -> None:
    assert is_well(VitalSign.WRITING, 1)
    assert not is_well(VitalSign.WRITING, 0)
