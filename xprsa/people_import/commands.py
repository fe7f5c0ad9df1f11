"""The command that brings people in from a file."""

import sys
from pathlib import Path

import click

from xprsa.domain.territory import Territory
from xprsa.people_import.records import FileRefused
from xprsa.people_import.service import Progress, Report, import_people, preview
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.storage.database import Collision, DatabaseAway


@click.group("people")
def people() -> None:
    """Bring people in."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.option("--only-good", is_flag=True, help="Write the good rows even when others are refused.")
@click.option("--territory", "code", default="", help="Code of the territory, when there are several.")
@click.pass_obj
def import_file(service: Service, *, file: Path, dry_run: bool, only_good: bool, code: str) -> None:
    """Import the people of FILE, a CSV as a spreadsheet saves it. Importing twice changes nothing."""
    territory = territory_named(service, code)
    content = file.read_bytes()
    try:
        with click.progressbar(
            length=1, label="Lignes", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:

            def progress(done: int, everything: int) -> None:
                bar.length = everything
                bar.update(done - bar.pos)

            report = _run(
                service, territory, content, dry_run=dry_run, only_good=only_good, progress=progress
            )
    except FileRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except Collision as busy:
        raise click.ClickException("Un autre import est en cours. Attendez sa fin, puis relancez.") from busy
    except DatabaseAway as away:
        raise click.ClickException("La base ne répond pas. Attendez un peu, puis relancez.") from away
    _tell(report, dry_run=dry_run, only_good=only_good)


def _run(
    service: Service,
    territory: Territory,
    content: bytes,
    *,
    dry_run: bool,
    only_good: bool,
    progress: Progress,
) -> Report:
    if dry_run:
        return preview(service, territory=territory, content=content, progress=progress)
    return import_people(
        service, territory=territory, content=content, actor=None, only_good=only_good, progress=progress
    )


def _tell(report: Report, *, dry_run: bool, only_good: bool) -> None:
    for warning in report.warnings:
        click.echo(f"Attention\u00a0: {warning}", err=True)
    for error in report.errors:
        click.echo(f"{error.place}\u00a0: {error.sentence}", err=True)
    click.echo(f"{summary(report)} {_outcome(report, dry_run=dry_run)}".rstrip())
    if report.errors and not only_good:
        click.get_current_context().exit(1)


def summary(report: Report) -> str:
    """Write the counts of a report in one sentence."""
    counts = report.counts
    return (
        f"Personnes nouvelles\u00a0: {counts.new}, changées\u00a0: {counts.changed},"
        f" inchangées\u00a0: {counts.unchanged}. Conseillers à inviter\u00a0: {counts.advisers}."
        f" Lignes refusées\u00a0: {counts.refused}."
    )


def _outcome(report: Report, *, dry_run: bool) -> str:
    if dry_run:
        return "C’est un essai\u00a0: rien n’est écrit."
    if not report.is_kept:
        return "Rien n’est écrit\u00a0: corrigez ces lignes, ou ajoutez --only-good."
    return ""
