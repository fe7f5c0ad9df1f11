"""A question that nobody answers changes nothing, and says so in French."""

import click
import pytest
from click.testing import CliRunner

from xprsa.asking import ask, typed_after


@click.command()
def asking() -> None:
    ask("Continuer ?")
    click.echo("fait")


@click.command()
def naming() -> None:
    click.echo(typed_after("Tapez la référence"))


def interrupted(*_: object, **__: object) -> str:
    raise KeyboardInterrupt


@pytest.mark.parametrize("command", [asking, naming])
def test_the_end_of_the_input_is_told_in_french(command: click.Command) -> None:
    ended = CliRunner().invoke(command, input="")
    assert ended.exit_code == 1
    assert "Rien n’a changé." in ended.output
    assert "Abort" not in ended.output


@pytest.mark.parametrize("command", [asking, naming])
def test_an_interrupted_question_is_told_in_french(
    command: click.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", interrupted)
    ended = CliRunner().invoke(command)
    assert ended.exit_code == 1
    assert "Rien n’a changé." in ended.output
    assert "Abort" not in ended.output
