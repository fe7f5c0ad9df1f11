"""Exports that left are in the backup, and delivered again from what was restored."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.backup.conftest import made, types
from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from xprsa.commands.backing_up import restore
from xprsa.running.kept_runs import is_kept, kept_at
from xprsa.running.service import Service
from xprsa.settings import Settings


@pytest.fixture
def desk(service: Service, people: People, home: Settings, tmp_path: Path) -> Desk:
    territory = people.territory()
    with service.database.writing() as store:
        store.purposes.seed_support(territory, at=service.now())
    people.sends(people.beneficiary(), week(), content(activity("training", "5 h")))
    return Desk(replace(service, settings=home), tmp_path / "left", territory)


def test_a_run_that_left_is_delivered_again_from_what_was_restored(
    desk: Desk, home: Settings, nowhere: Settings, tmp_path: Path
) -> None:
    left = desk.run()
    waiting = desk.waits(desk.request())
    (home.exports / f".{waiting.public_id}.partial").mkdir()
    (home.exports / str(waiting.public_id)).mkdir()  # it left once the database was copied
    path = made(home)
    done = types(restore, nowhere, path)
    assert done.exit_code == 0, done.output
    assert len([*nowhere.exports.iterdir()]) == 1, "what the restored database never saw leave is there"
    with desk.service.database.reading() as store:
        run = store.exports.previous(desk.purpose().id)
    assert run is not None
    there = replace(desk.service, settings=nowhere)
    assert is_kept(there, run)
    kept = kept_at(there, run)
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == {
        file.name: file.read_bytes() for file in left.iterdir()
    }
    assert {file.stat().st_mode & 0o077 for file in (nowhere.exports, kept, *kept.iterdir())} == {0}
