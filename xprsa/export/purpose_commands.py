"""The commands that open a purpose, close it, and list what is open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from xprsa.asking import ask_on_a_terminal
from xprsa.export.purposes import (
    AlreadyOpen,
    NotOpen,
    PurposeChanged,
    close_purpose,
    ever_open,
    open_purpose,
    read_card,
)
from xprsa.export.words import ONCE_CLOSED, ONCE_OPEN, card_in_words
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.scoring.card import CardWrong
from xprsa.scoring.purpose import Purpose

_CODE = click.argument("code", type=click.Choice([purpose.value for purpose in Purpose]))


def _territory_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")(command)


@click.group("purpose")
def purpose() -> None:
    """Open and close what documents may leave for."""


@purpose.command("list")
@_territory_option
@click.pass_obj
def list_(service: Service, *, territory: str) -> None:
    """List every purpose, and whether it is open."""
    known = ever_open(service, territory=territory_named(service, territory).id)
    for code in Purpose:
        kept = known.get(code)
        if kept is None:
            state = "jamais ouverte"
        elif kept.closed_at is None:
            state = f"ouverte depuis le {kept.opened_at:%Y-%m-%d}"
        else:
            state = f"fermée depuis le {kept.closed_at:%Y-%m-%d}"
        click.echo(f"{code:<11} {state}")


@purpose.command("open")
@_CODE
@click.option("--card", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_territory_option
@click.pass_obj
def open_(service: Service, *, code: str, file: Path, territory: str) -> None:
    """Open the purpose CODE with the card in FILE (JSON); on a terminal, show it and ask first."""
    here = territory_named(service, territory)
    try:
        card = read_card(file.read_text("utf-8"), purpose=Purpose(code))
    except UnicodeDecodeError as wrong:
        raise click.ClickException("La fiche n’est pas un texte en UTF-8.") from wrong
    except CardWrong as wrong:
        raise click.ClickException(str(wrong)) from wrong
    _confirm([*(f"{label} : {words}" for label, words in card_in_words(card)), *ONCE_OPEN])
    try:
        open_purpose(service, card, territory=here.id)
    except AlreadyOpen as already:
        raise click.ClickException(f"« {code} » est déjà ouverte. Fermez-la d’abord.") from already
    click.echo(f"« {code} » est ouverte, {here.name}.")


@purpose.command("close")
@_CODE
@_territory_option
@click.pass_obj
def close(service: Service, *, code: str, territory: str) -> None:
    """Close the purpose CODE: no further run leaves."""
    here = territory_named(service, territory)
    known = ever_open(service, territory=here.id).get(Purpose(code))
    if known is None or not known.is_open:
        raise click.ClickException(f"« {code} » n’est pas ouverte ici. Rien n’a changé.")
    card = known.usable_card
    words = [f"{label} : {said}" for label, said in card_in_words(card)] if card else []
    _confirm([*words, *ONCE_CLOSED])
    try:
        close_purpose(service, Purpose(code), territory=here.id, seen=known.digest)
    except (NotOpen, PurposeChanged) as changed:
        raise click.ClickException("La finalité a changé entre-temps. Recommencez.") from changed
    click.echo(f"« {code} » est fermée, {here.name}.{f' Destinataire : {card.recipient}' if card else ''}")


def _confirm(lines: list[str] | tuple[str, ...]) -> None:
    """Show what is about to happen, and ask on a terminal; a pipe has decided already."""
    click.echo("\n".join(lines), err=True)
    ask_on_a_terminal("Continuer ?", err=True)
