"""A sign-in ends by itself."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from xprsa.domain.permission import Role
from xprsa.domain.sign_in import SignIn, has_lapsed, limits_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def begun(seen: timedelta = timedelta(0)) -> SignIn:
    return SignIn(id=1, public_id=uuid4(), account=1, started_at=NOON, seen_at=NOON + seen)


@pytest.mark.parametrize("role", list(Role))
def test_half_an_hour_without_a_page_ends_it(role: Role) -> None:
    assert not has_lapsed(begun(), role=role, at=NOON + timedelta(minutes=29, seconds=59))
    assert has_lapsed(begun(), role=role, at=NOON + timedelta(minutes=30))


@pytest.mark.parametrize("role", list(Role))
def test_it_never_outlives_its_day_however_busy(role: Role) -> None:
    end = limits_of(role).absolute
    busy = begun(seen=end - timedelta(minutes=1))
    assert not has_lapsed(busy, role=role, at=NOON + end - timedelta(seconds=1))
    assert has_lapsed(busy, role=role, at=NOON + end)


def test_staff_sign_in_every_morning() -> None:
    assert limits_of(Role.ADVISER).absolute < limits_of(Role.BENEFICIARY).absolute < timedelta(hours=24)
