"""The command that brings people in from a file, beside those that undo it."""

import sys
from pathlib import Path

import click

from xprsa.domain.territory import Territory
from xprsa.people_import.columns import COLUMNS
from xprsa.people_import.doubts import Sure
from xprsa.people_import.records import FileRefused, folded
from xprsa.people_import.refusing import refusing_for_now
from xprsa.people_import.sealed_upload import Upload
from xprsa.people_import.service import Progress, Report, import_people, preview
from xprsa.people_import.titles import TitlesUnclear
from xprsa.people_import.undo_commands import imports, undo
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named

MOST_TOLD = 200  # doubts


@click.group("people")
def people() -> None:
    """Bring people in, and undo it."""


people.add_command(imports)
people.add_command(undo)


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.option("--only-good", is_flag=True, help="Write the good rows even when others are refused.")
@click.option("--territory", "code", default="", help="Code of the territory, when there are several.")
@click.option(
    "--column",
    "named",
    multiple=True,
    metavar="TITLE=COLUMN",
    help="Say what a column is; nothing after = skips it.",
)
@click.option("--sure", "lines", multiple=True, type=int, metavar="LINE", help="Confirm a doubtful row.")
@click.option("--many", is_flag=True, help="Confirm that as many people change their name or contact.")
@click.pass_obj
def import_file(
    service: Service,
    *,
    file: Path,
    dry_run: bool,
    only_good: bool,
    code: str,
    named: tuple[str, ...],
    lines: tuple[int, ...],
    many: bool,
) -> None:
    """Import the people of FILE, a workbook (.xlsx, .ods) or a CSV. Importing twice changes nothing."""
    territory = territory_named(service, code)
    upload = Upload(file.read_bytes(), dict(_named(text) for text in named))
    try:
        with (
            refusing_for_now(),
            click.progressbar(
                length=1, label="Lignes", file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as bar,
        ):

            def progress(done: int, everything: int) -> None:
                bar.length = everything
                bar.update(done - bar.pos)

            report = _run(
                service,
                territory,
                upload,
                dry_run=dry_run,
                only_good=only_good,
                sure=Sure(frozenset(lines), many=many),
                progress=progress,
            )
    except TitlesUnclear as unclear:
        raise click.ClickException(f'{unclear} Ou nommez-les\u00a0: --column "Titre=reference".') from unclear
    except FileRefused as refused:
        raise click.ClickException(str(refused)) from refused
    _tell(report, dry_run=dry_run, only_good=only_good)


def _named(text: str) -> tuple[str, str]:
    title, sign, column = text.rpartition("=")
    if not sign or column not in ("", *COLUMNS):
        raise click.BadParameter(f"{text}\u00a0: écrivez Titre=colonne, avec une colonne de docs/import.md.")
    return folded(title), column


def _run(
    service: Service,
    territory: Territory,
    upload: Upload,
    *,
    dry_run: bool,
    only_good: bool,
    sure: Sure,
    progress: Progress,
) -> Report:
    if dry_run:
        return preview(
            service, territory=territory, content=upload.content, chosen=upload.chosen, progress=progress
        )
    return import_people(
        service,
        territory=territory,
        content=upload.content,
        chosen=upload.chosen,
        actor=None,
        only_good=only_good,
        sure=sure,
        progress=progress,
    )


def _tell(report: Report, *, dry_run: bool, only_good: bool) -> None:
    for warning in report.warnings:
        click.echo(f"Attention\u00a0: {warning}", err=True)
    for error in report.errors:
        click.echo(f"{error.place}\u00a0: {error.sentence}", err=True)
    for doubt in report.doubts[:MOST_TOLD]:
        way = f"«\u00a0{doubt.answer}\u00a0»\u00a0: ajoutez --sure {doubt.line}."
        click.echo(f"{doubt.place}\u00a0: {doubt.sentence} {way}", err=True)
    if more := len(report.doubts[MOST_TOLD:]):
        lines = "autre ligne" if more == 1 else "autres lignes"
        click.echo(f"Et {more} {lines} à confirmer. Partagez le fichier pour les voir.", err=True)
    if report.accident:
        click.echo(f"{report.accident} Si tout est juste, ajoutez --many.", err=True)
    if report.new_organisations:
        click.echo(f"Organismes nouveaux\u00a0: {', '.join(report.new_organisations)}.", err=True)
    if dry_run:
        _show(report)
    click.echo(f"{summary(report)} {_outcome(report, dry_run=dry_run)}".rstrip())
    if report.accident or ((report.errors or report.doubts) and not only_good):
        click.get_current_context().exit(1)


def _show(report: Report) -> None:
    """Write what would be stored of some new people, and what would change for some of the others."""
    for arrival in report.arrivals:
        stored = "\u202f; ".join(f"{label} {value}" for label, value in arrival.stored)
        click.echo(f"Nouvelle personne\u00a0: {arrival.name} ({arrival.reference})\u00a0: {stored}", err=True)
    if more := report.more_arrivals:
        people = "autre personne nouvelle" if more == 1 else "autres personnes nouvelles"
        click.echo(f"Et {more} {people}.", err=True)
    for sample in report.samples:
        changes = "\u202f; ".join(f"{label} {was} → {would}" for label, was, would in sample.changes)
        click.echo(f"{sample.name} ({sample.reference})\u00a0: {changes}", err=True)


def summary(report: Report) -> str:
    """Write the counts of a report in one sentence."""
    counts = report.counts
    return (
        f"Personnes nouvelles\u00a0: {counts.new}, changées\u00a0: {counts.changed},"
        f" inchangées\u00a0: {counts.unchanged}. Conseillers à inviter\u00a0: {counts.advisers}."
        f" Lignes refusées\u00a0: {counts.refused}."
        + (f" Lignes à confirmer\u00a0: {counts.waiting}." if counts.waiting else "")
    )


def _outcome(report: Report, *, dry_run: bool) -> str:
    if dry_run:
        return "C’est un essai\u00a0: rien n’est écrit."
    if not report.is_kept:
        return "Rien n’est écrit\u00a0: corrigez ces lignes, ou ajoutez --only-good."
    return f"Pour annuler\u00a0: xprsa people undo {report.number}." if report.number else ""
