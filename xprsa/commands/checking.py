"""Looks at what a service stands on."""

import shutil
from pathlib import Path

import click

from xprsa.commands.opening import CommandRefused, refuse_unwritable
from xprsa.gateways.mail import MailNotSent, MailUnencrypted, knock, leaves_in_clear
from xprsa.running.clock_guard import SENTENCES, WAY_OUT, doubt_of
from xprsa.running.service import Service
from xprsa.running.upkeep import announced

FOR_OTHERS = 0o077
LITTLE_DISK = 500 * 1024 * 1024  # bytes
_NO_PROXY = (
    "XPRSA_BASE_URL est en https et XPRSA_TRUSTED_PROXIES vaut 0\u00a0: chacun semblerait venir du relais,"
    " et attendrait pour les erreurs des autres. Indiquez le nombre de relais, le plus souvent 1."
)


@click.command()
@click.pass_obj
def check(service: Service) -> None:
    """Check settings, database, files, mail, clock, disk and keys."""
    if service.settings.is_https and not service.settings.trusted_proxies:
        raise CommandRefused(_NO_PROXY)
    refuse_unwritable(service)
    if shown := _open_to_others(service):
        named = " ".join(map(str, shown))
        raise CommandRefused(f"D’autres comptes de cette machine peuvent lire ceci. Faites chmod go= {named}")
    free = shutil.disk_usage(service.settings.keyring.parent).free
    if free < LITTLE_DISK:
        raise CommandRefused(f"Il reste {free // 2**20} Mo sur le disque. Faites de la place.")
    if doubt := doubt_of(service):
        raise CommandRefused(f"{SENTENCES[doubt]} {WAY_OUT}")
    for period, notice in announced(service):
        due = f"{notice.due_at:%d/%m/%Y à %H:%M} UTC"
        click.echo(f"Bientôt supprimés, dès le {due}\u00a0: {period.what} ({notice.rows}).")
    _try_mail(service.settings.mail_url)
    _tell_of_texts_gone(service)
    missing = service.keyring.without_key()
    for use in missing:
        click.echo(f"Pas encore de clé pour « {use} » : lancez `xprsa keys add` avant de s’en servir.")
    looked_at = "horloge et disque" if missing else "horloge, disque et clés"
    click.echo(f"Réglages, base, {looked_at}\u00a0: tout est en ordre.")


def _open_to_others(service: Service) -> list[Path]:
    """Give what another account of the machine could read: files of the database, folders of what is kept.

    What SQLite makes beside its file has the same rights, and goes: it is named once the file is shut.
    """
    files = service.database.files
    folders = {path.parent for path in files} | {service.settings.exports}
    shown = list(filter(_is_open, files))
    return shown[:1] + sorted(filter(_is_open, folders))


def _is_open(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & FOR_OTHERS)


def _try_mail(url: str) -> None:
    """Speak to the server of mails, sending none: codes leave by it."""
    if leaves_in_clear(url):
        click.echo(
            "Les courriels partent en clair (starttls=0)\u00a0: qui lit le réseau lit les codes de connexion."
        )
    try:
        knock(url)
    except MailUnencrypted as clear:
        raise CommandRefused(
            "Le serveur de courriel ne chiffre pas\u00a0: aucun courriel ne part. Demandez STARTTLS à qui le"
            " tient, ou prenez smtps://. S’il est sur cette machine, ajoutez ?starttls=0 à XPRSA_MAIL_URL."
        ) from clear
    except MailNotSent as away:
        raise CommandRefused(
            f"Le serveur de courriel ne répond pas comme il faut ({away}). Vérifiez XPRSA_MAIL_URL\u00a0:"
            " nom, port, certificat, mot de passe."
        ) from away


def _tell_of_texts_gone(service: Service) -> None:
    with service.database.reading() as store:
        texts = store.kept_texts.waiting()
    if texts.gone:
        click.echo(
            f"Textes tapés après une déconnexion\u00a0: la place a manqué, {texts.gone} des plus anciens"
            f" sont effacés, {texts.texts} attendent. Regardez d’où viennent les demandes de codes."
        )
