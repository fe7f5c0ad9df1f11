"""A push that is killed for good, and two at once: whoever looks at the platform finds each week once."""

import multiprocessing
import threading

import pytest

from tests.builders import Clock, People, activity, content, week
from tests.interop.named import numbered, pushed
from tests.interop.platform import WEEKS, FakePlatform, Visit
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.database import Database

NUMBERS = [f"4{number:010}" for number in range(4)]
PATIENCE = 60.0  # seconds, on a busy machine


@pytest.fixture
def told_people(people: People, fake: FakePlatform) -> list[str]:
    """Four people, each with a week to tell."""
    for number in NUMBERS:
        people.sends(numbered(people, fake, number), week(), content(activity("training", "2h")))
    return NUMBERS


def test_killed_while_the_platform_answers_it_is_begun_again_without_harm(
    service: Service, told_people: list[str], fake: FakePlatform
) -> None:
    taken, killed = threading.Event(), threading.Event()

    def take_and_wait(visit: Visit) -> None:
        fake.take(visit)
        taken.set()
        killed.wait(PATIENCE)
        visit.close_connection = True

    fake.then(WEEKS, fake.answer, take_and_wait)
    pushing = multiprocessing.get_context("spawn").Process(
        target=push_elsewhere, args=(service.settings, fake.address, PATIENCE)
    )
    pushing.start()
    assert taken.wait(PATIENCE)
    pushing.kill()
    pushing.join(PATIENCE)
    killed.set()
    assert (pushing.exitcode, sum(fake.new.values())) == (-9, 2)
    assert pushed(service, fake).weeks == 3
    assert sorted(number for number, _ in fake.told) == told_people
    assert set(fake.new.values()) == {1}


def test_two_pushes_at_once_tell_each_week_once(
    service: Service, told_people: list[str], fake: FakePlatform
) -> None:
    threads = [threading.Thread(target=pushed, args=(service, fake)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pushed(service, fake)
    assert sorted(number for number, _ in fake.told) == told_people
    assert set(fake.new.values()) == {1}
    assert len(fake.new) == len(told_people)


def push_elsewhere(settings: Settings, address: str, patience: float) -> None:
    """Push in a process of its own, which reads the clock of the tests."""
    keyring = Keyring.load(settings.keyring)
    service = Service(settings, Database(settings.database_url, sealer=keyring), keyring, Clock())
    elsewhere = FakePlatform(Clock())
    elsewhere.address = address
    pushed(service, elsewhere, patience=patience)
