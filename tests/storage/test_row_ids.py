"""Ids that no database gives: later than every one before, in one process and after those of old."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from xprsa.storage import tables
from xprsa.storage.tables import next_id


def test_each_id_is_later_than_the_one_before_and_than_any_counter() -> None:
    given = [next_id() for _ in range(1000)]
    assert given == sorted(set(given))
    assert given[0] > 10**15


def test_threads_are_never_given_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clock says: here it stands still."""
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: next_id(), range(4000)))
    assert len(set(given)) == len(given)


def test_a_clock_that_is_put_back_does_not_put_rows_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = next_id()
    monkeypatch.setattr(time, "time_ns", lambda: before - 10**9)
    assert next_id() > before


def test_it_fits_a_column_of_64_bits_for_two_hundred_years() -> None:
    year = 366 * 24 * 3600 * 10**9
    assert tables.next_id() + 200 * year < 2**63
