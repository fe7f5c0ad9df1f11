"""Durations as people type them: what is understood, what is asked again."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.duration import WEEK_MINUTES, DurationUnclear, Unclear, hours_and_minutes, minutes_typed

ACCEPTED = [
    ("2h30", 150),
    ("2 h 30", 150),
    ("2:30", 150),
    ("2,5", 150),
    ("2.5", 150),
    ("150 min", 150),
    ("45mn", 45),
    ("٢٫٥", 150),  # Arabic digits and decimal sign
    ("۲٫۵", 150),  # Persian digits
    ("٢،٥", 150),  # the comma that an Arabic keyboard gives
    ("٢:٣٠", 150),
    ("۱۵۰ min", 150),
    ("२.५", 150),  # Devanagari digits
    ("２：３０", 150),  # full-width
    ("２ｈ３０", 150),
    ("２，５", 150),
    ("2\u00a0h\u00a030", 150),
    ("2\u202fh\u202f30", 150),
    ("\u200f٢:٣٠\u200f", 150),  # statuses of direction around it
    ("  2  h  30  ", 150),
    ("2h30min", 150),
    ("2 h 30 mn", 150),
    ("2 h 30 min", 150),
    ("2 heures 30 minutes", 150),
    ("2 heures", 120),
    ("1 heure", 60),
    ("2h30'", 150),
    ("2h30m", 150),
    ("1h", 60),
    ("1 h", 60),
    ("1H30", 90),
    ("1H", 60),
    ("45 MN", 45),
    ("45'", 45),
    ("45 mins", 45),
    ("90 m", 90),
    ("7h05", 425),
    ("2h5", 125),  # 2 h and 5 minutes, not 2 h 50; the page repeats what it understood
    ("2:5", 125),
    ("02h05", 125),
    ("2,5 h", 150),
    ("2.5 heures", 150),
    ("2.30", 138),  # a point is a decimal sign: 2,3 h
    ("0,25", 15),
    ("0,01", 1),
    ("0,33333333", 20),
    ("2,008", 120),
    ("2,0084", 121),
    ("1,2583", 75),
    ("12,5 min", 13),  # half a minute rounds up
    ("0", 0),
    ("0h", 0),
    ("00:00", 0),
    ("0 min", 0),
    ("1", 60),
    ("24", 1_440),
    ("24,5", 1_470),
    ("25:00", 1_500),
    ("35h", 2_100),
    ("90 h", 5_400),
    ("90 min", 90),
    ("168h", 10_080),
    ("168:00", 10_080),
    ("10080 min", 10_080),
]

REFUSED = [
    ("", Unclear.EMPTY),
    (" \u00a0\u202f\t\n ", Unclear.EMPTY),
    ("\u200f", Unclear.EMPTY),
    ("2h75", Unclear.MINUTES_OVER_59),
    ("2:60", Unclear.MINUTES_OVER_59),
    ("90", Unclear.HOURS_OR_MINUTES),
    ("25", Unclear.HOURS_OR_MINUTES),
    ("٩٠", Unclear.HOURS_OR_MINUTES),
    ("150", Unclear.HOURS_OR_MINUTES),
    ("10080", Unclear.HOURS_OR_MINUTES),
    ("10081", Unclear.TOO_LONG),  # neither hours nor minutes fit in a week
    ("99999999", Unclear.TOO_LONG),
    ("168h01", Unclear.TOO_LONG),
    ("169h", Unclear.TOO_LONG),
    ("169,5", Unclear.TOO_LONG),
    ("10081 min", Unclear.TOO_LONG),
    ("99999h", Unclear.TOO_LONG),
    ("999999999 min", Unclear.TOO_LONG),
    ("-3", Unclear.NEGATIVE),
    ("- 3 h", Unclear.NEGATIVE),
    ("−2h30", Unclear.NEGATIVE),
    ("－2", Unclear.NEGATIVE),
    ("‑2", Unclear.NEGATIVE),
    ("—2", Unclear.NEGATIVE),
    ("-٣", Unclear.NEGATIVE),
    ("-", Unclear.NOT_A_DURATION),
    ("1e5", Unclear.NOT_A_DURATION),
    ("0x10", Unclear.NOT_A_DURATION),
    ("1_0", Unclear.NOT_A_DURATION),
    ("+3", Unclear.NOT_A_DURATION),
    ("½", Unclear.NOT_A_DURATION),
    ("2½", Unclear.NOT_A_DURATION),
    ("1/2", Unclear.NOT_A_DURATION),
    ("1²", Unclear.NOT_A_DURATION),  # never 12
    ("①", Unclear.NOT_A_DURATION),
    ("Ⅳ", Unclear.NOT_A_DURATION),
    ("፪", Unclear.NOT_A_DURATION),  # Ethiopic two: that script does not count by position
    ("nan", Unclear.NOT_A_DURATION),
    ("inf", Unclear.NOT_A_DURATION),
    ("infinity h", Unclear.NOT_A_DURATION),
    ("deux heures", Unclear.NOT_A_DURATION),
    ("2 à 3 h", Unclear.NOT_A_DURATION),
    ("2-3", Unclear.NOT_A_DURATION),
    ("2:", Unclear.NOT_A_DURATION),  # half typed: 2:30, perhaps
    (":30", Unclear.NOT_A_DURATION),
    ("h30", Unclear.NOT_A_DURATION),
    ("2h30h", Unclear.NOT_A_DURATION),
    ("2h30:15", Unclear.NOT_A_DURATION),
    ("2,5h30", Unclear.NOT_A_DURATION),
    ("1,2,3", Unclear.NOT_A_DURATION),
    ("1.000,5", Unclear.NOT_A_DURATION),
    ("2,", Unclear.NOT_A_DURATION),
    (",", Unclear.NOT_A_DURATION),
    ("h", Unclear.NOT_A_DURATION),
    ("0639980000", Unclear.NOT_A_DURATION),  # a telephone number, not a duration
    ("9" * 5_000, Unclear.NOT_A_DURATION),
    ("9" * 5_000 + " h", Unclear.NOT_A_DURATION),
    ("=2+3", Unclear.NOT_A_DURATION),
    ("2h30\x00", Unclear.NOT_A_DURATION),
]

POSSIBLE = {*range(WEEK_MINUTES + 1), *Unclear}
any_minutes = st.integers(min_value=0, max_value=WEEK_MINUTES)


def minutes_or_question(text: str) -> int | Unclear:
    try:
        return minutes_typed(text)
    except DurationUnclear as unclear:
        return unclear.why


@pytest.mark.parametrize(("text", "minutes"), ACCEPTED)
def test_it_is_understood(text: str, minutes: int) -> None:
    assert minutes_typed(text) == minutes


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_it_is_asked_again(text: str, why: Unclear) -> None:
    with pytest.raises(DurationUnclear) as caught:
        minutes_typed(text)
    assert caught.value.why is why


def test_a_bare_number_above_24_asks_which_unit_and_keeps_the_number() -> None:
    with pytest.raises(DurationUnclear) as caught:
        minutes_typed(" ٩٠ ")
    assert caught.value.why is Unclear.HOURS_OR_MINUTES
    assert caught.value.typed == "90"


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


@given(st.text(alphabet="0123456789 h:,.minHMN'-–٫،٢۵½²\u00a0\u202f\u200f", max_size=12))
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
    understood = minutes_typed(f"{hours}{sign}{ten_thousandths:04d}")
    assert abs(understood - exact) <= Fraction(1, 2)


@given(
    any_minutes,
    st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "০১২৩৪৫৬৭৮৯"]),
)
def test_the_digits_of_a_script_change_nothing(minutes: int, digits: str) -> None:
    western = hours_and_minutes(minutes)
    assert minutes_typed(western.translate(str.maketrans("0123456789", digits))) == minutes
