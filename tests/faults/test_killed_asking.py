"""A process that asks a module is killed without warning: another goes on, and each person has one answer."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.answers.asking.made_asking import AskingDesk, said
from tests.builders import Clock, People, activity, content
from tests.source import ROOT
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import KeptAnswerRow

PEOPLE = 12
SLOWEST = 120.0  # seconds, on a busy machine
# The real command, in ranges of two people, which holds a process to be dead after a second.
COMMAND = (
    "import xprsa.answers.questioning as q, xprsa.answers.asking as a;"
    "from datetime import timedelta; q.PEOPLE_AT_A_TIME = 2; a.SILENT_AFTER = timedelta(seconds=1);"
    "from xprsa.cli import main; main()"
)


def start(desk: AskingDesk) -> "subprocess.Popen[str]":
    """Start `xprsa score` in a process group of its own."""
    settings = desk.service.settings
    first, last = desk.weeks
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "score", "odd", "--weeks", f"{first}..{last}"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "XPRSA_DATABASE_URL": settings.database_url,
            "XPRSA_KEYRING": str(settings.keyring),
            "XPRSA_BASE_URL": settings.base_url,
            "XPRSA_MAIL_URL": "smtp://127.0.0.1:9",
            "XPRSA_SMS_URL": "http://127.0.0.1:9",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill(process: "subprocess.Popen[str]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def rows(desk: AskingDesk) -> dict[int, Any]:
    kept = table(KeptAnswerRow)
    with desk.service.database.reading() as store:
        found = store.connection.execute(select(kept)).all()
    by_person = {row.person_id: row for row in found}
    assert len(by_person) == len(found), "somebody has two answers"
    return by_person


@pytest.fixture
def desk(residents: People, tmp_path: Path) -> AskingDesk:
    """People who declared last week on the real clock, and a module that takes its time."""
    last = residents.service.this_week(residents.territory()).plus(-1)
    made = AskingDesk(residents.service, residents, Clock(), tmp_path, (last.plus(-3), last))
    for _ in range(PEOPLE):
        person = residents.beneficiary()
        for week in (last.plus(-1), last):  # of one alone the module abstains
            residents.sends(person, week, content(activity("training", "5h")))
    made.module("slow")
    return made


@pytest.mark.parametrize("times", [1, pytest.param(4, marks=pytest.mark.slow)])
def test_killed_while_it_asks_another_goes_on(times: int, desk: AskingDesk) -> None:
    chance = random.Random(times)
    seen: dict[int, Any] = {}
    for _ in range(times):
        process = start(desk)
        until = time.monotonic() + SLOWEST
        while len(rows(desk)) <= len(seen):
            assert time.monotonic() < until, process.communicate()
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.3))
        kill(process)
        after = rows(desk)
        assert {key: after[key] for key in seen} == seen, "what was kept before stays as it was"
        seen = after
        (left,) = desk.askings()
        if left.state is AskingState.DONE:
            break
        assert (left.state, left.people) == (AskingState.RUNNING, len(seen))
        with desk.service.database.reading() as store:
            assert store.kept_answers.about(next(iter(seen))) == (), "nobody reads it before it is done"
    assert 0 < len(seen) < PEOPLE, "it was killed on its way"
    out, err = start(desk).communicate(timeout=SLOWEST)
    assert f"{PEOPLE}\u00a0personnes, {PEOPLE}\u00a0réponses" in out, err
    (asking,) = desk.askings()
    assert (asking.state, asking.people, asking.answers) == (AskingState.DONE, PEOPLE, PEOPLE)
    done = rows(desk)
    assert {key: done[key] for key in seen} == seen
    assert {said(row)["value"] for row in done.values()} == {30}
