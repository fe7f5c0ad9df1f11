"""What the commands on people say when they cannot go on for now."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from xprsa.storage.database import Collision, DatabaseAway


@contextmanager
def refusing_for_now() -> Iterator[None]:
    """Turn what passes by itself into a sentence and exit code 1: what was begun is not written."""
    try:
        yield
    except Collision as busy:
        raise click.ClickException("Un autre import est en cours. Attendez sa fin, puis relancez.") from busy
    except DatabaseAway as away:
        raise click.ClickException("La base ne répond pas. Attendez un peu, puis relancez.") from away
