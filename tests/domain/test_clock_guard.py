"""Nothing is deleted by the word of one clock."""

from datetime import UTC, datetime, timedelta

import pytest

from xprsa.domain.clock_guard import LONGEST_SILENCE, SLACK, ClockDoubt, Witnesses

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_an_empty_service_believes_its_clock() -> None:
    assert Witnesses().doubt(NOW) is None


@pytest.mark.parametrize("leap", [timedelta(days=3700), timedelta(days=400), LONGEST_SILENCE + SECOND])
def test_a_clock_that_leapt_ahead_of_the_heartbeat_is_doubted(leap: timedelta) -> None:
    assert Witnesses(beat_at=NOW - leap).doubt(NOW) is ClockDoubt.LEAPT


def test_two_days_without_a_worker_are_no_leap() -> None:
    assert Witnesses(beat_at=NOW - LONGEST_SILENCE).doubt(NOW) is None


def test_the_journal_stands_in_for_a_heartbeat_that_never_was() -> None:
    assert Witnesses(newest=NOW - LONGEST_SILENCE - SECOND).doubt(NOW) is ClockDoubt.LEAPT
    assert Witnesses(newest=NOW - LONGEST_SILENCE).doubt(NOW) is None


def test_a_journal_that_others_went_on_writing_is_no_heartbeat() -> None:
    long_ago = NOW - LONGEST_SILENCE - SECOND
    assert Witnesses(beat_at=long_ago, newest=NOW).doubt(NOW) is ClockDoubt.LEAPT


@pytest.mark.parametrize("who", ["beat_at", "newest"])
def test_a_clock_behind_what_was_seen_already_is_doubted(who: str) -> None:
    seen = {"beat_at": NOW, who: NOW + SLACK + SECOND}
    assert Witnesses(**seen).doubt(NOW) is ClockDoubt.BEHIND
    assert Witnesses(**seen).doubt(NOW + SECOND) is None


def test_a_line_from_the_future_that_somebody_settled_is_no_witness_any_more() -> None:
    ahead = NOW + timedelta(days=400)
    assert Witnesses(beat_at=NOW, newest=ahead).doubt(NOW) is ClockDoubt.BEHIND
    assert Witnesses(beat_at=NOW, newest=ahead, settled=ahead).doubt(NOW) is None
    later = ahead + SECOND
    assert Witnesses(beat_at=NOW, newest=later, settled=ahead).doubt(NOW) is ClockDoubt.BEHIND
