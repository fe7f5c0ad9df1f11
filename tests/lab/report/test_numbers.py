"""Numbers as each language writes them."""

from datetime import date

import pytest

from tests.lab.findings import around
from xprsa.lab.people.attribute import Language
from xprsa.lab.report.words import words
from xprsa.scoring.audit import Estimate

FR, EN = words("fr"), words("en")


@pytest.mark.parametrize(
    ("value", "digits", "french", "english"),
    [
        (246400, 0, "246\u202f400", "246,400"),
        (3.14, 1, "3,1", "3.1"),
        (12.0, 1, "12", "12"),
        (-0.5, 1, "\u22120,5", "\u22120.5"),
        (-0.04, 1, "0", "0"),
    ],
)
def test_a_number_is_written_as_its_language_does(
    value: float, digits: int, french: str, english: str
) -> None:
    assert FR.number(value, digits=digits) == french
    assert EN.number(value, digits=digits) == english


def test_a_signed_number_keeps_its_decimals_so_that_columns_line_up() -> None:
    assert [FR.signed(value, digits=1) for value in (5.0, -0.3, 0.04, -0.04)] == [
        "+5,0",
        "\u22120,3",
        "0",
        "0",
    ]


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.834, "83%"), (1.0, "100%"), (0.0, "0%"), (0.004, "0.4%"), (0.9996, "99.96%"), (0.00002, "0.002%")],
)
def test_a_share_that_is_almost_nothing_or_all_is_not_rounded_to_it(share: float, shown: str) -> None:
    assert EN.percent(share) == shown


def test_a_percentage_in_french_has_a_space_that_does_not_break() -> None:
    assert FR.percent(0.83) == "83\u202f%"


@pytest.mark.parametrize(
    ("value", "french", "english"), [(1, "1 point", "1 point"), (1.5, "1,5 point", "1.5 points")]
)
def test_one_and_a_half_is_singular_in_french_and_plural_in_english(
    value: float, french: str, english: str
) -> None:
    written = [catalogue.counted("unit.points", value, digits=1) for catalogue in (FR, EN)]
    assert written == [french, english]


def test_an_interval_stands_on_a_line_of_its_own_and_holds_together() -> None:
    assert FR.interval(around(3.1, 0.2)) == "+3,10\n[+2,90\u202f;\u00a0+3,30]"
    assert EN.interval(around(3.1, 0.2)) == "+3.10\n[+2.90;\u00a0+3.30]"
    assert EN.interval(Estimate(value=3.1, low=None, high=None)) == "+3.10"


def test_a_p_value_is_never_said_to_be_nought() -> None:
    assert FR.chance(0.0) == "<\u202f0,001"
    assert FR.chance(0.0123) == "0,012"


@pytest.mark.parametrize(("language", "first"), [("fr", "1er janvier 2027"), ("en", "1 January 2027")])
def test_the_first_of_a_month_is_said_as_people_do(language: Language, first: str) -> None:
    assert words(language).day(date(2027, 1, 1)) == first
