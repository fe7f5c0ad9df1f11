"""The command that tells what retention deletes, then does the pass that the worker would do."""

from datetime import datetime

import click

from xprsa.commands.erasing import STILL_READ, erase_those_who_came_back, tell_who_came_back, to_write
from xprsa.commands.opening import CommandRefused, refusing
from xprsa.domain import retention
from xprsa.running.clock_guard import SENTENCES, WAY_OUT
from xprsa.running.erasure import look_again
from xprsa.running.retention_report import HeldWeek, KindReport, RetentionReport, report
from xprsa.running.service import Service
from xprsa.running.upkeep import most_of, tidy
from xprsa.web.i18n import count

_MOST_NAMED = 200  # held weeks


@click.command("forget")
@click.option("--dry-run", is_flag=True, help="Say what would go and what is held; delete nothing.")
@click.pass_obj
def forget(service: Service, *, dry_run: bool) -> None:
    """Tell what was kept long enough, and what is held; then delete what was announced and is due."""
    with refusing():
        found = report(service)
        _tell(found)
        _tell_unreached(service)
        if dry_run:
            tell_who_came_back(service)
            click.echo("C’est un essai : rien n’est supprimé.")
            return
        look_again(service)
        erase_those_who_came_back(service)  # whatever the clock says: they were erased once already
        if found.doubt is not None:
            raise CommandRefused(f"{SENTENCES[found.doubt]} {WAY_OUT}")
        click.echo(f"Lignes et dossiers supprimés : {tidy(service)}.")
        if not service.database.leave_nothing_behind():
            click.echo(STILL_READ)


def _tell(found: RetentionReport) -> None:
    click.echo(f"Conservation, le {moment(found.at)}.")
    if found.doubt is not None:
        click.echo(f"Tout est retenu : {SENTENCES[found.doubt]} {WAY_OUT}")
    for kind in found.kinds:
        click.echo(f"- {kind.period.what} : {kept(kind)}")
        for held_week in kind.held[:_MOST_NAMED]:
            click.echo(f"  Retenu : {_held(held_week)}")
        if len(kind.held) > _MOST_NAMED:
            more = count(len(kind.held) - _MOST_NAMED, "autre semaine retenue", "autres semaines retenues")
            click.echo(f"  Et {more}.")


def _tell_unreached(service: Service) -> None:
    """Name whoever is still to be told to delete, and no export tells."""
    with service.database.reading() as store:
        unreached = store.erased_documents.unreached()
    for owed in unreached:
        click.echo(f"- {to_write(owed)}")


def kept(kind: KindReport) -> str:
    """Say how many are over, since when, and when they go."""
    unit = "dossiers" if kind.period is retention.DECLARATIONS else "lignes"
    said = f"{unit} à supprimer : {kind.over}"
    if kind.oldest is not None:
        said += f", depuis le {kind.oldest:%d/%m/%Y}"
    if kind.going:
        said += f" ; au prochain passage : {kind.going} (au plus {most_of(kind.period)})"
    if kind.notice is not None and not kind.going:
        said += f" ; annoncées : {kind.notice.rows}, dès le {moment(kind.notice.due_at)}"
    elif kind.over and not kind.going:
        said += " ; rien n’est encore annoncé, rien ne part"
    return f"{said}."


def _held(held_week: HeldWeek) -> str:
    since = f"{held_week.since:%d/%m/%Y}"
    return f"dossier {held_week.reference}, semaine {held_week.week}, contestation ouverte le {since}."


def moment(instant: datetime) -> str:
    """Write an instant for whoever runs the service."""
    return f"{instant:%d/%m/%Y à %H:%M} UTC"
