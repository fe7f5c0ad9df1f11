"""For developers: the next revision of the schema, and rows to try the later ones on."""

from pathlib import Path

import click

from xprsa.commands.opening import CommandRefused
from xprsa.storage.writing_migrations import write_migration

_CHECKOUT = Path(__file__).parents[2]
_ROWS = _CHECKOUT / "tests/contracts/rows"


@click.command()
@click.argument("what_changes")
def migration(*, what_changes: str) -> None:
    """Write the next revision of the schema, in a checkout. WHAT_CHANGES names it, in a few words.

    The rows on which later revisions are tried begin as those of the revision before.
    """
    if not _ROWS.is_dir():
        raise CommandRefused("Une migration s’écrit dans une copie du dépôt, pas dans un paquet installé.")
    before = max(_ROWS.glob("*.sql"))
    revision = write_migration(what_changes)
    rows = _ROWS / f"{revision.name.partition('_')[0]}.sql"
    rows.write_bytes(before.read_bytes())
    if "    pass\n" in revision.read_text(encoding="utf-8"):
        click.echo("Rien à écrire n’a été vu. Des données qui bougent s’écrivent à la main.")
    click.echo(
        f"À relire et à compléter\u00a0: {revision.relative_to(_CHECKOUT)}, {rows.relative_to(_CHECKOUT)}"
    )
