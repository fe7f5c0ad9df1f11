"""PostgreSQL comes back to an instant, by the commands of docs/backup.md, followed word by word."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests import postgresql
from tests.builders import People
from tests.faults.cluster import Cluster, durable_cluster
from tests.faults.crowd import Town, crowd
from tests.faults.drill import Drill
from tests.faults.ledger import compare
from tests.faults.server import eventually
from tests.faults.test_killed_server import CLEAN, CLIENTS
from tests.source import ROOT
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database

PAGE = ROOT / "docs/backup.md"


def blocks() -> list[str]:
    """Give the commands of the page, block by block."""
    return re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@dataclass
class Administrator:
    """Somebody who types the blocks of the page, as the user postgres, for a server of their own."""

    cluster: Cluster
    database: str = "lasting"

    def types(self, words: str, **more: str) -> None:
        """Type the one block that holds these words."""
        (block,) = [block for block in blocks() if words in block]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            env=self._answers | more,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=120,
            **({"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}),
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"

    @property
    def _answers(self) -> dict[str, str]:
        """What the first block says, here; and where the programs find the server."""
        return {
            "PGDATA": str(self.cluster.folder / "data"),
            "ARCHIVE": str(self.cluster.folder / "archive"),
            "DATABASE": self.database,
            "PATH": f"{self.cluster.binaries}:{os.environ['PATH']}",
            "CONTROL": f"pg_ctl -w -l {self.cluster.folder / 'log'}",
            "PGHOST": str(self.cluster.folder),
            "PGUSER": "postgres",
        }

    def waits_for_the_archive(self) -> None:
        """Wait as one waits a minute: until what is written now has been handed over."""
        written = self._asks("SELECT pg_walfile_name(pg_switch_wal())")
        eventually(
            lambda: self._asks("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver") >= written,
            what="the journal in the archive",
        )

    def _asks(self, query: str) -> str:
        engine = create_engine(self.cluster.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            return str(connection.execute(text(query)).scalar_one())


@pytest.fixture
def administrator() -> Iterator[Administrator]:
    with durable_cluster() as cluster:
        with (cluster.folder / "data/postgresql.conf").open("a") as settings:
            settings.write(f"\nlisten_addresses = ''\nunix_socket_directories = '{cluster.folder}'\n")
        yield Administrator(cluster)


@pytest.fixture
def drill(administrator: Administrator, keyring: Keyring, keyring_file: Path, tmp_path: Path) -> Drill:
    postgresql.run(administrator.cluster.url, f'CREATE DATABASE "{administrator.database}"')
    url = administrator.cluster.url.set(database=administrator.database).render_as_string(hide_password=False)
    database = Database(url, sealer=keyring)
    schema.migrate(database)
    database.dispose()
    return Drill(url, tmp_path, keyring_file)


@pytest.fixture
def people(drill: Drill, keyring: Keyring) -> Iterator[People]:
    """The people of a service whose clock is the real one, as the server's is."""
    settings = Settings(database_url=drill.url, keyring=drill.keyring, base_url="http://127.0.0.1")
    database = Database(drill.url, sealer=keyring)
    yield People(Service(settings, database, keyring))
    database.dispose()


@pytest.mark.slow
def test_the_database_comes_back_to_an_instant_with_all_that_was_acknowledged_before(
    administrator: Administrator, drill: Drill, people: People
) -> None:
    town = Town.of(people, CLIENTS)
    administrator.types("archive_command")
    administrator.types("pg_basebackup")
    server = drill.server()
    server.start()
    with crowd(server.port, town, clients=CLIENTS) as ledger:
        eventually(lambda: ledger.count > 40, what="forty weeks acknowledged")
        instant = datetime.now(UTC)
        known = ledger.count
        eventually(lambda: ledger.count > known + 40, what="forty more")
    server.kill()
    administrator.waits_for_the_archive()
    administrator.cluster.kill()
    shutil.rmtree(administrator.cluster.folder / "data/pg_wal")  # the disk is lost
    administrator.types("recovery_target_time", INSTANT=instant.isoformat(sep=" "))
    told = ledger.until(instant)
    found = compare(told, people.service)
    assert found.counts == CLEAN, found
    assert told.count > 20
    assert not ledger.wrong
    assert compare(ledger, people.service).lost, "what came after the instant is not there"
    people.service.database.dispose()
    server.start()
    assert server.health() == 200
    server.kill()
    administrator.types("pg_basebackup")


def test_the_first_block_of_the_page_says_what_the_test_answers(administrator: Administrator) -> None:
    asked = set(re.findall(r"\b([A-Z]+)=", blocks()[0]))
    assert asked <= administrator._answers.keys()
