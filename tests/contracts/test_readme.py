"""What the README promises exists: its commands, its settings, its files and its pictures."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests.builders import People, week
from tests.contracts.test_path_of_a_sending import about_to_send, files_entered
from tests.pages import JudgingClient
from tests.source import ROOT
from xprsa.domain.person import Beneficiary
from xprsa.settings import NAMES

SETTING = re.compile(r"\bXPRSA_[A-Z_]+\b")


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_make_target_named_in_the_readme_exists(readme: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", readme))
    assert {"run", "test"} <= named, "the README does not say how to run or test"
    assert named <= targets, f"the README names targets that the Makefile lacks: {sorted(named - targets)}"


def test_every_command_named_in_the_readme_exists(readme: str) -> None:
    from xprsa.cli import main

    known = _commands(main)
    named = {words.strip() for words in re.findall(r"\bxprsa((?: [a-z][a-z-]*)+)", _code(readme))}
    unknown = sorted(words for words in named if not any(_is_call_of(command, words) for command in known))
    assert named, "the README names no command"
    assert not unknown, f"the README names commands that do not exist: {unknown}"


def test_each_command_of_the_tables_does_what_its_line_says_without_another_word(readme: str) -> None:
    from xprsa.cli import main

    known = _commands(main)
    rows = re.findall(r"^\| `xprsa((?: [a-z][a-z-]*)+)", readme, re.MULTILINE)
    alone = [words.strip() for words in rows if words.strip() not in known]
    assert rows
    assert not alone, f"the README gives groups of commands as commands: {alone}"


def test_the_readme_and_the_example_list_every_setting_and_no_other(readme: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(SETTING.findall(example)) == set(NAMES), ".env.example and settings.NAMES differ"
    named = {name for name in SETTING.findall(readme) if not name.startswith("XPRSA_TEST_")}
    assert named == set(NAMES), f"README and settings.NAMES differ: {named ^ set(NAMES)}"


def test_every_file_named_in_the_readme_is_there(readme: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", readme)
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    paths = re.findall(r"`((?:xprsa|tests|templates|static|docs|benchmarks|scripts)/[\w/.-]+)`", readme)
    missing += [path for path in paths if not (ROOT / path).exists()]
    assert not missing, f"the README leads nowhere: {missing}"


def test_no_hint_of_the_software_and_no_page_of_its_own_promises_a_registry() -> None:
    written = [*ROOT.glob("xprsa/**/*.py"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("templates/**/*.html")]
    promising = [
        str(path.relative_to(ROOT))
        for path in written
        if re.search(r"pip install (?:--\S+ )*['\"]?xprsa", path.read_text(encoding="utf-8"))
    ]
    assert not promising, f"no registry has it: {promising}"


def test_the_readme_promises_no_registry_and_builds_the_wheel_it_names(readme: str, tmp_path: Path) -> None:
    assert not re.search(r"pip install '?xprsa", readme), "no registry has it"
    assert "make wheel" in readme
    wheel = re.search(r"pip install dist/(\S+)", readme)
    assert wheel is not None
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = re.findall(r"^wheel:.*\n\t@(.+)$", made, re.MULTILINE)
    command = line.replace("$(BIN)/python", sys.executable).replace("$(DIST)", str(tmp_path)).split()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert [path.name for path in tmp_path.iterdir()] == [wheel[1]]


MOST_FILES_BY_HAND, MOST_LINES_BY_HAND = 9, 1000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_path_of_a_declaration_is_short_and_is_the_one_that_a_sending_takes(
    readme: str, people: People, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    steps = re.findall(r"^\d+\. `(xprsa/[\w/]+\.py)`", readme, re.MULTILINE)
    lines = sum(len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in steps)
    assert len(steps) <= MOST_FILES_BY_HAND, f"the path has {len(steps)} files"
    assert lines <= MOST_LINES_BY_HAND, f"the path has {lines} lines: {steps}"
    entered = files_entered(about_to_send(as_beneficiary(people.beneficiary()), week()))
    assert set(steps) <= entered, f"a sending does not pass by: {sorted(set(steps) - entered)}"


def _code(text: str) -> str:
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def _commands(group: click.Command, before: str = "") -> set[str]:
    if not isinstance(group, click.Group):
        return {before.strip()}
    context = click.Context(group)
    known = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {
        found
        for name, command in known.items()
        if command
        for found in _commands(command, f"{before} {name}")
    }


def _is_call_of(command: str, words: str) -> bool:
    """Tell whether the words call this command: its own words, then perhaps plain arguments."""
    return words == command or words.startswith(f"{command} ") or command.startswith(f"{words} ")
