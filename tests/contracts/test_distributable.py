"""The schema can be spread over machines by person, and a hot page asks one machine (docs/scale.md)."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, UniqueConstraint, text

from tests.builders import People, activity, content, week
from tests.pages import JudgingClient
from tests.source import ROOT
from tests.statements import statements
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.database import Database
from xprsa.storage.schema import METADATA

SCRIPT = (ROOT / "deploy/citus.sql").read_text(encoding="utf-8")
REFERENCE, DISTRIBUTED = (
    set(re.findall(r"'(\w+)'", names)) for names in re.findall(r"ARRAY ARRAY\[(.*?)\]", SCRIPT, re.DOTALL)
)
COORDINATOR = set(
    re.findall(r"\w+", SCRIPT.partition("alone, as they are:")[2].partition(".")[0].replace("--", ""))
)
# What Citus offers to the script, as far as the script asks it: enough to run it on a plain server.
CITUS = """
CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod "char", repmodel "char");
CREATE FUNCTION create_reference_table(place text) RETURNS void LANGUAGE sql AS
    $$ INSERT INTO pg_dist_partition VALUES (place::regclass, 'n', 't') $$;
CREATE FUNCTION create_distributed_table(place text, by text, colocate_with text) RETURNS void LANGUAGE sql AS
    $$ INSERT INTO pg_dist_partition VALUES (place::regclass, 'h', 's') $$;
"""


def test_every_table_has_one_place_in_the_cluster() -> None:
    assert sorted([*REFERENCE, *DISTRIBUTED, *COORDINATOR]) == sorted(METADATA.tables)


def test_whatever_is_about_a_person_can_live_with_that_person() -> None:
    about = {name: table for name, table in METADATA.tables.items() if "person_id" in table.c}
    assert set(about) == DISTRIBUTED
    faults = {name: found for name, table in about.items() if (found := list(_faults(table)))}
    assert not faults, f"tables that Citus would refuse: {faults}"


def test_this_contract_sees_what_citus_would_refuse() -> None:
    wrong = Table(
        "wrong",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("person_id", Integer),
        Column("receipt", Integer, unique=True),
        Index("quick", "receipt", unique=True),
    )
    assert list(_faults(wrong)) == ["person_id may be null", "pk_id", "uq_receipt", "quick"]


def test_a_key_never_leads_to_a_machine_that_may_not_have_it() -> None:
    astray = [
        f"{name} → {key.column.table.name}"
        for name, table in METADATA.tables.items()
        for key in table.foreign_keys
        if key.column.table.name not in REFERENCE
    ]
    assert not astray, f"foreign keys to what is not on every machine: {astray}"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_script_places_every_table_once_and_run_again_changes_nothing(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql(CITUS)
        _run_script(connection)
        placed = _placed(connection)
        _run_script(connection)
        assert _placed(connection) == placed
        connection.rollback()
    assert placed == sorted([(name, "n") for name in REFERENCE] + [(name, "h") for name in DISTRIBUTED])


def test_the_script_lets_one_transaction_write_to_tables_of_both_kinds() -> None:
    mode = "citus.multi_shard_modify_mode TO"
    assert SCRIPT.index(f"SET LOCAL {mode} 'sequential';") < SCRIPT.index("DO $$")
    assert f"SELECT format('ALTER DATABASE %I SET {mode} ''sequential''', current_database())" in SCRIPT


def test_each_statement_of_a_hot_page_names_one_person(
    service: Service, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    person = people.beneficiary(adviser=people.adviser())
    people.sends(person, week("2026-W46"), content(activity("training", "3 h")))
    browser, path = as_beneficiary(person), f"/declarer/{week()}"
    with statements(service.database) as sent:
        browser.press(browser.get(path), "Formation", answer="activities")
        assert browser.press(browser.get(path), "Envoyer", time__new1="2h30").status_code == 303
        for address in (f"/declarer/{week('2026-W46')}/recu", "/ma-semaine", "/mes-semaines"):
            assert browser.get(address).status_code == 200
    assert {"declaration_version", "week_head", "person_audit"} <= {
        name for statement in sent for name in _distributed_in(statement)
    }
    astray = [statement for statement in sent if not _asks_one_machine(statement)]
    assert not astray, "statements that would ask every machine:\n" + "\n".join(astray)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT draft.fields FROM draft WHERE draft.week = ?",
        "SELECT 1 FROM draft JOIN week_head ON week_head.person_id = draft.person_id",
        "SELECT 1 FROM draft WHERE draft.person_id IN (?, ?)",
        "INSERT INTO rollup (slot_0) VALUES (?)",
    ],
)
def test_this_contract_sees_a_statement_for_every_machine(statement: str) -> None:
    assert not _asks_one_machine(statement)


def _faults(table: Table) -> Iterator[str]:
    if table.c.person_id.nullable:
        yield "person_id may be null"
    if "person_id" not in table.primary_key.columns:
        yield "pk_" + "_".join(table.primary_key.columns.keys())
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and "person_id" not in constraint.columns:
            yield "uq_" + "_".join(constraint.columns.keys())
    for index in table.indexes:
        if index.unique and "person_id" not in index.columns:
            yield str(index.name)


def _run_script(connection: Connection) -> None:
    """Run what is not for psql, inside the transaction at hand."""
    block = re.search(r"DO \$\$.*?\n\$\$;", SCRIPT, re.DOTALL)
    assert block is not None
    connection.exec_driver_sql(block[0])


def _placed(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(text("SELECT logicalrelid::text, partmethod::text FROM pg_dist_partition"))
    return sorted((name, method) for name, method in rows)


def _distributed_in(statement: str) -> set[str]:
    named = re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE|,) (\w+)", statement)
    return DISTRIBUTED & set(named)


def _asks_one_machine(statement: str) -> bool:
    """Tell whether each distributed table is tied to the person, and the person to one value."""
    given = r"(?:\?|\d+|%\(\w+\)s(?:::\w+)?)"  # SQLite tells statements with their values
    tables, inserted = _distributed_in(statement), r"INSERT INTO \w+ \(person_id\b"
    tied = (
        rf"INSERT INTO {name} \(person_id\b|\b{name}\.person_id (?:=|IN) |FROM {name} WHERE person_id ="
        for name in tables
    )
    to_one = rf"person_id = {given}|person_id IN \({given}\)|{inserted}"
    return not tables or all(re.search(pattern, statement) for pattern in (*tied, to_one))
