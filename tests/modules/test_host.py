"""The host of a Python module: the conversation survives whatever the module does."""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.modules.plugged import by_number, faults, some_questions
from tests.scoring.cards import CARD
from tests.source import ROOT
from xprsa.modules.by_process import ByProcess
from xprsa.modules.host import Host, argv_of
from xprsa.modules.received import Fault, ReceivedAnswer
from xprsa.modules.registry import open_module
from xprsa.scoring.module import ModuleCard

HEAD = """
import os, sys, time
from xprsa.scoring.answer import Answer, Reply
from xprsa.scoring.module import ModuleCard
card = ModuleCard.model_validate({card!r})
"""
CLASS = """
class Made:
    card = card
    count = 0

    def answer(self, documents):
        self.count += 1
"""
NOISE = "print('noise'); sys.stdout.write('x'); sys.stdout.flush(); os.write(1, b'y'); os.system('echo z')"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of an author, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def write_module(folder: Path, answer: str, *, before: str = "") -> str:
    """Write a module whose method `answer` has this body; give its reference."""
    body = textwrap.indent(answer, "        ")
    text = f"{HEAD.format(card=CARD)}\n{before}\n{CLASS}{body}\n"
    (folder / "made.py").write_text(text, "utf-8")
    return "made:Made"


def asked(
    reference: str, count: int = 3, *, patience: float = 20, restarts: int = 20
) -> list[ReceivedAnswer]:
    conversation = ByProcess(
        argv_of(reference),
        card=ModuleCard.model_validate(CARD),
        patience=patience,
        search_path=(str(Path.cwd()), str(ROOT)),
        most_restarts=restarts,
    )
    with conversation:
        return list(conversation.ask(some_questions(count)))


def test_a_module_is_given_the_documents_and_its_reply_comes_back(here: Path) -> None:
    reference = write_module(here, "return Reply(value=len(documents), reasons=(documents[0]['week'],))")
    for answer in asked(reference):
        assert answer.reply is not None
        assert answer.reply.value == 3
        assert answer.reply.reasons == ("2026-W01",)


def test_an_object_serves_as_well_as_a_class(here: Path) -> None:
    write_module(here, "return Reply(value=1)")
    with (here / "made.py").open("a") as module:
        module.write("made = Made()\n")
    assert faults(asked("made:made")) == {}


def test_what_a_module_prints_never_reaches_the_conversation(here: Path) -> None:
    reference = write_module(here, f"{NOISE}\nreturn Reply(value=1)", before=NOISE)
    assert faults(asked(reference)) == {}


def test_a_module_cannot_read_the_questions_of_others(here: Path) -> None:
    reference = write_module(here, "return Reply(value=1, reasons=(repr(sys.stdin.read()),))")
    answers = asked(reference)
    assert faults(answers) == {}
    assert {answer.reply.reasons for answer in answers if answer.reply} == {("''",)}


@pytest.mark.parametrize(
    ("answer", "excerpt"),
    [
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
        ("return Reply(value=float('nan'))", "ValidationError"),
        ("return {'value': 1}", "the module gave a dict, not a Reply"),
        ("return None", "the module gave a NoneType, not a Reply"),
        ("return Reply.model_construct(value=float('nan'))", "null"),
        ("return Reply.model_construct(value='20')", '"20"'),
        ("raise MemoryError", "MemoryError"),
        ("return Reply(value=500)", "500"),
    ],
)
def test_an_exception_or_a_false_reply_costs_the_question_alone(
    here: Path, answer: str, excerpt: str
) -> None:
    reference = write_module(here, f"if self.count == 2:\n    {answer}\nreturn Reply(value=1)")
    answers = asked(reference)
    assert faults(answers) == {2: Fault.NOT_AN_ANSWER}
    assert excerpt in by_number(answers)[2].excerpt


@pytest.mark.parametrize(
    "end", ["sys.exit(0)", "os._exit(3)", "os.kill(os.getpid(), 9)", "os.closerange(3, 99)"]
)
def test_a_module_that_ends_its_process_costs_one_question_at_a_time(here: Path, end: str) -> None:
    reference = write_module(here, f"if self.count == 2:\n    {end}\nreturn Reply(value=1)")
    assert faults(asked(reference, 2)) == {2: Fault.CRASHED}


def test_a_slow_module_is_heard_as_it_goes_along(here: Path) -> None:
    reference = write_module(here, "time.sleep(0.02)\nreturn Reply(value=1)")
    assert faults(asked(reference, 120, patience=1.5)) == {}, "answers were held back until the end"


def test_a_module_that_cannot_be_imported_says_why(here: Path) -> None:
    reference = write_module(here, "pass", before="import nowhere_to_be_found")
    answers = asked(reference, 1, restarts=0)
    assert answers[0].fault is Fault.CRASHED
    assert "No module named 'nowhere_to_be_found'" in answers[0].excerpt


def test_the_card_is_told_without_a_question(here: Path) -> None:
    write_module(here, "return Reply(value=1)", before="print('noise')")
    assert open_module("python:made:Made").card == ModuleCard.model_validate(CARD)


def test_the_host_reads_a_file_of_questions_too(here: Path) -> None:
    reference = write_module(here, "return Reply(abstains='Trop peu — 李娜')")
    lines = b"".join(question.line for question in some_questions(3)).rstrip(b"\n")
    done = subprocess.run(
        argv_of(reference),
        input=lines,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": f"{here}{os.pathsep}{ROOT}"},
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [int(answer["person"], 16) for answer in answers] == [1, 2, 3]
    assert {answer["abstains"] for answer in answers} == {"Trop peu — 李娜"}


def test_the_answer_has_the_form_of_the_card() -> None:
    class Nobody:
        card = ModuleCard.model_validate(CARD)

        def answer(self, documents: Sequence[object]) -> object:
            from xprsa.scoring.answer import Reply

            return Reply(value=12.5, contributions={"week": 12.5})

    (question,) = some_questions(1)
    line = Host(Nobody()).answered(question.line)  # type: ignore[arg-type] # close enough
    assert json.loads(line) == {
        "schema": "xprsa.answer/1",
        "person": question.person,
        "module": "odd",
        "version": "1",
        "value": 12.5,
        "contributions": {"week": 12.5},
    }
    assert line.endswith(b"}\n")
    assert sys.getsizeof(line) < 400
