"""The territory that a command is about, by its code."""

import click

from xprsa.domain.territory import Territory
from xprsa.running.service import Service


def territory_named(service: Service, code: str) -> Territory:
    """Give the territory with a code; the only one when nothing is named.

    :raises ClickException: when there is none yet.
    :raises UsageError: when several are possible, or none has this code.
    """
    known = service.territories()
    if not known:
        raise click.ClickException("Il n’y a pas encore de territoire. Lancez d’abord xprsa init.")
    if not code and len(known) == 1:
        return known[0]
    for territory in known:
        if territory.code == code:
            return territory
    codes = ", ".join(territory.code for territory in known)
    raise click.UsageError(f"Indiquez le territoire avec --territory, parmi {codes}.")


def territory_of_code(service: Service, code: str) -> Territory:
    """Give the territory with a code, written with or without the zeros in front.

    :raises ClickException: when none has it.
    """
    for territory in service.territories():
        if _bare(territory.code) == _bare(code):
            return territory
    raise click.ClickException(
        f"Aucun territoire ne porte le code {code}. Lancez xprsa territory list. Rien n’a changé."
    )


def _bare(code: str) -> str:
    return code.upper().lstrip("0")
