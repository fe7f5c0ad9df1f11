"""Opens a service, or says in one sentence why it may not start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from xprsa.commands.belonging import refuse_other_keys
from xprsa.gateways.keyring import Keyring, KeyringWrong
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.database import (
    Database,
    DatabaseAway,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseShut,
    DatabaseWrong,
)
from xprsa.storage.schema import is_current
from xprsa.storage.schema import migrate as migrate_database
from xprsa.storage.sealer import NoSealer, Sealer

_AWAY = {
    DatabaseAway: "La base ne répond pas. Vérifiez XPRSA_DATABASE_URL, puis recommencez.",
    DatabaseReadOnly: (
        "La base se lit, mais rien ne peut y être écrit. Rendez le fichier et son dossier à l’utilisateur du"
        " service, ou le disque (le serveur) à l’écriture, puis recommencez."
    ),
    DatabaseShut: (
        "Le fichier de la base, ou son dossier, ne s’ouvre pas\u00a0: ses droits sont faux. Rendez-les à"
        " l’utilisateur du service (chown, chmod 600 le fichier, 700 le dossier), puis recommencez."
    ),
    DatabaseDamaged: (
        "Le fichier de la base est illisible\u00a0: le disque est en panne, ou le fichier est abîmé. Arrêtez"
        " le service, vérifiez le disque, puis restaurez la dernière sauvegarde (xprsa restore)."
    ),
}
_SQLITE = "sqlite:///"


class CommandRefused(click.ClickException):
    """A command refused with a reason: exit code 1."""


@contextmanager
def refusing() -> Iterator[None]:
    """Refuse the command by one sentence when keys or database may not be used as they are.

    :raises CommandRefused: then.
    """
    try:
        yield
    except (KeyringWrong, DatabaseWrong) as wrong:
        raise CommandRefused(str(wrong)) from wrong
    except DatabaseAway as away:
        raise CommandRefused(_AWAY[type(away)]) from away


def open_service(settings: Settings, *, hurried: bool = False) -> Service:
    """Open what is needed, or refuse to start.

    :param hurried: for pages: a slow database is a page that says so, not a wait.
    :raises CommandRefused: when the keyring or the database may not be used as they are.
    """
    with refusing():
        keyring = Keyring.load(settings.keyring)
        _refuse_open_keyring(settings.keyring)
        database = open_database(settings, keyring, hurried=hurried)
        refuse_other_keys(database, keyring)
        service = Service(settings=settings, database=database, keyring=keyring)
        _refuse_demo_on_real_people(service)
    return service


def refuse_unwritable(service: Service) -> None:
    """Refuse to begin what would write, when nothing can be written.

    :raises CommandRefused: then.
    """
    with refusing():
        service.database.check_writing(at=service.now())


def _refuse_open_keyring(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        raise CommandRefused(f"Le trousseau est lisible par d’autres. Faites chmod 600 {path}.")


def open_database(settings: Settings, sealer: Sealer, *, hurried: bool = False) -> Database:
    """Open the database as it stands.

    :raises CommandRefused: when it is behind this software.
    :raises DatabaseWrong: when it does not hold its guarantees.
    :raises DatabaseAway: when it does not answer.
    """
    database = Database(settings.database_url, sealer=sealer, hurried=hurried)
    database.check()
    if not is_current(database):
        raise CommandRefused("La base n’est pas à jour. Lancez `xprsa migrate`.")
    return database


def _refuse_demo_on_real_people(service: Service) -> None:
    real = [territory.name for territory in service.territories() if not territory.is_fictitious]
    if service.settings.demo and real:
        raise CommandRefused("XPRSA_DEMO=1 est refusé : cette base contient un territoire réel.")


def migrated(settings: Settings) -> Database:
    """Bring the database up to date; no key is needed for that."""
    if settings.database_url.startswith(_SQLITE):
        Path(settings.database_url.removeprefix(_SQLITE)).parent.mkdir(parents=True, exist_ok=True)
    with refusing():
        database = Database(settings.database_url, sealer=NoSealer())
        migrate_database(database)
    return database


def prepared(settings: Settings) -> None:
    """Bring the database up to date, and make the keys unless the database already lives by others."""
    with migrated(settings).reading() as store:
        is_new = not store.territories.all()
    if is_new and not settings.keyring.exists():
        with refusing():
            Keyring.create(settings.keyring)
