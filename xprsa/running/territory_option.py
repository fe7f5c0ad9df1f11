"""The territory that a command is about."""

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
