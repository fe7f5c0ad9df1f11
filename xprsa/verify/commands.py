"""Tells at a shell whether a receipt was given by this service."""

import click

from xprsa.running.service import Service
from xprsa.verify.service import verified


@click.command()
@click.argument("receipt")
@click.pass_obj
def verify(service: Service, *, receipt: str) -> None:
    """Tell whether RECEIPT (its 32 digits) was given by this service, for which week and when."""
    given = verified(service, receipt)
    if given is None:
        raise click.ClickException("Aucun reçu ne porte ce numéro.")
    if not given.holds:
        raise click.ClickException("Ce reçu ne correspond pas à ce qui est gardé.")
    kept = given.receipt
    click.echo(f"Reçu valable : semaine {kept.week}, version {kept.version}, {kept.sent_at.isoformat()}.")
    if given.version.withdrawn_at:
        click.echo(f"Version retirée le {given.version.withdrawn_at.isoformat()}.")
    if last := given.replaced_by:
        state = ", retirée" if last.withdrawn_at else ""
        click.echo(f"Remplacée par la version {last.number}, {last.sent_at.isoformat()}{state}.")
