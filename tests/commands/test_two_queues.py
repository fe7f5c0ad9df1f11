"""The worker has three queues: a long export delays no code, and whatever ends one ends the worker."""

import os
import signal
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tests.builders import People
from xprsa.accounts import outbox
from xprsa.commands import working
from xprsa.domain.contact import Contact, ContactKind
from xprsa.running.service import Service
from xprsa.storage.database import DatabaseAway
from xprsa.storage.tables import table
from xprsa.storage.tables_access import MessageRow

MAIL = Contact(ContactKind.MAIL, "amara@example.org")


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = {ending: signal.getsignal(ending) for ending in (signal.SIGTERM, signal.SIGINT)}
    yield
    for ending, handler in before.items():
        signal.signal(ending, handler)


def test_a_code_leaves_while_an_export_is_carried_out(
    service: Service, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.beneficiary(email=MAIL.value)
    with service.database.writing() as store:
        outbox.put_code(store, MAIL, "123456", at=service.now())
    has_left = threading.Event()

    def long_export(_service: Service) -> int:
        assert has_left.wait(20), "the code waited for the export"
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

    def watched(of: Service) -> int:
        left = outbox.drain(of)
        if left:
            has_left.set()
        return left

    monkeypatch.setattr(working, "run_waiting", long_export)
    monkeypatch.setattr(working, "drain", watched)
    done = CliRunner().invoke(working.work, obj=service, catch_exceptions=False)
    assert done.exit_code == 0
    sent = select(func.count()).where(table(MessageRow).c.sent_at.is_not(None))
    with service.database.reading() as store:
        assert store.connection.execute(sent).scalar_one() == 1


@pytest.mark.parametrize("queue", ["run_waiting", "drain"])
def test_an_error_in_either_queue_ends_the_worker_so_that_it_is_started_anew(
    service: Service, monkeypatch: pytest.MonkeyPatch, queue: str
) -> None:
    fault = str(uuid4())

    def breaks(_service: Service) -> int:
        raise RuntimeError(fault)

    monkeypatch.setattr(working, queue, breaks)
    with pytest.raises(RuntimeError, match=fault):
        CliRunner().invoke(working.work, obj=service, catch_exceptions=False)


def test_an_error_while_a_module_is_asked_ends_the_worker_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = str(uuid4())

    def breaks(_self: working.PlannedAskings) -> int:
        raise RuntimeError(fault)

    monkeypatch.setattr(working.PlannedAskings, "done", breaks)
    with pytest.raises(RuntimeError, match=fault):
        CliRunner().invoke(working.work, obj=service, catch_exceptions=False)


def test_a_database_that_goes_is_a_sentence_for_whoever_works_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def goes(_service: Service) -> int:
        raise DatabaseAway

    monkeypatch.setattr(working, "drain", goes)
    done = CliRunner().invoke(working.work, ["--once"], obj=service)
    assert done.exit_code == 1
    assert "La base ne répond plus." in done.output
