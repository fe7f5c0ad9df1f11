"""Bulk writing gives the same rows by COPY on PostgreSQL and by statements on SQLite."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests import builders
from xprsa.demo.filling import fill, plan_for
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.database import Database
from xprsa.storage.schema import METADATA
from xprsa.storage.sealer import place
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import DraftRow, VersionRow

WRITTEN = (
    "territory",
    "territory_rules",
    "organisation",
    "account",
    "beneficiary",
    "contract",
    "exemption",
    "week_head",
    "declaration_version",
    "line_decision",
    "draft",
    "rollup",
    "assignment",
    "person_audit",
    "service_audit",
)
SEALED = {  # with what names their row
    "prevented_reason": (table(VersionRow), ("person_id", "week", "number")),
    "fields": (table(DraftRow), ("person_id", "week")),
}
PARENTS = {"territory_id": "territory", "rules_id": "territory_rules", "organisation_id": "organisation"}
NUMBERED = {"territory", "territory_rules", "organisation", "service_audit"}
TIMED = {"assignment", "line_decision", "person_audit"}  # their ids tell when they were written


@pytest.fixture
def both(
    tmp_path: Path, migrated_file: Path, server_database: str, keyring: Keyring, keyring_file: Path
) -> Iterator[tuple[Service, Service]]:
    shutil.copy(migrated_file, tmp_path / "both.sqlite")
    services = []
    for url in (f"sqlite:///{tmp_path / 'both.sqlite'}", server_database):
        settings = Settings(database_url=url, keyring=keyring_file, base_url="http://localhost", demo=True)
        database = Database(url, sealer=keyring)
        services.append(Service(settings, database, keyring, lambda: datetime(2026, 11, 24, 10, tzinfo=UTC)))
    yield services[0], services[1]
    for service in services:
        service.database.dispose()
    builders.empty(server_database)


@pytest.mark.slow
def test_the_same_people_are_the_same_rows_on_both_databases(both: tuple[Service, Service]) -> None:
    for service in both:
        fill(service, plan_for(service, people=60, weeks=26, seed=1), batch_size=25)
    sqlite, postgresql = (rows_of(service) for service in both)

    assert sum(map(len, sqlite.values())) > 5000
    for name, rows in sqlite.items():
        assert postgresql[name] == rows, f"{name} differs"


def rows_of(service: Service) -> dict[str, list[dict[str, Any]]]:
    """Give every row in the order of its key; numbers that a database draws itself are counted from 1."""
    found = {}
    with service.database.reading() as store:
        for name in WRITTEN:
            table = METADATA.tables[name]
            rows = store.connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            found[name] = [opened(service, dict(row)) for row in rows]
    for row in chain.from_iterable(found[name] for name in TIMED):
        del row["id"]
    first = {name: min((row["id"] for row in found[name]), default=1) for name in NUMBERED}
    for name, rows in found.items():
        for row in rows:
            if name in NUMBERED:
                row["id"] -= first[name] - 1
            for column in PARENTS.keys() & row.keys():
                row[column] = row[column] and row[column] - first[PARENTS[column]] + 1
    return found


def opened(service: Service, row: dict[str, Any]) -> dict[str, Any]:
    """Open what is sealed: the same text is never sealed twice alike."""
    read = dict(row)
    for name, (rows, key) in SEALED.items():
        if row.get(name):
            there = place(rows.c[name], *(row[part] for part in key))
            read[name] = service.keyring.open_at(row[name], there)
    return read
