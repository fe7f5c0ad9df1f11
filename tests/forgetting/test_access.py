"""Whoever asks what is held about them gets all of it: every table, every column, or why not (P-5)."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Table

from tests.builders import People, activity, content, week
from tests.forgetting.canaries import ALL, Life, at_home, live
from tests.journal_lines import lines_about
from xprsa.commands.giving_access import access
from xprsa.declare.traces import trace
from xprsa.running.service import Service
from xprsa.storage.held_tables import ABOUT_NOBODY, LABELS, RULES
from xprsa.storage.holding_rules import ShownColumn, WithheldColumn
from xprsa.storage.schema import METADATA
from xprsa.storage.tables import table

# Columns that name somebody and have no foreign key to say so.
NAMES_SOMEBODY = {"person_id", "account_id", "actor_id", "email_by", "phone_by"}


@pytest.fixture
def life(service: Service, people: People, tmp_path: Path, keyring_file: Path) -> Life:
    return live(at_home(service, keyring_file, tmp_path), people)


def gives(service: Service, reference: str, path: Path) -> Result:
    words = [reference, "--to", str(path)]
    return CliRunner().invoke(access, words, obj=service, catch_exceptions=False)


def given(service: Service, reference: str, path: Path) -> dict[str, Any]:
    done = gives(service, reference, path)
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return said


def columns_to_people(rows: Table) -> set[str]:
    """Name the columns of a table that point to somebody."""
    named = NAMES_SOMEBODY & set(rows.c.keys())
    pointing = {
        column.name
        for column in rows.c
        if any(key.column.table.name in {"account", "beneficiary"} for key in column.foreign_keys)
    }
    return named | pointing


def test_every_table_has_a_rule_or_says_why_it_is_about_nobody() -> None:
    ruled = [rule.name for rule in RULES]
    assert len(set(ruled)) == len(ruled)
    assert set(ruled) | ABOUT_NOBODY.keys() == METADATA.tables.keys()
    assert not set(ruled) & ABOUT_NOBODY.keys()


def test_every_column_of_these_is_told_or_says_why_not() -> None:
    wrong = {
        rule.name: rule.columns.keys() ^ set(table(rule.row).c.keys())
        for rule in RULES
        if rule.columns.keys() != set(table(rule.row).c.keys())
    }
    assert not wrong, f"columns without a rule, or rules without a column: {wrong}"
    for rule in RULES:
        labels = [said.label for said in rule.columns.values() if isinstance(said, ShownColumn)]
        assert len(set(labels)) == len(labels), f"{rule.name} has two columns of one label"
        assert all(said.why for said in rule.columns.values() if isinstance(said, WithheldColumn))


def test_every_column_that_points_to_somebody_makes_a_row_theirs_or_is_named_as_who_acted() -> None:
    acted = {
        ("account", "email_by"),
        ("account", "phone_by"),
        ("assignment", "adviser_id"),
        ("beneficiary", "adviser_id"),
        ("declaration_version", "entered_by"),
    }
    for rule in RULES:
        left = {(rule.name, name) for name in columns_to_people(table(rule.row)) - set(rule.whose)}
        assert left <= acted, f"whose rows are these: {left - acted}"
        for _, name in left:
            said = rule.columns[name]
            assert isinstance(said, ShownColumn)
            assert said.points_to == "account"
    by_staff = {name: columns_to_people(METADATA.tables[name]) for name in ABOUT_NOBODY}
    assert {name: columns for name, columns in by_staff.items() if columns} == {
        "audit_key": {"accepted_by", "ended_by"},
        "export_run": {"asked_by"},
        "machine_token": {"made_by"},
        "page_text": {"changed_by"},
        "people_import": {"actor_id", "undone_by"},
        "reading_pace": {"account_id"},
        "registered_module": {"first_by", "second_by", "ended_by"},
    }


def test_every_number_of_ours_that_is_told_is_told_by_a_name() -> None:
    for rule in RULES:
        for name, said in rule.columns.items():
            keys = table(rule.row).c[name].foreign_keys
            if keys and isinstance(said, ShownColumn):
                assert said.points_to in LABELS, f"{rule.name}.{name} tells a number of ours"


def test_all_that_a_whole_life_leaves_is_in_the_file(service: Service, life: Life, tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    said = given(service, life.person.file_reference, path)
    assert path.stat().st_mode & 0o077 == 0
    assert said["forme"] == "xprsa.access/1"
    told = path.read_text(encoding="utf-8")
    # What came along to a sign-in page is at a contact that may be anybody's: there is no account beside it.
    # What staff typed and did not send is theirs, until they send it.
    missing = {name for name, canary in ALL.items() if canary not in told} - {"carried", "kept by staff"}
    assert not missing
    assert {"Santé (moi ou un proche)", "Transport"} <= {
        row["Pourquoi"]
        for row in next(of for of in said["gardé"] if of["table"] == "declaration_version")["lignes"]
    }
    held = {of["table"]: of for of in said["gardé"]}
    assert held.keys() == {rule.name for rule in RULES}
    assert [row["Semaine"] for row in held["declaration_version"]["lignes"]] == [
        "2026-W45",
        "2026-W46",
        "2026-W47",
    ]
    assert {row["Référent"] for row in held["assignment"]["lignes"]} == {life.adviser.name}
    assert {(left["Semaine"], left["À"]) for left in said["parti, à qui"]} == {
        (when, "L’équipe d’accompagnement, Val-d’Essai") for when in ("2026-W45", "2026-W46", "2026-W47")
    }
    assert "les brouillons" in {period["Quoi"] for period in said["combien de temps"]}
    (kept,) = [row for row in held["sign_in"]["lignes"] if row["Texte tapé après une déconnexion"]]
    assert kept["Texte tapé après une déconnexion"] == {"note": ["canaritextegarde"]}
    with service.database.reading() as store:
        counts = store.holdings.counts(life.person.id)
        events = store.traces.of(life.person.id, events=["access_given"], zone=UTC, most=None).shown
    assert {name: len(of["lignes"]) for name, of in held.items() if of["lignes"]} | {"person_audit": 0} == {
        **counts,
        "person_audit": 0,
    }
    assert [trace(event) for event in events] == ["a remis une copie de tout ce qui est gardé de vous"]


def test_nothing_of_anybody_else_is_in_it(service: Service, people: People, tmp_path: Path) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire", email="nadia@example.org")
    person, other = people.beneficiary(adviser=adviser), people.beneficiary(last_name="Voisin")
    for who in (person, other):
        people.sends(
            who, week(), content(activity("training", "2 h", note=f"note de {who.account.last_name}"))
        )
    path = tmp_path / "access.json"
    given(service, person.file_reference, path)
    told = path.read_text(encoding="utf-8")
    assert "Voisin" not in told
    assert "Nadia Lemaire" in told
    assert "nadia@example.org" not in told


def test_no_secret_is_in_it(service: Service, life: Life, tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    given(service, life.person.file_reference, path)
    told = path.read_text(encoding="utf-8")
    assert not [digit for digit in "1234" if digit * 64 in told]
    assert '"2.' not in told
    assert "gAAAA" not in told


def test_a_file_that_cannot_be_written_leaves_no_line(
    service: Service, people: People, tmp_path: Path
) -> None:
    person = people.beneficiary()
    (tmp_path / "file").write_text("pas un dossier")
    refused = gives(service, person.file_reference, tmp_path / "file" / "access.json")
    assert refused.exit_code == 1
    assert "Impossible d’écrire" in refused.output
    with service.database.reading() as store:
        assert not lines_about(store, person.id, events=["access_given"])


def test_a_file_that_is_there_is_not_written_over(service: Service, people: People, tmp_path: Path) -> None:
    person, path = people.beneficiary(), tmp_path / "access.json"
    path.write_text("à garder")
    refused = gives(service, person.file_reference, path)
    assert refused.exit_code == 1
    assert "existe déjà" in refused.output
    assert path.read_text() == "à garder"
