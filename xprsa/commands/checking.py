"""Looks at what a service stands on."""

from datetime import timedelta
from pathlib import Path

import click

from xprsa.accounts.codes.watch import has_long_codes_everywhere
from xprsa.commands.opening import CommandRefused, refuse_unwritable
from xprsa.domain.patience import BudgetState
from xprsa.domain.retention import BACKUPS
from xprsa.domain.vital_sign import VitalSign, is_well
from xprsa.gateways.mail import MailNotSent, MailUnencrypted, knock, leaves_in_clear
from xprsa.monitoring.figures import free_disk
from xprsa.running.backups import age_of_newest, age_of_oldest
from xprsa.running.clock_guard import SENTENCES, WAY_OUT, doubt_of
from xprsa.running.service import Service
from xprsa.running.spending import spending
from xprsa.running.upkeep import announced
from xprsa.storage.messages import Way

FOR_OTHERS = 0o077
_NO_PROXY = (
    "XPRSA_BASE_URL est en https et XPRSA_TRUSTED_PROXIES vaut 0\u00a0: chacun semblerait venir du relais,"
    " et attendrait pour les erreurs des autres. Indiquez le nombre de relais, le plus souvent 1."
)


_BUDGETS = {"codes": "Codes", "sms": "Codes par SMS"}


@click.command()
@click.pass_obj
def check(service: Service) -> None:
    """Check settings, database, files, mail, clock, disk, keys, backups, and what codes cost."""
    if service.settings.is_https and not service.settings.trusted_proxies:
        raise CommandRefused(_NO_PROXY)
    refuse_unwritable(service)
    if shown := _open_to_others(service):
        named = " ".join(map(str, shown))
        raise CommandRefused(f"D’autres comptes de cette machine peuvent lire ceci. Faites chmod go= {named}")
    free = free_disk(service)
    if not is_well(VitalSign.DISK, free):
        raise CommandRefused(f"Il reste {free // 2**20} Mo sur le disque. Faites de la place.")
    if doubt := doubt_of(service):
        raise CommandRefused(f"{SENTENCES[doubt]} {WAY_OUT}")
    _tell_codes(service)
    for period, notice in announced(service):
        due = f"{notice.due_at:%d/%m/%Y à %H:%M} UTC"
        click.echo(f"Bientôt supprimés, dès le {due}\u00a0: {period.what} ({notice.rows}).")
    _tell_backup(service)
    _tell_database_line(service)
    _try_mail(service.settings.mail_url)
    _tell_of_texts_gone(service)
    missing = service.keyring.without_key()
    for use in missing:
        click.echo(f"Pas encore de clé pour « {use} » : lancez `xprsa keys add` avant de s’en servir.")
    looked_at = "horloge et disque" if missing else "horloge, disque et clés"
    click.echo(f"Réglages, base, {looked_at}\u00a0: tout est en ordre.")


def _tell_codes(service: Service) -> None:
    """Say what left, and what is near its budget; refuse once one is spent."""
    if has_long_codes_everywhere(service):
        click.echo("Beaucoup de codes faux, de partout\u00a0: les codes envoyés ont douze chiffres.")
    found = spending(service)
    for budget in found.budgets:
        said = f"{_BUDGETS[budget.name]} envoyés cette heure-ci\u00a0: {budget.spent} sur {budget.most}."
        if budget.state is BudgetState.SPENT:
            until = f"{found.until:%H:%M} UTC"
            raise CommandRefused(f"{said} Plus aucun ne part avant {until}. Cherchez qui en demande tant.")
        if budget.state is BudgetState.LOW:
            click.echo(f"Attention. {said}")
    in_all = sum(found.last_day.values())
    click.echo(f"Codes envoyés en 24 heures\u00a0: {in_all}, dont {found.last_day[Way.SMS]} par SMS.")


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
    if not is_well(VitalSign.BACKUP, age.total_seconds()):
        raise CommandRefused(f"La dernière sauvegarde a {hours} heures. Lancez `xprsa backup`.")
    oldest = age_of_oldest(folder, at=service.now())
    if oldest is not None and oldest > timedelta(days=BACKUPS.days + 2):
        click.echo(
            f"Attention. La plus ancienne sauvegarde a {oldest.days} jours : « Mentions légales » en dit"
            f" {BACKUPS.days}. Lancez `xprsa backup --keep {BACKUPS.days}` chaque nuit, ou dites-le là."
        )
    click.echo(f"Dernière sauvegarde : il y a {hours} h.")


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


def _tell_database_line(service: Service) -> None:
    if service.settings.is_database_line_open:
        click.echo(
            "La base est sur une autre machine et son adresse n’exige pas de chiffrement\u00a0: qui lit le"
            " réseau peut lire les personnes. Ajoutez ?sslmode=verify-full à XPRSA_DATABASE_URL."
        )


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
            "Textes tapés après une déconnexion\u00a0: la place a manqué pour les plus anciens."
            f" Effacés\u00a0: {texts.gone}. Qui attendent\u00a0: {texts.texts}. Regardez d’où viennent les"
            " demandes de codes."
        )
