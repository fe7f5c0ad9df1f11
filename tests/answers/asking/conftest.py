"""A desk at which modules are asked, for each test."""

from pathlib import Path

import pytest

from tests.answers.asking.made_asking import AskingDesk
from tests.builders import Clock, People
from xprsa.running.service import Service


@pytest.fixture
def desk(service: Service, people: People, clock: Clock, tmp_path: Path) -> AskingDesk:
    people.territory()
    return AskingDesk(service, people, clock, tmp_path)
