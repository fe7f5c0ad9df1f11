"""Makes what a service begins with: its database, its keys, its first territory."""

from pathlib import Path

import click

from xprsa.accounts.staff.founding import Founding, found
from xprsa.commands.belonging import add_key, mend_marks, new_uses, refuse_other_keys
from xprsa.commands.opening import CommandRefused, migrated, open_service, prepared, refusing
from xprsa.domain.contact import mail_address
from xprsa.domain.territory import FRENCH_ZONES
from xprsa.gateways.keyring import Keyring
from xprsa.settings import Settings
from xprsa.storage.database import Database


@click.command()
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Bring the database up to date; run again, it changes nothing."""
    database = migrated(settings)
    click.echo("La base est à jour.")
    if settings.keyring.exists():
        with refusing():
            _complete(database, settings.keyring)
    database.dispose()


def _complete(database: Database, path: Path) -> None:
    """Add the keys of uses that are new since the keyring was made: nothing stored depends on them yet."""
    keyring = Keyring.load(path)
    refuse_other_keys(database, keyring)
    mend_marks(database, keyring)
    for use in new_uses(database, keyring):
        click.echo(f"Clé ajoutée : {add_key(database, path, use)}. Lancez `xprsa backup`.")


@click.command()
@click.option("--code", prompt="Code du territoire (075, 2A, 974)")
@click.option("--name", prompt="Nom du territoire")
@click.option("--zone", type=click.Choice(FRENCH_ZONES), default="Europe/Paris", show_default=True)
@click.option("--phone", prompt="Téléphone du service")
@click.option("--organisation", prompt="Organisme du premier responsable")
@click.option("--first-name", prompt="Prénom du premier responsable")
@click.option("--last-name", prompt="Nom du premier responsable")
@click.option("--email", prompt="Courriel du premier responsable")
@click.pass_obj
def init(settings: Settings, /, **answers: str) -> None:
    """Make the first territory, its manager and the keys."""
    prepared(settings)
    service = open_service(settings)
    if service.territories():
        raise CommandRefused("Un territoire existe déjà. Rien n’a changé.")
    address = mail_address(answers["email"])
    if address is None:
        raise CommandRefused("Aucun courriel n’arrive à cette adresse. Relisez-la, puis recommencez.")
    link = found(service, Founding(**{**answers, "email": address}))
    click.echo(f"Territoire créé. Donnez ce lien au responsable, il vaut sept jours\u00a0: {link}")
    click.echo(
        f"Lancez `xprsa backup` : sans le trousseau {settings.keyring}, une copie de la base ne sert à rien."
    )
