"""Where plots put things: on the axis, in order, and beside the same numbers in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.audits import all_effects, an_audit, an_effect, the_world
from xprsa.lab.report import charts
from xprsa.lab.report.axis import Axis
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.gaps import gaps
from xprsa.lab.report.words import words
from xprsa.scoring.audit import Light

VALUES = st.floats(-1e6, 1e6)


def context(**changes: object) -> ReportContext:
    return ReportContext(an_audit(**changes), the_world(), words("fr"))


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_every_value_stands_between_the_ends_of_its_axis_and_in_order(values: list[float]) -> None:
    axis = Axis.around(values, first=3, last=97)
    positions = [axis.at(value) for value in sorted(values)]
    assert positions == sorted(positions)
    assert all(3 <= position <= 97 for position in positions)


@given(st.lists(VALUES, min_size=2, max_size=9, unique=True), st.integers(2, 8))
def test_ticks_are_round_few_and_on_the_axis(values: list[float], most: int) -> None:
    axis = Axis.around(values, first=0, last=100)
    found = axis.round_values(most)
    assert len(found) <= most + 1
    assert all(
        axis.low - 1e-6 * abs(axis.low) <= value <= axis.high + 1e-6 * abs(axis.high) for value in found
    )


def test_a_value_beyond_the_ends_is_drawn_at_the_end() -> None:
    assert Axis(0, 10).at(12) == 100.0


def test_a_gap_against_the_person_stands_right_of_nought_and_its_interval_around_it() -> None:
    plot = gaps(context(), [an_effect(), an_effect(name="newcomer", mean=-2.1)])
    assert plot is not None
    against, favour = plot.rows
    assert favour.at < plot.zero < against.at
    assert against.low is not None
    assert against.high is not None
    assert against.low < against.at < against.high
    assert (against.value, against.interval) == ("+3,1", "+2,9 à +3,3")


def test_a_gap_too_small_to_matter_stands_in_the_band() -> None:
    plot = gaps(context(), [an_effect(light=Light.GREEN)])
    assert plot is not None
    assert plot.band[0] < plot.rows[0].at < plot.band[1]


def test_an_effect_without_an_answer_has_no_row() -> None:
    assert gaps(context(), [an_effect(answered=0)]) is None


def test_deciles_rise_to_the_right_and_upwards() -> None:
    chart = charts.deciles(context())
    assert chart is not None
    dots = chart.lines[0].dots
    assert [dot.x for dot in dots] == sorted(dot.x for dot in dots)
    assert [dot.y for dot in dots] == sorted((dot.y for dot in dots), reverse=True)


def test_both_doses_begin_where_nothing_changed() -> None:
    chart = charts.doses(context())
    assert chart is not None
    assert chart.level is not None
    assert [line.dots[0].y for line in chart.lines] == [chart.level.at] * 2
    assert [len(line.dots) for line in chart.lines] == [5, 5]


def test_the_curves_of_power_pass_where_the_plan_says() -> None:
    plan = context()
    chart = charts.power(plan)
    assert chart.plumb is not None
    assert chart.level is not None
    flip = chart.lines[1].dots
    before = max((dot for dot in flip if dot.x <= chart.plumb.at), key=lambda dot: dot.x)
    after = min((dot for dot in flip if dot.x > chart.plumb.at), key=lambda dot: dot.x)
    assert (
        after.y <= charts._BOTTOM - plan.audit.power.flip_power * (charts._BOTTOM - charts._TOP) <= before.y
    )


@pytest.mark.parametrize("chart", [charts.deciles, charts.doses])
def test_a_chart_of_nothing_is_not_drawn(chart: object) -> None:
    assert callable(chart)
    assert chart(context(deciles=(), doses=())) is None


def test_every_gap_of_an_audit_is_drawn_in_the_annex_and_the_largest_on_the_public_page(
    pages: dict[str, str],
) -> None:
    drawn = {name: len(re.findall(r'<svg class="gap"', page)) for name, page in pages.items()}
    assert drawn["annexe.html"] == len(all_effects({}))
    assert drawn["index.html"] == 12


def test_every_drawing_has_a_title(every_page: dict[str, str]) -> None:
    for name, page in every_page.items():
        outer = re.findall(r"<svg (?!x=)[^>]*>(.{0,7})", page)
        assert outer
        assert set(outer) <= {"<title>", "<title "}, f"{name} has a drawing without words"
