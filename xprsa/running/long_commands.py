"""What long commands share: they wait for another process that does the same, and tell how far they are."""

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import click

LONGEST_WAIT = 70.0  # seconds: by then what a process left that died is given up
PAUSE = 2.0  # seconds
_Done = TypeVar("_Done")


def told_on_a_terminal(say: Callable[[int, int], str]) -> Callable[[int, int], None]:
    """Make what tells on a terminal, in one line, how far a command is; in a pipe it says nothing."""
    if not sys.stderr.isatty():
        return lambda _first, _second: None
    return lambda first, second: click.echo(f"\r{say(first, second)}", err=True, nl=False)


def once_free(do: Callable[[], _Done], *, busy: type[Exception], told: str) -> _Done:
    """Do something as soon as no other process does.

    :param busy: what is raised while another does; raised on when that lasts `LONGEST_WAIT`.
    :param told: said once, on a terminal, to whoever waits.
    """
    given_up_at = time.monotonic() + LONGEST_WAIT
    is_told = False
    while True:
        try:
            return do()
        except busy:
            if time.monotonic() > given_up_at:
                raise
        if not is_told and sys.stderr.isatty():
            click.echo(told, err=True)
        is_told = True
        time.sleep(PAUSE)
