"""What the tests of signing in may ask for."""

import pytest

from tests.posted import Posted
from xprsa.web.house import House


@pytest.fixture
def posted(house: House, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(house, capsys)
