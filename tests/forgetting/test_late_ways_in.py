"""A sign-in still being written when its person was erased: waited for, or told and looked for again."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.builders import People
from tests.forgetting.canaries import at_home
from tests.forgetting.scene import erases, forgets
from xprsa.domain.person import Beneficiary
from xprsa.running import erasure
from xprsa.running.service import Service
from xprsa.storage import erasing

LATE = "Lancez `xprsa forget` plus tard"
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def home(service: Service, keyring_file: Path, tmp_path: Path) -> Service:
    return at_home(service, keyring_file, tmp_path)


def is_held(home: Service, person: Beneficiary) -> bool:
    with home.database.reading() as store:
        return "sign_in" in store.holdings.counts(person.id)


def signs_in_slowly(
    home: Service, person: Beneficiary, began: threading.Event, ends: threading.Event
) -> None:
    with home.database.writing() as store:
        store.connection.execute(text("SELECT pg_current_xact_id()"))
        began.set()
        ends.wait(10)
        store.sign_ins.begin(account=person.id, secret_hash="7" * 64, network="test", at=home.now())


@on_postgresql
def test_one_that_outlasts_the_wait_is_told_and_goes_with_the_next_look(
    home: Service, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "_OLDER_WRITERS_END", 0.1)
    person, stays = people.beneficiary(), people.beneficiary()
    began, ends = threading.Event(), threading.Event()
    browser = threading.Thread(target=signs_in_slowly, args=(home, person, began, ends))
    browser.start()
    assert began.wait(10)
    assert LATE in erases(home, person.file_reference).output
    ends.set()
    browser.join(10)
    with home.database.writing() as store:
        store.sign_ins.begin(account=stays.id, secret_hash="8" * 64, network="test", at=home.now())
    assert is_held(home, person)
    forgets(home)
    assert not is_held(home, person)
    assert is_held(home, stays)


@on_postgresql
def test_one_that_ends_in_time_is_told_to_nobody(home: Service, people: People) -> None:
    person = people.beneficiary()
    assert LATE not in erases(home, person.file_reference).output


@on_postgresql
def test_whoever_writes_in_another_database_of_the_cluster_keeps_no_erasure_waiting(
    home: Service, people: People
) -> None:
    person = people.beneficiary()
    elsewhere = create_engine(make_url(home.settings.database_url).set(database="postgres"))
    with elsewhere.connect() as writer:
        writer.execute(text("SELECT pg_current_xact_id()"))
        began = time.monotonic()
        assert erasure.erase(home, person) is None
        assert time.monotonic() - began < erasing._OLDER_WRITERS_END / 2
    elsewhere.dispose()
