"""What the tests of signing in may ask for."""

import pytest

from tests.posted import Posted
from xprsa.running.service import Service


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)
