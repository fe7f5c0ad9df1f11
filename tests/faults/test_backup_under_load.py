"""Backups are made while people declare; everything is lost, and restored (F-6).

Nothing that was acknowledged before the instant of a backup is missing, and every receipt verifies.
"""

import os
import random
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import People
from tests.faults.crowd import Town, ask, crowd
from tests.faults.drill import Drill, database_files
from tests.faults.ledger import Findings, Ledger, compare
from tests.faults.server import RunningServer, eventually
from tests.faults.test_killed_server import CLEAN, CLIENTS
from xprsa.running.backups import backups_in


@pytest.fixture
def drill(lasting_url: str, keyring_file: Path, tmp_path: Path) -> Drill:
    return Drill(lasting_url, tmp_path, keyring_file)


@pytest.fixture
def serving(drill: Drill) -> Iterator[RunningServer]:
    """The real server, started."""
    server = drill.server()
    server.start()
    yield server
    server.kill()


def judged(drill: Drill, ledger: Ledger) -> Findings:
    """Hold what people were told against what was restored."""
    service = drill.service()
    try:
        return compare(ledger, service)
    finally:
        service.database.dispose()


def more(ledger: Ledger, count: int) -> None:
    """Wait until more weeks are acknowledged."""
    known = ledger.count
    eventually(lambda: ledger.count > known + count, what=f"{count} weeks acknowledged")


@pytest.mark.slow
def test_nothing_acknowledged_before_the_instant_is_missing_after_a_restoration(
    drill: Drill, serving: RunningServer, residents: People
) -> None:
    with crowd(serving.port, Town.of(residents, CLIENTS), clients=CLIENTS) as ledger:
        more(ledger, 40)
        backup = drill.backs_up()
        more(ledger, 20)
    serving.kill()
    drill.loses_everything()
    instant = drill.restores(backup)
    told = ledger.until(instant)
    found = judged(drill, told)
    assert found.counts == CLEAN, found
    assert told.count > 40
    assert not ledger.wrong
    assert judged(drill, ledger).lost, "what came after the backup is seen to be missing"
    serving.start()
    shown = [sent.receipt for sent in told.acknowledged if sent.receipt]
    assert shown
    for receipt in shown:
        assert "Sa signature est bonne." in ask(serving.port, f"/verifier/{receipt}", cookie="").page


@pytest.mark.parametrize("lasting_url", ["sqlite"], indirect=True)
def test_a_twin_that_copies_the_file_of_the_database_is_found_to_lose_weeks(
    drill: Drill, serving: RunningServer, residents: People
) -> None:
    """Negative control: `cp`, as the README once suggested."""
    database, saved = database_files(drill.url)[0], drill.folder / "saved"
    saved.mkdir()
    with crowd(serving.port, Town.of(residents, CLIENTS), clients=CLIENTS) as ledger:
        more(ledger, 40)
        instant = datetime.now(UTC)
        shutil.copy(database, saved / "database")
        shutil.copy(drill.keyring, saved / "keyring")
        more(ledger, 5)
    serving.kill()
    drill.loses_everything()
    drill.home.mkdir()
    shutil.copy(saved / "database", database)
    shutil.copy(saved / "keyring", drill.keyring)
    assert judged(drill, ledger.until(instant)).lost


@pytest.mark.slow
def test_a_backup_that_is_killed_is_none_and_the_next_one_holds_everything(
    drill: Drill, serving: RunningServer, residents: People
) -> None:
    with crowd(serving.port, Town.of(residents, CLIENTS), clients=CLIENTS) as ledger:
        more(ledger, 10)
        survived = _killed_again_and_again(drill, times=3, seed=1)
        last = drill.backs_up()
    serving.kill()
    _restores_each(drill, ledger, {*survived, last})
    assert {path.name for path in drill.backups.iterdir()} == {path.name for path in {*survived, last}}


@pytest.mark.prove
def test_many_backups_of_a_long_day_each_hold_what_was_acknowledged_before(
    drill: Drill, serving: RunningServer, residents: People, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = int(os.environ.get("XPRSA_TEST_BACKUPS", "40"))
    backups: set[Path] = set()
    with crowd(serving.port, Town.of(residents, CLIENTS * 20), clients=CLIENTS) as ledger:
        for number in range(wanted):
            more(ledger, 25)
            backups |= _killed_again_and_again(drill, times=2, seed=number)
            backups.add(drill.backs_up())
    serving.kill()
    _restores_each(drill, ledger, backups)
    assert not ledger.wrong
    with capsys.disabled():
        print(f"\n{len(backups)} backups, {2 * wanted} killed, {ledger.count} acknowledged: nothing lost")


def _killed_again_and_again(drill: Drill, *, times: int, seed: int) -> set[Path]:
    """Begin backups and kill them at any moment; give those that were there before they died."""
    before, chance = set(backups_in(drill.backups)), random.Random(seed)
    for _ in range(times):
        process = drill.begins("backup", str(drill.backups))
        time.sleep(chance.uniform(0.3, 2.5))
        process.kill()
        process.communicate()
    return set(backups_in(drill.backups)) - before


def _restores_each(drill: Drill, ledger: Ledger, backups: set[Path]) -> None:
    for backup in sorted(backups):
        drill.loses_everything()
        told = ledger.until(drill.restores(backup))
        found = judged(drill, told)
        assert found.counts == CLEAN, f"{backup.name}: {found}"
        assert told.count > 10
