"""The list of commands is true, and a command loads what it needs."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tests.source import ROOT
from xprsa.cli import COMMANDS, Entry, Needs, main
from xprsa.gateways.keyring import KeyMissing, Use


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_each_command_what_it_says_of_itself(name: str) -> None:
    entry = COMMANDS[name]
    command = entry.load()
    assert command.name == name
    assert entry.tells == command.get_short_help_str(limit=200)


def test_listing_the_commands_loads_none_of_them() -> None:
    assert _loaded_by("import xprsa.cli; xprsa.cli.main(['--help'], standalone_mode=False)") <= {
        "xprsa",
        "xprsa.cli",
    }


@click.command()
def without_key() -> None:
    raise KeyMissing(Use.CODE)


def test_a_key_that_any_command_misses_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "schemas", Entry(f"{__name__}:without_key", Needs.NOTHING, ""))
    refused = CliRunner().invoke(main, ["schemas"])
    assert refused.exit_code == 1
    assert refused.output == f"Error: {KeyMissing(Use.CODE)}\n"


def test_a_service_without_demonstration_loads_nothing_fictitious() -> None:
    serving = "import xprsa.app, xprsa.commands.serving, xprsa.commands.working, xprsa.export.commands"
    fictitious = {name for name in _loaded_by(serving) if name.startswith(("xprsa.demo", "xprsa.lab"))}
    assert not fictitious, f"what is fictitious is loaded without a demonstration: {sorted(fictitious)}"


def _loaded_by(code: str) -> set[str]:
    tell = "import sys; print(*(name for name in sys.modules if name.startswith('xprsa')), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {tell}"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())
