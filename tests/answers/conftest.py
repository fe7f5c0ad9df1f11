"""A territory in which a program was asked, for tests of reading and deciding."""

from collections.abc import Callable

import pytest

from tests.answers.reader import Reading
from tests.builders import People
from tests.pages import JudgingClient
from xprsa.domain.person import Account
from xprsa.running.service import Service


@pytest.fixture
def reading(service: Service, people: People, as_adviser: Callable[[Account], JudgingClient]) -> Reading:
    return Reading.begun(service, people, as_adviser)
