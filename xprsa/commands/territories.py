"""The commands that list the territories of a service, and add one beside the first."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import click

from xprsa.accounts.staff.founding import Founding, found_another
from xprsa.accounts.staff.team import AlreadyIn
from xprsa.commands.opening import CommandRefused
from xprsa.domain.contact import mail_address
from xprsa.domain.territory import FRENCH_ZONES
from xprsa.running.service import Service
from xprsa.storage.database import Collision

_CODE = re.compile(r"0?(2[AB]|\d{2})|9\d{2}")
_QUESTIONS = (
    click.option("--code", prompt="Code du territoire (075, 2A, 974)"),
    click.option("--name", prompt="Nom du territoire"),
    click.option("--zone", type=click.Choice(FRENCH_ZONES), default="Europe/Paris", show_default=True),
    click.option("--phone", prompt="Téléphone du service"),
    click.option("--organisation", prompt="Organisme du premier responsable"),
    click.option("--first-name", prompt="Prénom du premier responsable"),
    click.option("--last-name", prompt="Nom du premier responsable"),
    click.option("--email", prompt="Courriel du premier responsable"),
)


def asked_to_found(command: Callable[..., Any]) -> Callable[..., Any]:
    """Ask what a territory begins with, unless the options say so."""
    for question in reversed(_QUESTIONS):
        command = question(command)
    return command


def founding_of(answers: Mapping[str, str]) -> Founding:
    """Read what a territory begins with.

    :raises CommandRefused: when a code is none, a name is missing, or no mail reaches the manager.
    """
    typed = {name: answer.strip() for name, answer in answers.items()}
    if not _CODE.fullmatch(typed["code"].upper()):
        raise CommandRefused("Ce code n’est pas celui d’un territoire. Écrivez par exemple 075, 2A ou 974.")
    if not all(typed.values()):
        raise CommandRefused("Une réponse est vide. Répondez à chaque question, puis recommencez.")
    address = mail_address(typed["email"])
    if address is None:
        raise CommandRefused("Aucun courriel n’arrive à cette adresse. Relisez-la, puis recommencez.")
    return Founding(**{**typed, "code": typed["code"].upper(), "email": address})


@click.group("territory")
def territory() -> None:
    """List the territories of this service, add one."""


@territory.command("list")
@click.pass_obj
def list_(service: Service) -> None:
    """List the territories, by code."""
    for known in service.territories():
        fictitious = ", fictif" if known.is_fictitious else ""
        click.echo(f"{known.code:<4} {known.name} ({known.zone}{fictitious})")
    if not service.territories():
        click.echo("Il n’y a pas encore de territoire. Lancez d’abord xprsa init.")


@territory.command("add")
@asked_to_found
@click.pass_obj
def add(service: Service, /, **answers: str) -> None:
    """Add a territory with its first manager; print the invitation."""
    founding = founding_of(answers)
    known = service.territories()
    if not known:
        raise CommandRefused("Il n’y a pas encore de territoire. Lancez d’abord xprsa init.")
    if any(other.is_fictitious for other in known):
        raise CommandRefused("Cette base est une démonstration. Un vrai territoire va dans une autre base.")
    for other in known:
        if _bare(other.code) == _bare(founding.code):
            raise CommandRefused(f"Le territoire {other.code} existe déjà ({other.name}). Rien n’a changé.")
    try:
        link = found_another(service, founding)
    except AlreadyIn as already:
        raise CommandRefused(
            "Cette adresse a déjà un accès. Prenez-en une autre pour le premier responsable. Rien n’a changé."
        ) from already
    except Collision as other:
        raise CommandRefused("Ce territoire vient d’être ajouté. Rien n’a changé.") from other
    click.echo(
        f"Territoire {founding.code} ajouté. Donnez ce lien au responsable, il vaut sept jours\u00a0: {link}"
    )


def _bare(code: str) -> str:
    """Give a code without the zeros that some write in front."""
    return code.upper().lstrip("0")
