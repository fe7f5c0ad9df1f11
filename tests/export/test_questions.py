"""An exported file becomes one question a person, with what the module's card names and no more."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from tests.builders import Clock, People, activity, actor, content, week
from tests.export.conftest import Desk, rows_of
from xprsa.declare.keeping import withdraw_week
from xprsa.export import questions as grouping
from xprsa.export.question_commands import questions
from xprsa.export.questions import CannotGroup, Grouped, group
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.purpose import Purpose
from xprsa.scoring.schemas import question_schema
from xprsa.storage.export_runs import Format

WEEKS = ("2026-W45", "2026-W46", "2026-W47")


@pytest.fixture
def run(desk: Desk, people: People) -> Path:
    desk.weeks = (week(WEEKS[0]), week(WEEKS[-1]))
    for hours in (5, 7):
        person = people.beneficiary()
        for text in WEEKS:
            people.sends(person, week(text), content(activity("training", f"{hours}h")))
    return desk.run()


def card(**values: Any) -> ModuleCard:
    said = {
        "name": "effort", "version": "1", "title": "Effort", "owner": "Un service", "purpose": "support",
        "legal_basis": "Une loi", "fields": ["week", "declared_minutes"], "fewest_weeks": 4,
        "scale": {"kind": "number", "lowest": 0, "highest": 100, "worse": "lower", "threshold": 50},
        "parameters": {"points": {"value": 60, "meaning": "Des points."}}, "contribution": "Un avis.",
        "limits": "Peu.", "contact": "ici", "expires_on": "2099-12-31",
    }  # fmt: skip
    return ModuleCard.model_validate({"schema": "xprsa.module/1", **said, **values})


def asked(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_person_is_one_question_oldest_document_first(run: Path, tmp_path: Path) -> None:
    to = tmp_path / "questions.jsonl"
    assert group(run, to=to) == Grouped(questions=2, documents=6)
    found = asked(to)
    assert {question["person"] for question in found} == {row["person"] for row in rows_of(run)}
    for question in found:
        jsonschema.Draft202012Validator(question_schema()).validate(question)
        assert [row["week"] for row in question["documents"]] == list(WEEKS)
        assert len({row["declared_minutes"] for row in question["documents"]}) == 1


def test_a_card_leaves_nothing_but_its_own_fields(run: Path, tmp_path: Path) -> None:
    group(run, to=tmp_path / "questions.jsonl", card=card())
    rows = [row for question in asked(tmp_path / "questions.jsonl") for row in question["documents"]]
    assert {tuple(row) for row in rows} == {("week", "declared_minutes")}


def test_a_week_taken_back_is_in_no_question(
    desk: Desk, people: People, run: Path, tmp_path: Path, clock: Clock
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "3h")))
    desk.run()
    withdraw_week(desk.service, actor=actor(person.account), week=week(), number=1)
    clock.advance(hours=1)
    again = desk.run()
    assert len(rows_of(again)) == 7
    assert group(again, to=tmp_path / "questions.jsonl") == Grouped(questions=2, documents=6)


def test_only_the_latest_fifty_two_weeks_are_asked_about(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST_WEEKS", 2)
    assert group(run, to=tmp_path / "questions.jsonl").documents == 4
    assert [row["week"] for row in asked(tmp_path / "questions.jsonl")[0]["documents"]] == list(WEEKS[1:])


def test_what_cannot_be_asked_is_a_sentence_and_leaves_no_file(
    desk: Desk, run: Path, tmp_path: Path, people: People
) -> None:
    to = tmp_path / "questions.jsonl"
    with pytest.raises(CannotGroup, match="pour sa finalité"):
        group(run, to=to, card=card(purpose="statistics"))
    with pytest.raises(CannotGroup, match="n’est pas en JSON Lines"):
        group(desk.run(purpose=Purpose.SUPPORT, written=Format.CSV), to=to)
    with pytest.raises(CannotGroup, match="pas de manifeste qui se lise"):
        group(tmp_path, to=to)
    with (run / "documents.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(CannotGroup, match="ceux du manifeste"):
        group(run, to=to)
    assert not [path.name for path in tmp_path.iterdir() if "questions" in path.name]


def test_a_field_that_the_run_lacks_is_named(desk: Desk, run: Path, tmp_path: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    manifest["purpose"]["fields"].remove("declared_minutes")
    (run / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(CannotGroup, match="declared_minutes"):
        group(run, to=tmp_path / "questions.jsonl", card=card())


def test_a_run_that_only_tells_what_is_new_is_refused(desk: Desk, run: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotGroup, match="ce qui est nouveau"):
        group(desk.run(since=run), to=tmp_path / "questions.jsonl")


def test_the_command_takes_a_card_and_never_a_file_that_is_there(run: Path, tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(card().model_dump_json(by_alias=True), "utf-8")
    words = [str(run), "--to", str(tmp_path / "q.jsonl"), "--card", str(tmp_path / "card.json")]
    done = CliRunner().invoke(questions, words)
    assert done.exit_code == 0, done.output
    assert done.output == f"2\u00a0questions, 6\u00a0documents, dans {tmp_path / 'q.jsonl'}.\n"
    again = CliRunner().invoke(questions, words)
    assert (again.exit_code, "existe déjà" in again.output) == (1, True)
