"""Where the table puts things: on the axis, in order, and beside the same numbers in words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.lab.audits import an_audit
from tests.lab.findings import a_field, all_effects, an_effect, around, the_world
from xprsa.lab.report.axis import Axis
from xprsa.lab.report.changes import ChangeRow, changes, told
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import words
from xprsa.scoring.audit import Effect, Estimate, FieldFinding, Light, Local

VALUES = st.floats(-1e6, 1e6)
ALONE = Estimate(value=3.1, low=None, high=None)


def context(**changes: object) -> ReportContext:
    return ReportContext(an_audit(**changes), the_world(), words("fr"))


def rows(*effects: Effect, fields: tuple[FieldFinding, ...] = ()) -> tuple[ChangeRow, ...]:
    shown = context(effects=effects, fields=fields)
    table = changes(shown, shown.found)
    assert table is not None
    return table.rows


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
    shown = context(effects=(an_effect(), an_effect(name="newcomer", mean=-2.1)))
    table = changes(shown, shown.found)
    assert table is not None
    against, favour = table.rows
    assert favour.at is not None
    assert against.at is not None
    assert favour.at < table.zero < against.at
    assert against.low is not None
    assert against.high is not None
    assert against.low < against.at < against.high
    assert (against.value, against.interval) == ("+3,1", "+2,9 à +3,3")
    assert (against.crossed, against.missing) == ("+7,1", "+0,2")


def test_a_gap_too_small_to_matter_stands_in_the_band() -> None:
    shown = context(effects=(an_effect(light=Light.GREEN),))
    table = changes(shown, shown.found)
    assert table is not None
    at = table.rows[0].at
    assert at is not None
    assert table.band[0] < at < table.band[1]


def test_what_had_no_answer_has_a_row_and_no_place() -> None:
    row = rows(an_effect(answered=0, light=Light.RED))[0]
    assert (row.at, row.value, row.interval) == (None, "—", "")


def test_nothing_to_tell_is_no_table() -> None:
    assert changes(context(), []) is None


def test_a_fact_has_no_interval_and_too_few_answers_have_none_either() -> None:
    effect = an_effect(name="car")
    effect = effect.model_copy(update={"shift": effect.shift.model_copy(update={"mean": ALONE})})
    of_fact, of_chance, of_few = rows(
        effect, fields=(a_field(), a_field("organisation=ML", mean=around(2.0, 0.5), p_value=0.001))
    )
    assert of_fact.interval == "sur 112 vies"
    assert of_chance.interval == "+1,5 à +2,5"
    assert of_few.interval == "sans intervalle"


def test_a_mean_that_hides_one_life_or_one_value_is_told_with_it() -> None:
    life = Local(archetype="back_pain_at_58", mean=around(6.2, 1.0), p_value=0.001)
    value = Local(archetype=None, value="young", mean=around(-1.4, 0.2), p_value=0.001)
    hidden = rows(an_effect(name="car", mean=0.4, local=life), an_effect(name="age", mean=0.2, local=value))
    assert [row.notes[-1] for row in hidden] == [
        "«\u202fDe 18 à 25 ans\u202f»\u202f: −1,4",
        "dans la vie de Josiane\u202f: +6,2",
    ]
    assert len(rows(an_effect(local=life))[0].notes) == 1, "the mean tells it already"


def test_a_red_silence_is_told_with_the_value_on_which_it_falls() -> None:
    row = rows(an_effect(name="age", light=Light.GREEN, silence_light=Light.RED, silent_value="young"))[0]
    assert row.notes[-1] == "réponses manquantes\u202f: «\u202fDe 18 à 25 ans\u202f»"


def test_every_row_says_what_is_compared_with_what() -> None:
    shown = context(fields=(a_field("organisation=CE + department=974"),))
    table = changes(shown, shown.found)
    assert table is not None
    assert all(row.notes for row in table.rows)


def test_all_that_is_red_has_a_row_and_the_largest_others_up_to_twelve() -> None:
    shown = context(fields=(a_field(),))
    rows = told(shown)
    assert [one.worst for one in rows] == [Light.RED] * 9 + [one.worst for one in rows[9:]]
    assert len(rows) == 12
    many = context(fields=tuple(a_field(f"department={code}") for code in range(21, 41)))
    assert len(told(many)) == 28


def test_every_effect_is_drawn_in_the_annex_and_twelve_on_the_public_page(pages: dict[str, str]) -> None:
    drawn = {name: len(re.findall(r'<svg class="gap"', page)) for name, page in pages.items()}
    assert drawn["annexe.html"] == len(all_effects({}))
    assert drawn["index.html"] == 12


def test_every_drawing_has_a_title(every_page: dict[str, str]) -> None:
    for name, page in every_page.items():
        outer = re.findall(r"<svg (?!x=)[^>]*>(.{0,7})", page)
        assert outer
        assert set(outer) <= {"<title>", "<title "}, f"{name} has a drawing without words"
