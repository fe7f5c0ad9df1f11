"""The command that invites a member of staff again, when no manager can."""

import click

from xprsa.accounts.staff.team import invite_again_by_command
from xprsa.commands.opening import CommandRefused
from xprsa.domain.contact import mail_address
from xprsa.running.service import Service


@click.command("invite")
@click.argument("email")
@click.pass_obj
def invite(service: Service, *, email: str) -> None:
    """Invite the member of staff with the address EMAIL again: print a link that sets both secrets anew."""
    link = invite_again_by_command(service, email=mail_address(email) or "")
    if link is None:
        raise CommandRefused(
            f"Aucun accès ouvert de l’équipe n’a l’adresse {email}. Rien n’a changé. Un accès fermé, ou"
            " nouveau, s’ouvre à la page «\u00a0Équipe\u00a0»."
        )
    click.echo(f"Donnez ce lien à {email}, il vaut sept jours et n’est montré qu’ici\u00a0: {link}")
    click.echo(
        "Les liens d’avant ne s’ouvrent plus. Le mot de passe et le téléphone d’avant servent jusqu’à ce que"
        " celui-ci soit ouvert. Le journal le dit."
    )
