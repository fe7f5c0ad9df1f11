"""Makes what a service begins with: its database, its keys, its first territory."""

from pathlib import Path

import click

from xprsa.accounts.staff.founding import found
from xprsa.commands.belonging import add_key, mend_marks, new_uses, refuse_other_keys
from xprsa.commands.opening import CommandRefused, migrated, open_service, prepared, refusing
from xprsa.commands.territories import asked_to_found, founding_of
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
@asked_to_found
@click.pass_obj
def init(settings: Settings, /, **answers: str) -> None:
    """Make the first territory, its manager and the keys."""
    prepared(settings)
    service = open_service(settings)
    if service.territories():
        raise CommandRefused(
            "Un territoire existe déjà. Rien n’a changé. Invitation perdue\u00a0: `xprsa invite COURRIEL`. Un"
            " territoire de plus\u00a0: `xprsa territory add`."
        )
    link = found(service, founding_of(answers))
    click.echo(f"Territoire créé. Donnez ce lien au responsable, il vaut sept jours\u00a0: {link}")
    click.echo(
        f"Lancez `xprsa backup` : sans le trousseau {settings.keyring}, une copie de la base ne sert à rien."
    )
