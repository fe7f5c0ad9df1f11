"""The commands of those who make or choose modules: list them, check one."""

from datetime import UTC, datetime
from pathlib import Path

import click

from xprsa.modules.checking import checked
from xprsa.modules.printable import printable
from xprsa.modules.registry import ModuleWrong, installed, open_module


@click.group()
def modules() -> None:
    """Scoring modules: which are here, and whether one keeps its word."""


@modules.command("list")
def list_modules() -> None:
    """List the modules that are installed here, with what their cards say."""
    today = datetime.now(UTC).date()
    found = installed()
    for entry in found:
        try:
            module = open_module(entry.name)
        except ModuleWrong as wrong:
            click.echo(printable(f"✗ {entry.name}\u202f: {wrong}"))
            continue
        card = module.card
        ends = "expirée le" if module.has_expired(on=today) else "valable jusqu’au"
        line = f"✓ {entry.name} {card.version}\u202f: {card.title} (fiche {ends} {card.expires_on})"
        click.echo(printable(line))
    if not found:
        click.echo("Aucun module n’est installé.")


@modules.command("check")
@click.argument("module")
@click.option("--card", type=click.Path(path_type=Path), help="Fiche d’un module qui n’est pas en Python.")
@click.option(
    "--patience", type=click.FloatRange(min=0.05), default=10.0, show_default=True, help="Secondes."
)
def check_module(*, module: str, card: Path | None, patience: float) -> None:
    """Check MODULE: its name, or python:PACKAGE.MODULE:NAME, command:..., https://..., files:DIRECTORY."""
    try:
        opened = open_module(module, card=card, patience=patience)
    except ModuleWrong as wrong:
        raise click.ClickException(printable(str(wrong))) from wrong
    outcomes = []
    for outcome in checked(opened, on=datetime.now(UTC).date()):
        click.echo(printable(f"{'✓' if outcome.is_good else '✗'} {outcome.sentence}"))
        outcomes.append(outcome.is_good)
    if not all(outcomes):
        raise click.ClickException(f"Points à revoir\u00a0: {outcomes.count(False)} sur {len(outcomes)}.")
    line = f"{opened.card.name} {opened.card.version}\u202f: tout est en ordre. Empreinte {opened.digest}"
    click.echo(printable(line))
