"""The platform of a test."""

from collections.abc import Iterator

import pytest

from tests.builders import Clock
from tests.interop.platform import FakePlatform, platform


@pytest.fixture
def fake(clock: Clock) -> Iterator[FakePlatform]:
    """A platform on this machine, which reads the tests' clock."""
    with platform(clock) as served:
        yield served
