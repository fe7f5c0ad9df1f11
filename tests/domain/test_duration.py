"""Durations as people type them: what is understood, what is asked again."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.duration import WEEK_MINUTES, DurationUnclear, Unclear, hours_and_minutes, minutes_typed

# What each text means, in minutes; what it is asked back, and why. The script of the page reads it so too.
CASES = json.loads(Path(__file__).with_name("durations.json").read_text(encoding="utf-8"))
LONG = ["9" * 5_000, "9" * 5_000 + " h", "un " * 5_000]

POSSIBLE = {*range(WEEK_MINUTES + 1), *Unclear}
any_minutes = st.integers(min_value=0, max_value=WEEK_MINUTES)


def minutes_or_question(text: str) -> int | Unclear:
    try:
        return minutes_typed(text)
    except DurationUnclear as unclear:
        return unclear.why


def possible_minutes(text: str) -> set[int]:
    try:
        return {minutes_typed(text)}
    except DurationUnclear as unclear:
        return set(unclear.readings.values())


@pytest.mark.parametrize(("text", "minutes"), CASES["understood"].items())
def test_it_is_understood(text: str, minutes: int) -> None:
    assert minutes_typed(text) == minutes


@pytest.mark.parametrize(
    ("text", "why"), [*CASES["refused"].items(), *((text, "not_a_duration") for text in LONG)]
)
def test_it_is_asked_again(text: str, why: str) -> None:
    with pytest.raises(DurationUnclear) as caught:
        minutes_typed(text)
    assert caught.value.why == why
    assert not caught.value.readings


@pytest.mark.parametrize(("text", "readings"), CASES["asked"].items())
def test_what_may_be_two_durations_is_asked_by_name(text: str, readings: Mapping[str, int]) -> None:
    with pytest.raises(DurationUnclear) as caught:
        minutes_typed(text)
    assert caught.value.readings == readings


@given(
    st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59), st.sampled_from(",.٫،")
)
def test_two_figures_after_a_sign_never_lose_a_minute_of_a_clock(hours: int, minutes: int, sign: str) -> None:
    meant, text = hours * 60 + minutes, f"{hours}{sign}{minutes:02d}"
    assert meant in possible_minutes(text) or minutes == 25


def test_what_the_page_repeats_is_understood_the_same_for_every_minute_of_a_week() -> None:
    assert [minutes_typed(hours_and_minutes(minutes)) for minutes in range(WEEK_MINUTES + 1)] == list(
        range(WEEK_MINUTES + 1)
    )


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 h"), (45, "45 min"), (60, "1 h"), (65, "1 h 05"), (150, "2 h 30"), (10_080, "168 h")],
)
def test_minutes_are_written_as_a_french_reader_expects(minutes: int, text: str) -> None:
    assert hours_and_minutes(minutes) == text.replace(" ", "\u00a0")


@given(st.text())
def test_any_text_gives_minutes_of_one_week_or_a_question(text: str) -> None:
    assert minutes_or_question(text) in POSSIBLE


@given(st.text(alphabet="0123456789 h:,.minHMN'-–/٫،٢۵½²\u00a0\u202f\u200f", max_size=12))
def test_any_text_that_looks_like_a_duration_gives_minutes_or_a_question(text: str) -> None:
    assert minutes_or_question(text) in POSSIBLE


@given(any_minutes, st.sampled_from(["{h}h{m:02d}", "{h} h {m}", "{h}:{m:02d}", "{h} heures {m} min"]))
def test_hours_and_minutes_are_read_whole_in_every_writing(minutes: int, writing: str) -> None:
    hours, rest = divmod(minutes, 60)
    assert minutes_typed(writing.format(h=hours, m=rest)) == minutes


@given(
    st.integers(min_value=0, max_value=167),
    st.integers(min_value=0, max_value=9_999),
    st.sampled_from(",.٫،"),
)
def test_a_fraction_of_an_hour_rounds_to_the_nearest_minute(
    hours: int, ten_thousandths: int, sign: str
) -> None:
    exact = (hours + Fraction(ten_thousandths, 10_000)) * 60
    understood = minutes_typed(f"{hours}{sign}{ten_thousandths:04d} h")
    assert abs(understood - exact) <= Fraction(1, 2)


@given(
    any_minutes,
    st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "০১২৩৪৫৬৭৮৯"]),
)
def test_the_digits_of_a_script_change_nothing(minutes: int, digits: str) -> None:
    western = hours_and_minutes(minutes)
    assert minutes_typed(western.translate(str.maketrans("0123456789", digits))) == minutes
