"""The commands of the journal: hold it against its seals, also against one that was kept elsewhere."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from xprsa.commands.opening import CommandRefused
from xprsa.running.journal import verify as verify_journal
from xprsa.running.service import Service
from xprsa.web.i18n import count

LATE = 3  # exit code: nothing changed, but lines wait for their seal

_UNREADABLE = (
    "{} ne peut pas être lu. Donnez un fichier enregistré depuis /schemas/xprsa.journal.json,"
    " ou le manifeste d’une sauvegarde."
)


@click.group("journal")
def journal() -> None:
    """Verify that no line of the journal changed since it was sealed."""


@journal.command("verify")
@click.option(
    "--published",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Seals kept elsewhere: a saved /schemas/xprsa.journal.json, or a backup’s manifest. Repeatable.",
)
@click.pass_obj
def verify(service: Service, *, published: tuple[Path, ...]) -> None:
    """Hold every line of the last year, every seal and those kept elsewhere against each other.

    Exit code 1: something changed since it was sealed. 3: nothing did, but lines wait too long for a seal.
    """
    kept: dict[int, str] = {}
    for path in published:
        for number, chain in _read(path).items():
            if kept.setdefault(number, chain) != chain:
                raise CommandRefused(f"Le sceau {number} n’est pas le même dans deux de ces fichiers.")
    report = verify_journal(service, kept=kept)
    for fault in report.faults:
        click.echo(fault)
    if report.faults:
        raise CommandRefused("Le journal n’est pas celui qui a été scellé.")
    seals, lines = count(report.seals, "sceau", "sceaux"), count(report.lines, "ligne relue", "lignes relues")
    click.echo(f"Journal intact\u00a0: {seals}, {lines}.")
    if published:
        click.echo(f"{count(len(kept), 'sceau gardé', 'sceaux gardés')} ailleurs\u00a0: les mêmes qu’ici.")
    if report.late_since is not None:
        click.echo(
            f"Mais des lignes attendent leur sceau depuis le {report.late_since:%d/%m/%Y}\u00a0: si l’une"
            " changeait, cela ne se verrait pas. Voyez si `xprsa work` tourne et si l’horloge n’est pas en"
            " doute (`xprsa check`)."
        )
        raise SystemExit(LATE)


def _read(path: Path) -> Mapping[int, str]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        seals = said["seals"] if "seals" in said else filter(None, [said["journal"]])
        return {int(seal["number"]): str(seal["chain"]) for seal in seals}
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise CommandRefused(_UNREADABLE.format(path)) from wrong
