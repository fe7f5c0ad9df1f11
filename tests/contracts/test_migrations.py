"""The models say what the migrations build, on both databases, and every migration goes up on rows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, CheckConstraint, Connection, func, inspect, select, table, text

from tests import postgresql
from xprsa.gateways.keyring import Keyring
from xprsa.storage import schema
from xprsa.storage.database import Collision, Database

# One file a revision, written when the revision is: rows as they were then, in SQL that both databases read.
ROWS = Path(__file__).parent / "rows"
HEIRS = {"audit": ("person_audit", "service_audit")}  # tables that are gone, and where their rows went
HISTORY = ScriptDirectory.from_config(schema.config())
REVISIONS = [script.revision for script in reversed(list(HISTORY.walk_revisions()))]
# The oldest and the newest two every time.
AGES = [
    revision
    if revision in {REVISIONS[0], *REVISIONS[-2:]}
    else pytest.param(revision, marks=pytest.mark.slow)
    for revision in REVISIONS
]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(
    request: pytest.FixtureRequest, tmp_path: Path, worker_id: str, keyring: Keyring
) -> Iterator[Database]:
    """A database of each kind without any table."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'new.sqlite'}", sealer=keyring)
        yield opened
        opened.dispose()
        return
    server: URL = request.getfixturevalue("server")
    with postgresql.new_database(server, postgresql.name_for(f"{worker_id}_new")) as url:
        opened = Database(url, sealer=keyring)
        yield opened
        opened.dispose()


def test_the_models_say_what_the_migrations_build(database: Database) -> None:
    assert _differences(database) == []


def test_the_keys_are_those_that_the_migrations_build(database: Database) -> None:
    """Alembic does not compare them."""
    built = {
        name: tuple(inspect(database.engine).get_pk_constraint(name)["constrained_columns"])
        for name in schema.METADATA.tables
    }
    said = {name: tuple(table.primary_key.columns.keys()) for name, table in schema.METADATA.tables.items()}
    assert built == said


def test_the_words_that_a_column_allows_are_those_that_the_migrations_build(database: Database) -> None:
    """`xprsa migration` compares them on SQLite; here the words in quotes are, on both databases."""
    with database.engine.connect() as connection:
        assert _built_checks(connection) == _meant_checks()


def test_a_check_without_migration_would_be_seen(database: Database) -> None:
    meant = _meant_checks()
    meant["purpose", "ck_purpose_code"].add("surprise")
    with database.engine.connect() as connection:
        assert _built_checks(connection) != meant


