"""The second factor."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from xprsa.gateways import totp

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the test vectors of RFC 6238


def test_codes_are_those_of_the_standard() -> None:
    at = datetime.fromtimestamp(1111111109, tz=UTC)
    assert totp.matching_step(SECRET, "081804", at=at, after=0) == 1111111109 // 30


@pytest.mark.parametrize("late", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_off(late: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=late))
    assert totp.matching_step(SECRET, code, at=NOON, after=0) is not None


def test_a_code_of_two_minutes_ago_is_dead() -> None:
    code = pyotp.TOTP(SECRET).at(NOON - timedelta(minutes=2))
    assert totp.matching_step(SECRET, code, at=NOON, after=0) is None


def test_a_code_serves_once() -> None:
    code = pyotp.TOTP(SECRET).at(NOON)
    step = totp.matching_step(SECRET, code, at=NOON, after=0)
    assert step is not None
    assert totp.matching_step(SECRET, code, at=NOON, after=step) is None


@pytest.mark.parametrize("junk", ["", "12345", "1234567", "abcdef", "é", "081804 "])
def test_anything_else_is_no_code(junk: str) -> None:
    assert totp.matching_step(SECRET, junk, at=NOON, after=0) is None


def test_the_drawing_is_an_image_without_style_or_script() -> None:
    drawn = totp.qr_code(totp.address(SECRET, account="nadia@example.org", issuer="Service"))
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert "<script" not in drawn
