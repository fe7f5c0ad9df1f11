"""The commands that make a token for a machine, list tokens, and revoke one."""

from collections.abc import Callable
from typing import Any

import click

from xprsa.api.tokens import (
    ModuleNotActive,
    PurposeNotOpen,
    TokenRequest,
    find_token,
    make_token,
    new_handle,
    purposes,
    revoke_token,
)
from xprsa.api.tokens import tokens as tokens_of
from xprsa.api.words import STATES, answers_of, once_made, once_revoked
from xprsa.asking import ask_on_a_terminal
from xprsa.domain.machine_token import LONGEST_LABEL, MOST_DAYS, USUAL_DAYS
from xprsa.modules.printable import printable
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.scoring.purpose import Purpose
from xprsa.storage.tokens import MachineToken
from xprsa.web.i18n import count


def _territory_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")(command)


@click.group("tokens")
def tokens() -> None:
    """Let machines read what left for a purpose, and answer: make tokens, list and revoke them."""


@tokens.command("add")
@click.option("--purpose", "code", required=True, type=click.Choice([purpose.value for purpose in Purpose]))
@click.option("--label", required=True, help="Quel programme s’en servira.")
@click.option("--answers-of", "module", metavar="MODULE", help="Module actif dont il donnera les réponses.")
@click.option("--days", default=USUAL_DAYS, show_default=True, type=click.IntRange(1, MOST_DAYS))
@_territory_option
@click.pass_obj
def add(service: Service, *, code: str, label: str, module: str | None, days: int, territory: str) -> None:
    """Make a token for a purpose: written once, alone on the output; on a terminal, ask first."""
    here = territory_named(service, territory)
    wanted = next((purpose for purpose in purposes(service, territory=here.id) if purpose.code == code), None)
    if wanted is None:
        raise click.ClickException(f"« {code} » n’est pas ouverte ici. Rien n’a changé.")
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise click.UsageError(f"--label : écrivez {LONGEST_LABEL} signes au plus, et au moins un.")
    _confirm([f"Destinataire : {wanted.card.recipient}", *once_made(module)])
    request = TokenRequest(new_handle(), label.strip(), wanted, days, module)
    try:
        token = make_token(service, request)
    except PurposeNotOpen as changed:
        raise click.ClickException("La finalité a changé entre-temps. Recommencez.") from changed
    except ModuleNotActive as stopped:
        told = f"Aucun module «\u00a0{printable(module or '')}\u00a0» n’est actif ici pour cette finalité."
        raise click.ClickException(f"{told} Rien n’a changé.") from stopped
    click.echo(token)
    told = f"Le jeton xprsa_{request.handle} est fait, {here.name}, pour {count(days, 'jour', 'jours')}."
    click.echo(told, err=True)


@tokens.command("list")
@_territory_option
@click.pass_obj
def list_(service: Service, *, territory: str) -> None:
    """List every token by its public name, and whether it opens something."""
    known = tokens_of(service, territory=territory_named(service, territory).id)
    for token in known:
        click.echo(_line(service, token))
    if not known:
        click.echo("Aucun jeton.", err=True)


@tokens.command("revoke")
@click.argument("name")
@_territory_option
@click.pass_obj
def revoke(service: Service, *, name: str, territory: str) -> None:
    """Revoke the token with the public name NAME, as the list writes it; on a terminal, ask first."""
    here = territory_named(service, territory)
    found = find_token(service, name.removeprefix("xprsa_"), territory=here.id)
    if found is None:
        raise click.ClickException(f"Il n’y a pas de jeton « {name} » ici. Rien n’a changé.")
    _confirm([f"Jeton : {found.label}", *once_revoked(found.answers_of)])
    if not revoke_token(service, found):
        raise click.ClickException("Ce jeton n’ouvrait déjà plus rien. Rien n’a changé.")
    click.echo(f"Le jeton xprsa_{found.handle} est révoqué, {here.name}.")


def _line(service: Service, token: MachineToken) -> str:
    state = STATES[token.state(service.now())].lower()
    used = f"{token.used_at:%Y-%m-%d}" if token.used_at else "jamais"
    until = f"{token.expires_at:%Y-%m-%d}"
    line = f"xprsa_{token.handle}  {state:<8} {token.code:<11} fin {until}  servi {used:<10}  {token.label}"
    return line if token.answers_of is None else f"{line}  ({answers_of(token.answers_of)})"


def _confirm(lines: list[str]) -> None:
    """Show what is about to happen, and ask on a terminal; a pipe has decided already."""
    click.echo("\n".join(lines), err=True)
    ask_on_a_terminal("Continuer ?", err=True)
