"""A pseudonym serves for the calendar year of the cut-off, on the territory's clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from xprsa.domain.pseudonym_period import PseudonymPeriod

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")


@pytest.mark.parametrize(
    ("cut_off", "zone", "year"),
    [
        (datetime(2027, 12, 31, 22, 59, tzinfo=UTC), PARIS, 2027),
        (datetime(2027, 12, 31, 23, 0, tzinfo=UTC), PARIS, 2028),
        (datetime(2027, 12, 31, 20, 0, tzinfo=UTC), REUNION, 2028),
    ],
)
def test_a_period_ends_with_the_year_on_the_clock_of_the_territory(
    cut_off: datetime, zone: ZoneInfo, year: int
) -> None:
    assert PseudonymPeriod.at(cut_off, zone) == PseudonymPeriod(year)


def test_the_first_period_has_no_beginning() -> None:
    first = PseudonymPeriod.at(datetime(2025, 3, 1, tzinfo=UTC), PARIS)
    assert first == PseudonymPeriod.at(datetime(2026, 11, 24, tzinfo=UTC), PARIS)
    assert (first.first_day, first.last_day) == (None, date(2026, 12, 31))
    second = PseudonymPeriod.at(datetime(2027, 1, 1, tzinfo=UTC), PARIS)
    assert (second.first_day, second.last_day) == (date(2027, 1, 1), date(2027, 12, 31))
