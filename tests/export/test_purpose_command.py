"""`xprsa purpose open|close|list`: one line, exit code 0, 1 with a reason, or 2."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from xprsa import asking
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.export import commands, purpose_commands
from xprsa.export.purpose_commands import purpose
from xprsa.scoring.purpose import Purpose
from xprsa.storage.tables import ServiceAuditRow


def call(desk: Desk, *words: str) -> Result:
    return CliRunner().invoke(purpose, words, obj=desk.service)


def card_file(desk: Desk, folder: Path, **changed: Any) -> str:
    """Write the demonstration's card of statistics, with some things said otherwise."""
    _, statistics, _ = purpose_cards(desk.territory)
    file = folder / "card.json"
    file.write_text(json.dumps({**statistics.written(), "most_unique_share": 1, **changed}), "utf-8")
    return str(file)


def test_a_purpose_is_opened_exported_and_closed(desk: Desk, people: People, tmp_path: Path) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "2h44")))
    opened = call(desk, "open", "statistics", "--card", card_file(desk, tmp_path))
    assert (opened.exit_code, opened.stdout) == (0, "« statistics » est ouverte, Val-d’Essai.\n")
    words = ["--purpose", "statistics", "--weeks", "2026-W47", "--to", str(tmp_path / "out")]
    exported = CliRunner().invoke(commands.export, words, obj=desk.service)
    assert exported.exit_code == 0, exported.output
    (row,) = (tmp_path / "out/documents.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["counted_minutes"] % 30 == 0
    assert "declared_minutes" not in json.loads(row)
    recipient = desk.purpose(Purpose.STATISTICS).card.recipient
    closed = call(desk, "close", "statistics")
    assert closed.exit_code == 0
    assert closed.stdout == f"« statistics » est fermée, Val-d’Essai. Destinataire : {recipient}\n"
    words[-1] = str(tmp_path / "late")
    late = CliRunner().invoke(commands.export, words, obj=desk.service)
    assert (late.exit_code, late.output) == (1, "Error: La finalité « statistics » n’est pas ouverte ici.\n")


def test_the_list_names_every_purpose(desk: Desk, tmp_path: Path) -> None:
    call(desk, "open", "statistics", "--card", card_file(desk, tmp_path))
    call(desk, "close", "statistics")
    listed = dict(line.split(maxsplit=1) for line in call(desk, "list").stdout.splitlines())
    assert listed == dict.fromkeys(Purpose, "jamais ouverte") | {
        "support": "ouverte depuis le 2026-11-24",
        "statistics": "fermée depuis le 2026-11-24",
    }


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"fields": ["week"]}, "Chaque document a aussi"),
        ({"legal_basis": ""}, "Il manque le texte de « legal_basis »."),
        ({"legal_basis": "Un arrêté."}, "doit citer « 2016/679 »"),
        ({"purpose": "support", "most_unique_share": None}, "pas de « statistics »"),
        ({"retention_days": None}, "Il manque « retention_days »"),
        ({"most_unique_share": None}, "Il manque « most_unique_share » : "),
        ({"most_unique_share": 5}, "« most_unique_share » est mal écrit."),
        ({"most_unique_share": True}, "« most_unique_share » est mal écrit."),
    ],
)
def test_a_card_that_cannot_serve_is_refused_with_a_reason(
    desk: Desk, tmp_path: Path, changed: dict[str, Any], reason: str
) -> None:
    refused = call(desk, "open", "statistics", "--card", card_file(desk, tmp_path, **changed))
    assert refused.exit_code == 1
    assert reason in refused.output
    assert "statistics  jamais ouverte" in call(desk, "list").stdout


@pytest.mark.parametrize("content", [b"[", b"\xff\xfe"])
def test_a_file_that_is_no_card_is_refused(desk: Desk, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "card.json").write_bytes(content)
    refused = call(desk, "open", "statistics", "--card", str(tmp_path / "card.json"))
    assert refused.exit_code == 1
    assert "fiche" in refused.output


def test_what_is_open_is_closed_before_it_gets_another_card(desk: Desk, tmp_path: Path) -> None:
    file = card_file(desk, tmp_path)
    assert call(desk, "open", "statistics", "--card", file).exit_code == 0
    refused = call(desk, "open", "statistics", "--card", file)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.endswith("Error: « statistics » est déjà ouverte. Fermez-la d’abord.\n")
    assert call(desk, "close", "research").exit_code == 1


def test_a_command_notes_the_territory_and_the_card(desk: Desk, tmp_path: Path) -> None:
    call(desk, "open", "statistics", "--card", card_file(desk, tmp_path))
    call(desk, "close", "statistics")
    said = f"statistics {desk.territory.code} {desk.purpose(Purpose.STATISTICS).digest}"
    with desk.service.database.reading() as store:
        noted = store.connection.execute(
            select(ServiceAuditRow.event, ServiceAuditRow.actor_id, ServiceAuditRow.detail)
            .where(ServiceAuditRow.event.startswith("purpose_"))
            .order_by(ServiceAuditRow.id)
        ).all()
    assert noted == [("purpose_opened", None, said), ("purpose_closed", None, said)]


def test_on_a_terminal_the_card_that_is_closed_is_shown_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    answered = CliRunner().invoke(purpose, ["close", "support"], obj=desk.service, input="n\n")
    assert answered.exit_code == 1
    assert f"Destinataire : {desk.purpose().card.recipient}" in answered.output
    assert desk.purpose().is_open


def test_a_card_that_changed_while_it_was_read_is_not_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = desk.purpose().card.model_copy(update={"recipient": "Une autre équipe"})
    monkeypatch.setattr(purpose_commands, "_confirm", lambda _: desk.open(other))
    refused = call(desk, "close", "support")
    assert refused.exit_code == 1
    assert "La finalité a changé" in refused.output
    assert desk.purpose().is_open


@pytest.mark.parametrize(
    "words", [("open", "control"), ("close", "control"), ("open", "support"), ("list", "--territory", "Z9")]
)
def test_what_cannot_be_read_is_wrong_usage(desk: Desk, words: tuple[str, ...]) -> None:
    assert call(desk, *words).exit_code == 2
