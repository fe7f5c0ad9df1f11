"""A module that nobody may run here: questions in one file, answers in another."""

import json
from pathlib import Path

import pytest

from tests.modules.plugged import by_number, faults, some_questions
from tests.scoring.cards import a_card
from xprsa.modules.by_files import ByFiles
from xprsa.modules.received import Fault, ReceivedAnswer


def asked(directory: Path, count: int = 3, *, label: str = "one") -> tuple[list[ReceivedAnswer], ByFiles]:
    with ByFiles(directory, label=label, card=a_card()) as conversation:
        return list(conversation.ask(some_questions(count))), conversation


def answered(directory: Path) -> Path:
    """Play the module: answer the one file of questions, and give the file of answers."""
    (questions,) = (directory / "questions").iterdir()
    lines = []
    for line in questions.read_text("utf-8").splitlines():
        payload = {"schema": "xprsa.answer/1", "person": json.loads(line)["person"], "module": "odd"}
        lines.append(json.dumps({**payload, "version": "1", "value": 50}))
    answers = directory / "answers" / questions.name
    answers.write_text("\n".join(lines), "utf-8")  # no newline at the end
    return answers


def test_without_answers_the_questions_are_written_and_waited_for(tmp_path: Path) -> None:
    answers, conversation = asked(tmp_path)
    assert faults(answers) == dict.fromkeys((1, 2, 3), Fault.NO_ANSWER)
    assert conversation.is_waiting
    (written,) = (tmp_path / "questions").iterdir()
    assert written.name.startswith("one-")
    assert written.read_bytes() == b"".join(question.line for question in some_questions(3))


def test_answers_left_under_the_same_name_are_read_by_the_next_run(tmp_path: Path) -> None:
    asked(tmp_path)
    answered(tmp_path)
    answers, conversation = asked(tmp_path)
    assert faults(answers) == {}
    assert len(by_number(answers)) == 3
    assert not conversation.is_waiting


def test_answers_are_never_read_for_other_questions_than_theirs(tmp_path: Path) -> None:
    asked(tmp_path)
    answered(tmp_path)
    answers, conversation = asked(tmp_path, 4)
    assert set(faults(answers).values()) == {Fault.NO_ANSWER}
    assert conversation.is_waiting


def test_each_round_has_its_files_and_labels_are_kept_apart(tmp_path: Path) -> None:
    for count, label in ((1, "one"), (2, "one"), (1, "two"), (1, "one")):
        asked(tmp_path, count, label=label)
    names = sorted(path.name.partition("-")[0] for path in (tmp_path / "questions").iterdir())
    assert names == ["one", "one", "two"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: lines[:-1], {3: Fault.NO_ANSWER}),
        (lambda lines: [*lines[:2], "<html>"], {3: Fault.NOT_AN_ANSWER}),
        (lambda lines: [*lines[:2], lines[2].replace("50", "NaN")], {3: Fault.NOT_AN_ANSWER}),
        (lambda lines: lines[::-1], {}),
        (lambda lines: lines * 2, {}),
        (lambda lines: [], {1: Fault.NO_ANSWER, 2: Fault.NO_ANSWER, 3: Fault.NO_ANSWER}),
    ],
)
def test_a_damaged_file_costs_the_questions_that_it_damages(
    tmp_path: Path, change: object, expected: dict[int, Fault]
) -> None:
    asked(tmp_path)
    answers = answered(tmp_path)
    assert callable(change)
    answers.write_text("\n".join(change(answers.read_text("utf-8").splitlines())), "utf-8")
    assert faults(asked(tmp_path)[0]) == expected
