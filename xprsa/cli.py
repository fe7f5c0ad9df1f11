"""The `xprsa` command."""

import os
import shutil
import signal
import socket
import sys
import threading
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from xprsa.accounts.outbox import drain
from xprsa.accounts.staff.founding import Founding, found
from xprsa.app import create_app
from xprsa.demo.commands import demo
from xprsa.domain.territory import FRENCH_ZONES
from xprsa.export.commands import export, schemas
from xprsa.export.service import run_waiting
from xprsa.gateways.keyring import Keyring, KeyringWrong
from xprsa.lab.commands import lab
from xprsa.people_import.commands import people
from xprsa.running.log import configure
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.scoring.commands import modules
from xprsa.settings import Settings, SettingsWrong
from xprsa.storage.database import Database, DatabaseAway, DatabaseWrong
from xprsa.storage.schema import is_current
from xprsa.storage.schema import migrate as migrate_database
from xprsa.storage.sealer import NoSealer
from xprsa.verify.service import verified

_AWAY = "La base ne répond pas. Vérifiez XPRSA_DATABASE_URL, puis recommencez."
_SQLITE = "sqlite:///"
_WITHOUT_THE_SERVICE = ("schemas", "modules", "lab")  # they read no setting and no database
_BEFORE_THE_SERVICE = ("init", "migrate")
WORK_EVERY = 2.0  # seconds between two looks at an empty queue
TIDY_EVERY = timedelta(hours=1)
LITTLE_DISK = 500 * 1024 * 1024  # bytes


class Refused(click.ClickException):
    """A command refused with a reason: exit code 1."""


def open_service(settings: Settings, *, hurried: bool = False) -> Service:
    """Open what is needed, or refuse to start.

    :param hurried: for pages: a slow database is a page that says so, not a wait.
    :raises Refused: when the keyring or the database may not be used as they are.
    """
    try:
        keyring = Keyring.load(settings.keyring)
        database = Database(settings.database_url, sealer=keyring, hurried=hurried)
        database.check()
        if not is_current(database):
            raise Refused("La base n’est pas à jour. Lancez `xprsa migrate`.")
        _refuse_other_keys(database, keyring)
        service = Service(settings=settings, database=database, keyring=keyring)
        _refuse_demo_on_real_people(service)
    except (KeyringWrong, DatabaseWrong) as wrong:
        raise Refused(str(wrong)) from wrong
    except DatabaseAway as away:
        raise Refused(_AWAY) from away
    return service


def _refuse_other_keys(database: Database, keyring: Keyring) -> None:
    with database.reading() as store:
        marks = store.keyring_marks.all()
    if not keyring.made(marks):
        raise Refused("Ce trousseau n’est pas celui de la base. Rendez celui de sa sauvegarde.")


def _refuse_demo_on_real_people(service: Service) -> None:
    real = [territory.name for territory in service.territories() if not territory.is_fictitious]
    if service.settings.demo and real:
        raise Refused("XPRSA_DEMO=1 est refusé : cette base contient un territoire réel.")


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Serve and keep XP RSA."""
    configure()
    if "--help" in sys.argv or context.invoked_subcommand in _WITHOUT_THE_SERVICE:
        return
    try:
        settings = Settings.read(os.environ)
    except SettingsWrong as wrong:
        raise Refused(str(wrong)) from wrong
    if context.invoked_subcommand == "demo":
        _prepared(settings)
    context.obj = settings if context.invoked_subcommand in _BEFORE_THE_SERVICE else open_service(settings)


@main.command()
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Bring the database up to date; run again, it changes nothing."""
    _migrated(settings)
    click.echo("La base est à jour.")


@main.command()
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
    _prepared(settings)
    service = open_service(settings)
    if service.territories():
        raise Refused("Un territoire existe déjà. Rien n’a changé.")
    link = found(service, Founding(**answers))
    click.echo(f"Territoire créé. Donnez ce lien au responsable, il vaut sept jours\u00a0: {link}")
    click.echo(
        f"Sauvegardez le trousseau {settings.keyring} : sans lui, une copie de la base ne sert à rien."
    )


def _migrated(settings: Settings) -> Database:
    """Bring the database up to date; no key is needed for that."""
    if settings.database_url.startswith(_SQLITE):
        Path(settings.database_url.removeprefix(_SQLITE)).parent.mkdir(parents=True, exist_ok=True)
    try:
        database = Database(settings.database_url, sealer=NoSealer())
        migrate_database(database)
    except DatabaseWrong as wrong:
        raise Refused(str(wrong)) from wrong
    except DatabaseAway as away:
        raise Refused(_AWAY) from away
    return database


def _prepared(settings: Settings) -> None:
    """Bring the database up to date, and make the keys unless the database already lives by others."""
    with _migrated(settings).reading() as store:
        is_new = not store.territories.all()
    if is_new and not settings.keyring.exists():
        try:
            Keyring.create(settings.keyring)
        except KeyringWrong as wrong:
            raise Refused(str(wrong)) from wrong


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Per worker.")
@click.pass_obj
def serve(service: Service, *, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the application."""
    _refuse_taken(host, port)
    service.database.dispose()  # each worker opens its own connections
    click.echo(f"XP RSA : {service.settings.base_url}")
    Granian(
        "xprsa.cli:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,  # one that dies is replaced; two deaths in a row end the server
        log_access=False,
    ).serve()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise Refused(f"{host}:{port} est pris ou refusé. Changez --host ou --port.") from taken


def application() -> Flask:
    """Make the application in a worker of the server."""
    configure()
    return create_app(open_service(Settings.read(os.environ), hurried=True))


@main.command()
@click.option("--once", is_flag=True, help="Do what waits, then stop.")
@click.pass_obj
def work(service: Service, *, once: bool) -> None:
    """Send mails and SMS, carry out exports, tidy."""
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stop.set())
    tidied = None
    while True:
        done = 0
        try:
            if tidied is None or service.now() - tidied > TIDY_EVERY:
                tidied = service.now()
                done += tidy(service)
            done += drain(service) + run_waiting(service)
        except DatabaseAway:
            pass  # it is asked again at the next look
        if once:
            click.echo(f"{done} tâches faites.")
            return
        if stop.wait(0 if done else WORK_EVERY):
            return


@main.command()
@click.argument("receipt")
@click.pass_obj
def verify(service: Service, *, receipt: str) -> None:
    """Tell whether RECEIPT (its 32 digits) was given by this service, for which week and when."""
    given = verified(service, receipt)
    if given is None:
        raise Refused("Aucun reçu ne porte ce numéro.")
    if not given.holds:
        raise Refused("Ce reçu ne correspond pas à ce qui est gardé.")
    kept = given.receipt
    click.echo(f"Reçu valable : semaine {kept.week}, version {kept.version}, {kept.sent_at.isoformat()}.")


@main.command()
@click.pass_obj
def check(service: Service) -> None:
    """Check settings, database, clock, disk and keys."""
    free = shutil.disk_usage(service.settings.keyring.parent).free
    if free < LITTLE_DISK:
        raise Refused(f"Il reste {free // 2**20} Mo sur le disque. Faites de la place.")
    if service.settings.keyring.stat().st_mode & 0o077:
        raise Refused("Le trousseau est lisible par d’autres. Faites chmod 600.")
    with service.database.reading() as store:
        newest = store.audit.newest()
    if newest is not None and newest > service.now():
        raise Refused("L’horloge retarde sur le journal. Mettez-la à l’heure.")
    click.echo("Réglages, base, horloge, disque et clés : tout est en ordre.")


for command in (demo, people, export, schemas, modules, lab):
    main.add_command(command)
