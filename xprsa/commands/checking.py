"""Looks at what a service stands on."""

import shutil
from datetime import timedelta

import click

from xprsa.backup.making import age_of_newest
from xprsa.commands.opening import CommandRefused
from xprsa.running.clock_guard import SENTENCES, WAY_OUT, doubt_of
from xprsa.running.service import Service
from xprsa.running.upkeep import announced

LITTLE_DISK = 500 * 1024 * 1024  # bytes
OLDEST_BACKUP = timedelta(hours=48)
_NO_PROXY = (
    "XPRSA_BASE_URL est en https et XPRSA_TRUSTED_PROXIES vaut 0\u00a0: chacun semblerait venir du relais,"
    " et attendrait pour les erreurs des autres. Indiquez le nombre de relais, le plus souvent 1."
)


@click.command()
@click.pass_obj
def check(service: Service) -> None:
    """Check settings, database, clock, disk and keys."""
    if service.settings.is_https and not service.settings.trusted_proxies:
        raise CommandRefused(_NO_PROXY)
    free = shutil.disk_usage(service.settings.keyring.parent).free
    if free < LITTLE_DISK:
        raise CommandRefused(f"Il reste {free // 2**20} Mo sur le disque. Faites de la place.")
    if doubt := doubt_of(service):
        raise CommandRefused(f"{SENTENCES[doubt]} {WAY_OUT}")
    for period, notice in announced(service):
        due = f"{notice.due_at:%d/%m/%Y à %H:%M} UTC"
        click.echo(f"Bientôt supprimés, dès le {due}\u00a0: {period.what} ({notice.rows}).")
    _tell_backup(service)
    missing = service.keyring.without_key()
    for use in missing:
        click.echo(f"Pas encore de clé pour « {use} » : lancez `xprsa keys add` avant de s’en servir.")
    looked_at = "horloge et disque" if missing else "horloge, disque et clés"
    click.echo(f"Réglages, base, {looked_at}\u00a0: tout est en ordre.")


def _tell_backup(service: Service) -> None:
    """Say how old the newest backup is, where a folder is set.

    :raises CommandRefused: when there is none, or it is older than two days.
    """
    folder = service.settings.backups
    if folder is None:
        return
    age = age_of_newest(folder, at=service.now())
    if age is None:
        raise CommandRefused(f"Aucune sauvegarde dans {folder}. Lancez `xprsa backup`.")
    if age < -timedelta(minutes=10):
        raise CommandRefused(f"La dernière sauvegarde de {folder} est datée de l’avenir. Vérifiez l’horloge.")
    hours = max(age, timedelta()) // timedelta(hours=1)
    if age > OLDEST_BACKUP:
        raise CommandRefused(f"La dernière sauvegarde a {hours} heures. Lancez `xprsa backup`.")
    click.echo(f"Dernière sauvegarde : il y a {hours} h.")