def test_a_column_without_migration_would_be_seen(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE draft ADD COLUMN surprise INTEGER"))
    try:
        assert [difference[0] for difference in _differences(database)] == ["remove_column"]
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE draft DROP COLUMN surprise"))


def test_the_history_is_one_line() -> None:
    assert HISTORY.get_heads() == [REVISIONS[-1]]


def test_migrating_twice_changes_nothing(new_database: Database) -> None:
    schema.migrate(new_database)
    schema.migrate(new_database)
    assert schema.is_current(new_database)


def test_every_revision_has_its_rows() -> None:
    assert {path.stem for path in ROWS.glob("*.sql")} == set(REVISIONS), (
        "a revision came without rows to try it on"
    )


@pytest.mark.parametrize("revision", AGES)
def test_rows_of_each_age_survive_every_migration_since(new_database: Database, revision: str) -> None:
    with new_database.engine.begin() as connection:
        command.upgrade(schema.config(connection), revision)
        _insert_rows(connection, revision)
        before = _counts(connection)
    schema.migrate(new_database)
    with new_database.engine.connect() as connection:
        after = _counts(connection)
    empty = [name for name, rows in before.items() if rows == 0]
    assert not empty, f"{revision}.sql has no row of: {empty}"
    lost = {name: rows for name, rows in before.items() if _still(name, after) != rows}
    assert not lost, f"rows were lost on the way up: {lost}"
    assert schema.is_current(new_database)


def test_whoever_was_known_could_declare_since_their_account_was_made_on_the_clock_of_the_territory(
    new_database: Database,
) -> None:
    with new_database.engine.begin() as connection:
        command.upgrade(schema.config(connection), "0004")
        _insert_rows(connection, "0004")
        connection.execute(text("UPDATE account SET created_at = '2026-11-29 23:30:00+00:00'"))
        connection.execute(
            text("UPDATE sign_in SET account_id = 2, started_at = '2026-12-01 08:00:00+00:00'")
        )
    schema.migrate(new_database)
    with new_database.engine.connect() as connection:
        kept = connection.execute(text("SELECT access_opened_on, came_on FROM beneficiary")).one()
    assert list(map(str, kept)) == ["2026-11-30", "2026-12-01"]


def test_a_table_to_which_rows_point_may_be_built_anew(
    new_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(new_database)
    monkeypatch.setattr(
        command, "upgrade", lambda config, _: rebuild_purposes(config.attributes["connection"])
    )
    schema.migrate(new_database)
    with new_database.engine.connect() as connection:
        assert "evaluation" in _built_checks(connection)["purpose", "ck_purpose_code"]
        assert connection.execute(text("SELECT count(*) FROM export_run")).scalar_one() > 0


def test_a_revision_that_leaves_rows_pointing_nowhere_is_refused_whole(
    new_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(new_database)

    def wrong(config: Config, _: str) -> None:
        config.attributes["connection"].execute(text("DELETE FROM purpose"))

    monkeypatch.setattr(command, "upgrade", wrong)
    with pytest.raises((schema.RowsAstray, Collision)) as refused:
        schema.migrate(new_database)
    if new_database.engine.dialect.name == "sqlite":
        assert "export_run, machine_token, published_document" in str(refused.value)
    with new_database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM purpose")).scalar_one() > 0
    with pytest.raises(Collision), new_database.writing() as store:
        store.connection.execute(text("DELETE FROM purpose"))


def test_foreign_keys_hold_again_after_a_migration(new_database: Database) -> None:
    fill(new_database)
    schema.migrate(new_database)
    with pytest.raises(Collision), new_database.writing() as store:
        store.connection.execute(text("DELETE FROM purpose"))


def fill(database: Database) -> None:
    """Bring a database up to the newest revision, with a row in every table."""
    schema.migrate(database)
    with database.engine.begin() as connection:
        _insert_rows(connection, REVISIONS[-1])


def rebuild_purposes(connection: Connection) -> None:
    """Change a table to which runs point, as a revision would."""
    with Operations(MigrationContext.configure(connection)).batch_alter_table("purpose") as purpose:
        purpose.drop_constraint("ck_purpose_code", type_="check")
        purpose.create_check_constraint("ck_purpose_code", "code IN ('support', 'evaluation')")


def _insert_rows(connection: Connection, revision: str) -> None:
    statements = (ROWS / f"{revision}.sql").read_text(encoding="utf-8").split(";\n")
    for statement in filter(str.strip, statements):
        connection.exec_driver_sql(statement)


def _still(name: str, after: dict[str, int]) -> int:
    """Count the rows of a table, wherever later revisions put them."""
    return sum(after.get(heir, 0) for heir in HEIRS.get(name, (name,)))


def _built_checks(connection: Connection) -> dict[tuple[str, str], set[str]]:
    inspector = inspect(connection)
    return {
        (table_name, str(check["name"])): _quoted(check["sqltext"])
        for table_name in schema.METADATA.tables
        for check in inspector.get_check_constraints(table_name)
    }


def _meant_checks() -> dict[tuple[str, str], set[str]]:
    return {
        (table_.name, str(check.name)): _quoted(str(check.sqltext))
        for table_ in schema.METADATA.sorted_tables
        for check in table_.constraints
        if isinstance(check, CheckConstraint)
    }


def _quoted(condition: str) -> set[str]:
    return set(re.findall(r"'([^']*)'", condition))


def _differences(database: Database) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "target_metadata": schema.METADATA},
        )
        return list(compare_metadata(context, schema.METADATA))


def _counts(connection: Connection) -> dict[str, int]:
    names = [name for name in connection.dialect.get_table_names(connection) if name != "alembic_version"]
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names
    }


def test_rows_that_were_alike_before_anybody_compared_them_go_on_marked_and_nothing_is_merged(
    new_database: Database,
) -> None:
    with new_database.engine.begin() as connection:
        command.upgrade(schema.config(connection), "0004")
        _insert_rows(connection, "0004")
        connection.exec_driver_sql(
            "INSERT INTO organisation (id, territory_id, code, name)"
            " VALUES (2, 1, 'ML', 'MISSION\u00a0LOCALE.')"
        )
        for number, organisation, reference in (
            (3, 1, "d 00002"),
            (4, 1, "\u200bD-00002"),
            (5, 2, "D-00002"),
        ):
            connection.exec_driver_sql(
                "INSERT INTO account"
                " (id, public_id, role, territory_id, organisation_id, first_name, last_name,"
                f" email, phone, created_at) VALUES ({number}, '0000000000004000800000000000000{number}',"
                f" 'beneficiary', 1, {organisation}, 'Ana', 'Essai', '\u200bana@example.org', '0692123456',"
                " '2026-11-24 10:00:00+00:00')"
            )
            connection.exec_driver_sql(
                "INSERT INTO beneficiary (account_id, organisation_id, file_reference, language, best_hour)"
                f" VALUES ({number}, {organisation}, '{reference}', 'fr', '')"
            )
    schema.migrate(new_database)
    with new_database.reading() as store:
        organisations = store.connection.execute(
            text("SELECT name, name_key, shares_key FROM organisation ORDER BY id")
        ).all()
        files = store.connection.execute(
            text("SELECT account_id, reference_key, shares_key FROM beneficiary ORDER BY account_id")
        ).all()
        contacts = store.connection.execute(text("SELECT email, phone FROM account WHERE id = 3")).one()
        shown = store.alike.organisations(1), store.alike.files(1)
    assert [(row[0], bool(row[2])) for row in organisations] == [
        ("Mission locale", False),
        ("MISSION\u00a0LOCALE.", True),
    ]
    assert {row[1] for row in organisations} == {"mission locale"}
    assert [(row[0], row[1], bool(row[2])) for row in files] == [
        (2, "d00002", False),
        (3, "d00002", True),
        (4, "d00002", True),
        (5, "d00002", False),
    ]
    assert tuple(contacts) == ("ana@example.org", "+262692123456")
    assert [len(group) for group in (*shown[0], *shown[1])] == [2, 3]
