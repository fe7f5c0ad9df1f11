"""Asks whoever runs a command, in French, before what cannot be undone."""

import sys

import click

_YES = frozenset({"o", "oui", "y", "yes"})


def ask(question: str, *, err: bool = False) -> None:
    """Go on only when the answer is yes.

    :param err: ask on the error stream, where the output is for a program.
    :raises ClickException: when it is anything else.
    """
    answer = click.prompt(f"{question} [o/N]", default="", show_default=False, err=err)
    if answer.strip().casefold() not in _YES:
        raise click.ClickException("Rien n’a changé.")


def ask_on_a_terminal(question: str, *, err: bool = False) -> None:
    """Ask where somebody sits; a pipe has decided already.

    :raises ClickException: when the answer is not yes.
    """
    if sys.stdin.isatty():
        ask(question, err=err)
