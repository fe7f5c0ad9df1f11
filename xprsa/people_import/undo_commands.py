"""The commands that list imports and undo one."""

from collections.abc import Iterable
from datetime import datetime

import click

from xprsa.asking import ask_on_a_terminal
from xprsa.domain.rule import RuleBroken
from xprsa.domain.territory import Territory
from xprsa.domain.undoing import PastImport
from xprsa.people_import.refusing import refusing_for_now
from xprsa.people_import.undoing import WHY_KEPT, Undoing, past_imports, preview_undoing, undo_import
from xprsa.running.service import Service
from xprsa.web.i18n import count
from xprsa.web.sentences import sentence

MOST_TOLD = 200  # people of a list
_BY_COMMAND = "la ligne de commande"
_BEFORE = ("Sera supprimée", "Redeviendra comme avant", "Restera")
_AFTER = ("Supprimée", "Remise comme avant", "Reste")
_CONSEQUENCES = (
    "Des personnes supprimées, le dossier, les courriers et les accès partent.",
    "Si un contact redevient celui d’avant, connexions, téléphones reconnus, courriers et codes se ferment.",
)


@click.command("imports")
@click.pass_obj
def imports(service: Service) -> None:
    """List the imports of the last days, by number; `undo` takes one back."""
    found = [
        (territory, past)
        for territory in service.territories()
        for past in past_imports(service, territory=territory.id)
    ]
    for territory, past in found:
        done = f"{territory.code}, le {_moment(past.at, territory)}, par {past.by or _BY_COMMAND}"
        counts = f"Nouvelles\u00a0: {past.added}, changées\u00a0: {past.changed}"
        click.echo(f"{past.number}\u00a0: {done}. {counts}. {_state(past, territory)}")
    if not found:
        click.echo("Aucun import n’a changé quelque chose depuis sept jours.")


@click.command("undo")
@click.argument("number", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@click.option("--dry-run", is_flag=True, help="Say what would change; undo nothing.")
@click.pass_obj
def undo(service: Service, *, number: int, dry_run: bool) -> None:
    """Name whom undoing the import ID concerns, ask on a terminal, then undo it as a whole.

    Whoever did something since stays as they are, and is named.
    """
    try:
        with refusing_for_now():
            undoing = preview_undoing(service, number, territory=None)
            if not dry_run:
                _foretell(service, undoing)
                undoing = undo_import(service, number, territory=None, actor=None)
    except LookupError as unknown:
        raise click.ClickException(
            f"Aucun import n’a le numéro {number}. Voyez\u00a0: xprsa people imports."
        ) from unknown
    except RuleBroken as broken:
        raise click.ClickException(sentence(broken)) from broken
    _tell(undoing, dry_run=dry_run)


def _foretell(service: Service, undoing: Undoing) -> None:
    """Say whose import it is and what undoing it does; on a terminal ask, a pipe has decided already."""
    past = undoing.past
    here = service.territory(past.territory)
    click.echo(
        f"Import {past.number}, {here.name} ({here.code}), fait le {_moment(past.at, here)},"
        f" par {past.by or _BY_COMMAND}. Rien n’est encore annulé.",
        err=True,
    )
    _tell_people(undoing, _BEFORE)
    for consequence in _CONSEQUENCES:
        click.echo(consequence, err=True)
    click.echo(
        f"À supprimer\u00a0: {len(undoing.removed)}, à remettre comme avant\u00a0: {len(undoing.restored)},"
        f" à laisser comme elles sont\u00a0: {len(undoing.kept)}.",
        err=True,
    )
    ask_on_a_terminal("Continuer ?", err=True)


def _tell_people(undoing: Undoing, words: tuple[str, str, str]) -> None:
    removed, restored, stays = words
    _tell_names(removed, ((person.account.name, person.file_reference) for person in undoing.removed))
    _tell_names(restored, ((person.name, person.now.file_reference) for person in undoing.restored))
    for person in undoing.kept[:MOST_TOLD]:
        because = WHY_KEPT[person.because]
        click.echo(f"{stays}\u00a0: {person.name} ({person.file_reference}). {because}", err=True)
    _tell_more(len(undoing.kept))
    brought = undoing.organisations + undoing.advisers
    for name in brought[:MOST_TOLD]:
        click.echo(f"Entré avec cet import, part s’il ne sert plus\u00a0: {name}", err=True)
    _tell_more(len(brought))


def _tell(undoing: Undoing, *, dry_run: bool) -> None:
    _tell_people(undoing, _AFTER)
    click.echo(
        f"Personnes supprimées\u00a0: {len(undoing.removed)},"
        f" remises comme avant\u00a0: {len(undoing.restored)},"
        f" laissées comme elles sont\u00a0: {len(undoing.kept)}."
        + (" C’est un essai\u00a0: rien n’est annulé." if dry_run else "")
    )


def _tell_names(what: str, people: Iterable[tuple[str, str]]) -> None:
    told = list(people)
    for name, reference in told[:MOST_TOLD]:
        click.echo(f"{what}\u00a0: {name} ({reference})", err=True)
    _tell_more(len(told))


def _tell_more(number: int) -> None:
    if number > MOST_TOLD:
        click.echo(f"Et {count(number - MOST_TOLD, 'autre', 'autres')}.", err=True)


def _state(past: PastImport, territory: Territory) -> str:
    if past.undone_at:
        return f"Annulé le {_moment(past.undone_at, territory)}, par {past.undone_by or _BY_COMMAND}."
    return f"S’annule jusqu’au {_moment(past.until, territory)}."


def _moment(instant: datetime, territory: Territory) -> str:
    return f"{instant.astimezone(territory.zone):%d/%m/%Y à %H:%M}"
