"""A desk at which modules are asked, for each test."""

from pathlib import Path

import pytest
from flask import Flask

from tests.answers.asking.made_asking import AskingDesk
from tests.answers.asking.posted import Poster
from tests.builders import Clock, People
from xprsa.running.service import Service


@pytest.fixture
def desk(service: Service, people: People, clock: Clock, tmp_path: Path) -> AskingDesk:
    people.territory()
    return AskingDesk(service, people, clock, tmp_path)


@pytest.fixture
def poster(desk: AskingDesk, app: Flask) -> Poster:
    """A program that may bring the answers of the one active module."""
    desk.module()
    return Poster(desk, app).new_token()
