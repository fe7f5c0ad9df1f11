"""The command that asks a module, tries that, or asks again what it was asked."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import click

from xprsa.answers.admission import CannotAskModule, admit
from xprsa.answers.asking import AskingUnderWay, ask_module, try_out
from xprsa.answers.asking_words import (
    CANNOT_WRITE,
    TAKEN_OVER,
    TRIES,
    UNDER_WAY,
    WAITS,
    WHY_NOT,
    counted,
    replayed_in_words,
    summed_up,
)
from xprsa.answers.engine import AskingProgress, AskingTakenOver, AskingWaits
from xprsa.answers.replaying import ReplayedAnswer, replay
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.export.commands import WeeksType
from xprsa.export.demands import CannotAsk
from xprsa.export.forms import REFUSALS
from xprsa.modules.printable import printable
from xprsa.running.long_commands import once_free, told_on_a_terminal
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.register_entries import RegisteredModule
from xprsa.web.i18n import count

_MOST_LISTED = 20
_ASKED_ALREADY = "Ce module est interrogé déjà. J’attends, une minute au plus."
_Done = TypeVar("_Done")


@click.command("score")
@click.argument("name", metavar="MODULE")
@click.option("--weeks", type=WeeksType(), metavar="2026-W40[..2026-W45]")
@click.option("--purpose", type=click.Choice([purpose.value for purpose in Purpose]), default="support")
@click.option("--dry-run", is_flag=True, help="Interroger, compter, et ne rien garder.")
@click.option("--replay", "replayed", type=click.UUID, metavar="ASKING", help="Reposer les mêmes questions.")
@click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")
@click.pass_obj
def score(
    service: Service,
    *,
    name: str,
    weeks: tuple[Week, Week] | None,
    purpose: str,
    dry_run: bool,
    replayed: UUID | None,
    territory: str,
) -> None:
    """Ask the active MODULE about everybody whom it may be asked about, and keep each answer once."""
    if (weeks is None) is (replayed is None) or (replayed is not None and dry_run):
        raise click.UsageError("Donnez --weeks (et --dry-run pour essayer), ou bien --replay.")
    here = territory_named(service, territory)
    if replayed is not None:
        _replay(service, name, replayed, here)
        return
    module = active_module(service, name, Purpose(purpose), here)
    if weeks is not None:
        click.echo(_tried(service, module, weeks) if dry_run else _asked(service, module, weeks))


def active_module(service: Service, name: str, purpose: Purpose, territory: Territory) -> RegisteredModule:
    """Find the active module with a name.

    :raises ClickException: when there is none.
    """
    with service.database.reading() as store:
        found = store.registered_modules.active(name, purpose, territory=territory.id)
    if found is None:
        raise click.ClickException(
            f"Aucun module «\u00a0{printable(name)}\u00a0» n’est actif ici pour {purpose.terms.serves}."
            " Voyez xprsa modules status."
        )
    return found


def _asked(service: Service, module: RegisteredModule, weeks: tuple[Week, Week]) -> str:
    asking = patiently(lambda: ask_module(service, module, weeks=weeks, progress=progress_told()))
    return summed_up(module.card, asking)


def _tried(service: Service, module: RegisteredModule, weeks: tuple[Week, Week]) -> str:
    click.echo(TRIES, err=True)
    heard = patiently(lambda: try_out(service, module, weeks=weeks, progress=progress_told()))
    told = counted(
        heard.total(),
        answers=heard["answers"],
        abstentions=heard["abstentions"],
        faults=heard["faults"],
    )
    return (
        f"{module.card.name} {module.card.version}\u00a0: {told}, {weeks[0]} à {weeks[1]}. Rien n’est gardé."
    )


def patiently(do: Callable[[], _Done]) -> _Done:
    """Ask, or wait for the asking under way, long enough to tell that its process died.

    :raises ClickException: with a sentence, when it cannot be done.
    """
    try:
        return once_free(do, busy=AskingUnderWay, told=_ASKED_ALREADY)
    except AskingUnderWay as busy:
        raise click.ClickException(UNDER_WAY) from busy
    except CannotAsk as refused:
        raise click.ClickException(REFUSALS[refused.why]) from refused
    except CannotAskModule as refused:
        raise click.ClickException(f"{WHY_NOT[refused.why]} Rien n’est gardé.") from refused
    except AskingTakenOver as taken:
        raise click.ClickException(TAKEN_OVER) from taken
    except AskingWaits as waits:
        raise click.ClickException(WAITS) from waits
    except OSError as failed:
        raise click.ClickException(f"{CANNOT_WRITE} ({failed.strerror}).") from failed


def progress_told() -> AskingProgress:
    """Tell on a terminal how far an asking is."""
    return told_on_a_terminal(
        lambda read, asked_about: (
            f"{count(read, 'personne lue', 'personnes lues')}, {count(asked_about, 'question', 'questions')}"
        )
    )


def _replay(service: Service, name: str, public_id: UUID, territory: Territory) -> None:
    """Ask again, list what differs, and end with exit code 1 when anything does."""
    with service.database.reading() as store:
        asking = store.askings.find(public_id, territory=territory.id)
        every = store.registered_modules.of_territory(territory.id)
    module = next((one for one in every if asking is not None and one.id == asking.module), None)
    if asking is None or module is None or module.card.name != name or asking.state is not AskingState.DONE:
        raise click.ClickException(f"{printable(name)} n’a ici aucune interrogation finie de ce numéro.")
    same = different = 0
    try:
        for one in replay(service, asking, admit(service, module), progress=progress_told()):
            same, different = same + one.is_same, different + (not one.is_same)
            if not one.is_same and different <= _MOST_LISTED:
                click.echo(_difference(one))
    except CannotAskModule as refused:
        raise click.ClickException(WHY_NOT[refused.why]) from refused
    except AskingWaits as waits:
        raise click.ClickException(WAITS) from waits
    told = replayed_in_words(same, different, left_out=asking.people - same - different)
    if different:
        raise click.ClickException(told)
    click.echo(told)


def _difference(one: ReplayedAnswer) -> str:
    """Say in a line what is kept, and what came back today."""
    kept, again = (told.answer or told.fault or "" for told in (one.kept, one.again))
    return printable(f"{one.kept.pseudonym[:16]} gardée : {kept} ; rejouée : {again}")
