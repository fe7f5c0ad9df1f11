"""The statuses behind the caseload, each read from its text when it is asked for."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.caseload import STATUS_WEEKS, Possible, WeekStatus
from xprsa.domain.week import Week
from xprsa.storage.rollups import WrittenStatuses, status_read, status_written

FIRST = Week(2026, 30)
instants = st.none() | st.integers(1_780_000_000, 1_800_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
lines = st.integers(0, 12)
some_status = st.builds(
    WeekStatus,
    week=st.integers(0, 40).map(FIRST.plus),
    version=st.integers(1, 12),
    declared=st.none() | st.integers(0, 10_080),
    possible=st.sampled_from(Possible),
    asked=lines,
    answered=lines,
    contested=lines,
    wants_to_talk=st.booleans(),
    waiting_since=instants,
    newest_wait=instants,
)  # fmt: skip


@given(some_status)
def test_a_status_is_read_as_it_was_written(status: WeekStatus) -> None:
    assert status_read(status_written(status)) == status


@given(st.lists(some_status, unique_by=lambda status: status.week.ordinal % STATUS_WEEKS))
def test_a_slot_is_read_for_its_own_week_and_no_other(kept: list[WeekStatus]) -> None:
    statuses = WrittenStatuses(slots_of(kept))
    by_week = {status.week: status for status in kept}
    assert dict(statuses) == by_week
    assert len(statuses) == len(by_week)
    for ago in range(-15, 56):
        week = FIRST.plus(ago)
        status = by_week.get(week)
        assert statuses.get(week) == status
        assert statuses.is_received(week) == (status is not None and status.is_received)
        received = statuses.received(week)
        if received is not None:
            assert status is not None
            assert received == (status.declared, status.possible)


@given(st.lists(some_status, unique_by=lambda status: status.week.ordinal % STATUS_WEEKS))
def test_what_waits_is_found_without_reading_the_rest(kept: list[WeekStatus]) -> None:
    found = WrittenStatuses(slots_of(kept)).waiting
    assert sorted(found, key=lambda status: status.week) == sorted(
        (status for status in kept if status.waits), key=lambda status: status.week
    )


def slots_of(kept: list[WeekStatus]) -> list[str | None]:
    """Put each status in the slot of its week."""
    slots: list[str | None] = [None] * STATUS_WEEKS
    for status in kept:
        slots[status.week.ordinal % STATUS_WEEKS] = status_written(status)
    return slots
