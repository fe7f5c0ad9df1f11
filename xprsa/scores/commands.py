"""The commands of whoever keeps the service: draw a secret for an audit, propose a module, see, stop.

They join those of whoever makes or chooses modules, which ask for no service.
"""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import click

from xprsa.asking import ask_on_a_terminal
from xprsa.modules.commands import modules
from xprsa.modules.printable import printable
from xprsa.modules.registry import Module, ModuleWrong, open_module
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.scores import service as register
from xprsa.scores.demands import ProposalRefused
from xprsa.scores.installed import as_installed
from xprsa.scores.proposing import draw_secret, propose
from xprsa.scores.words import ONCE_STOPPED, ONCE_WITHDRAWN, REFUSALS, STATES
from xprsa.storage.register_entries import ModuleState

_CARD = click.option("--card", type=click.Path(path_type=Path), help="Fiche d’un module hors de Python.")
_TERRITORY = click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")
_GOING_ON = (ModuleState.PROPOSED, ModuleState.ACTIVE)


def _opened(text: str, card: Path | None) -> Module:
    try:
        return open_module(text, card=card)
    except ModuleWrong as wrong:
        raise click.ClickException(printable(str(wrong))) from wrong


@modules.command("draw-secret")
@click.argument("module")
@_CARD
@click.pass_obj
def draw(opened: Callable[[], Service], *, module: str, card: Path | None) -> None:
    """Draw the secret with which MODULE is to be audited before it is proposed; it is told once."""
    found = _opened(module, card)
    secret, drawn = draw_secret(opened(), found)
    more = "" if card is None else f" --card {card}"
    click.echo(
        f"Pour {found.card.name} {found.card.version}, empreinte {found.digest}."
        f" À proposer au plus tard le {drawn.holds_until}. Ce secret n’est dit qu’une fois :",
        err=True,
    )
    click.echo(secret)
    click.echo(f"xprsa lab run {module}{more} --secret {secret} --report DOSSIER", err=True)


@modules.command("activate")
@click.argument("module")
@click.option("--audit", type=click.Path(path_type=Path), required=True, help="Dossier du rapport signé.")
@click.option("--address", help="Où le rapport est publié ; par défaut, ce que dit la fiche.")
@_CARD
@_TERRITORY
@click.pass_obj
def activate(
    opened: Callable[[], Service],
    *,
    module: str,
    audit: Path,
    address: str | None,
    card: Path | None,
    territory: str,
) -> None:
    """Propose MODULE with its audit; two managers confirm it on a page before it is active."""
    service = opened()
    here = territory_named(service, territory)
    found = _opened(module, card)
    try:
        public_id = propose(service, found, directory=audit, address=address, territory=here)
    except ProposalRefused as refused:
        sentence = REFUSALS[refused.why].format(detail=printable(refused.detail))
        raise click.ClickException(f"{sentence} Rien n’est proposé.") from refused
    click.echo(
        f"{found.card.name} {found.card.version} est proposé, {here.name}. Deux responsables le confirment :"
        f" {service.settings.base_url}/gestion/modules/{public_id}"
    )


@modules.command("status")
@click.pass_obj
def status(opened: Callable[[], Service]) -> None:
    """List what is proposed and active, and whether what is installed is still what was confirmed."""
    service = opened()
    found = [
        (territory, module)
        for territory in service.territories()
        for module in register.modules(service, territory=territory.id)
        if module.state in _GOING_ON
    ]
    for territory, module in found:
        usable = ""
        if module.state is ModuleState.ACTIVE:
            try:
                is_used = register.is_active(service, as_installed(module), territory=territory)
                usable = ", utilisable" if is_used else ", INUTILISABLE : autre, ou fiche expirée"
            except ModuleWrong as wrong:
                usable = f", INUTILISABLE : {printable(str(wrong))}"
        named = f"{territory.code} {module.card.name} {module.card.version}"
        click.echo(f"{module.public_id} {named} : {STATES[module.state].lower()}{usable}")
    if not found:
        click.echo("Aucun module n’est proposé ni actif.")


@modules.command("stop")
@click.argument("module", metavar="ID", type=click.UUID)
@_TERRITORY
@click.pass_obj
def stop(opened: Callable[[], Service], *, module: UUID, territory: str) -> None:
    """Stop the active module ID at once, or withdraw the proposed one; on a terminal, ask first."""
    service = opened()
    here = territory_named(service, territory)
    try:
        found = register.find(service, module, territory=here.id)
        named = f"{found.card.name} {found.card.version}"
        if found.state not in _GOING_ON:
            raise click.ClickException(f"{named} : {STATES[found.state].lower()} déjà. Rien n’a changé.")
        after = ONCE_STOPPED if found.state is ModuleState.ACTIVE else ONCE_WITHDRAWN
        click.echo("\n".join((f"{named}, {here.name}.", *after)), err=True)
        ask_on_a_terminal("Continuer ?", err=True)
        register.end(service, module, territory=here.id, actor=None, seen=found.seen)
    except LookupError as unknown:
        raise click.ClickException("Aucun module n’a ce numéro ici. Voyez xprsa modules status.") from unknown
    except register.ModuleMoved as moved:
        raise click.ClickException("Ce module a changé entre-temps. Recommencez.") from moved
    click.echo(f"{named} : {'arrêté' if found.state is ModuleState.ACTIVE else 'retiré'}, {here.name}.")
