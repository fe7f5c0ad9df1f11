"""The page for makers of modules: its card, its examples and its commands work as they stand."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.source import ROOT
from xprsa.modules.commands import modules

PAGE = (ROOT / "docs/modules.md").read_text("utf-8")
AUDITS = re.findall(r"xprsa lab run ([^\n]+)\n```\n\n> ([^\n]+)", PAGE)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with the files of the page, under the names that it gives them."""
    names = re.findall(r"`([a-z_]+\.(?:json|py))`[^`]*:\n\n```(?:json|python)\n(.*?)```", PAGE, re.DOTALL)
    assert [name for name, _ in names] == ["card.json", "effort.py", "effort_lines.py"]
    for name, text in names:
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [["python:effort:Effort"], ["command:python3 effort_lines.py", "--card", "card.json"]],
)
def test_the_examples_pass_every_check(here: Path, words: list[str]) -> None:
    result = CliRunner().invoke(modules, ["check", *words])
    assert result.exit_code == 0, result.output
    assert "effort 1.0" in result.output


def test_the_commands_of_the_page_are_those_of_the_examples() -> None:
    assert "xprsa modules check python:effort:Effort\n" in PAGE
    assert 'xprsa modules check "command:python3 effort_lines.py" --card card.json\n' in PAGE


def test_the_answer_of_the_module_that_ships_is_the_one_of_the_page() -> None:
    """The page is read as Python reads an example: what it shows is what comes out."""
    examples = doctest.DocTestParser().get_doctest(PAGE, {}, "docs/modules.md", None, None)
    assert len(examples.examples) == 6
    told: list[str] = []
    assert doctest.DocTestRunner().run(examples, out=told.append).failed == 0, "".join(told)


@pytest.mark.slow
@pytest.mark.parametrize(("words", "verdict"), AUDITS)
def test_the_examples_get_the_verdict_that_the_page_gives(here: Path, words: str, verdict: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xprsa", "lab", "run", *shlex.split(words)],
        cwd=here, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=540, text=True, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith(verdict)


def test_the_page_has_a_verdict_for_each_example() -> None:
    assert [words.split(" --")[0] for words, _ in AUDITS] == [
        "python:effort:Effort",
        '"command:python3 effort_lines.py"',
    ]


def test_the_page_names_the_files_of_its_forms() -> None:
    named = set(re.findall(r"`(xprsa\.[a-z]+\.1\.json)`", PAGE))
    assert named == {"xprsa.module.1.json", "xprsa.question.1.json", "xprsa.answer.1.json"}
    assert all((ROOT / "docs/schemas" / name).exists() for name in named)
