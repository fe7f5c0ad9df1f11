"""Asks whoever runs a command, in French, before what cannot be undone."""

import sys

import click

_UNCHANGED = "Rien n’a changé."
_YES = frozenset({"o", "oui", "y", "yes"})


def ask(question: str, *, err: bool = False) -> None:
    """Go on only when the answer is yes.

    :param err: ask on the error stream, where the output is for a program.
    :raises ClickException: when it is anything else, or none at all.
    """
    answer = typed_after(f"{question} [o/N]", default="", err=err)
    if answer.strip().casefold() not in _YES:
        raise click.ClickException(_UNCHANGED)


def typed_after(question: str, *, default: str | None = None, err: bool = False) -> str:
    """Give what is typed after a question.

    :raises ClickException: when nothing is: Ctrl-C, or the end of the input.
    """
    try:
        answer: str = click.prompt(question, default=default, show_default=False, err=err)
    except click.Abort as stopped:
        click.echo(err=True)  # ends the line of the question
        raise click.ClickException(_UNCHANGED) from stopped
    return answer


def ask_on_a_terminal(question: str, *, err: bool = False) -> None:
    """Ask where somebody sits; a pipe has decided already.

    :raises ClickException: when the answer is not yes.
    """
    if sys.stdin.isatty():
        ask(question, err=err)
