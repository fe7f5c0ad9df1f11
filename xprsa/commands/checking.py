"""Looks at what a service stands on."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from xprsa.accounts.codes.watch import has_long_codes_everywhere
from xprsa.commands.interoperating import secret_in, territory_of
from xprsa.commands.opening import CommandRefused, refuse_unwritable
from xprsa.domain.patience import BudgetState
from xprsa.domain.retention import BACKUPS
from xprsa.domain.vital_sign import Condition, VitalSign, is_well
from xprsa.gateways.mail import MailNotSent, MailUnencrypted, knock, leaves_in_clear
from xprsa.monitoring.figures import figures, free_disk
from xprsa.monitoring.words import lines
from xprsa.running.backups import age_of_newest, age_of_oldest
from xprsa.running.clock_guard import SENTENCES, WAY_OUT, doubt_of
from xprsa.running.service import Service
from xprsa.running.spending import spending
from xprsa.running.upkeep import announced
from xprsa.storage.database import DatabaseAway
from xprsa.storage.messages import Way
from xprsa.web.health import WriteProbe
from xprsa.web.i18n import count

FOR_OTHERS = 0o077
_NO_PROXY = (
    "XPRSA_BASE_URL est en https et XPRSA_TRUSTED_PROXIES vaut 0\u00a0: chacun semblerait venir du relais,"
    " et attendrait pour les erreurs des autres. Indiquez le nombre de relais, le plus souvent 1."
)
_NO_BACKUPS = (
    "Aucun dossier de sauvegardes n’est réglé\u00a0: personne ne saura s’il s’en fait. Indiquez-le par"
    " XPRSA_BACKUPS."
)
_BUDGETS = {"codes": "Codes", "sms": "Codes par SMS"}
# What whoever runs the service does of a sign that has no sentence of its own below.
_ADVICE = {
    VitalSign.WORKER: "Lancez `xprsa work`, ou voyez ce qu’il dit.",
    VitalSign.CODES: "Voyez si `xprsa work` tourne, et ce que dit le serveur de courriel.",
    VitalSign.NOTICES: "Voyez si `xprsa work` tourne, et ce que dit le serveur de courriel.",
    VitalSign.JOURNAL: "Voyez si `xprsa work` tourne, puis lancez `xprsa journal verify`.",
    VitalSign.FAST_READING: "Les responsables voient quel compte à la page «\u00a0Équipe\u00a0».",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """One thing that was looked at.

    :ivar condition: well: said for whoever reads; to look at: exit code 0 still; stopped: exit code 1.
    """

    condition: Condition
    sentence: str


@click.command()
@click.pass_obj
def check(service: Service) -> None:
    """Check settings, database, files, mail, clock, disk, keys, backups, and what codes cost."""
    counted: Counter[Condition] = Counter()
    for found in _all(service):
        counted[found.condition] += 1
        before = "Attention. " if found.condition is Condition.LOOK else ""
        click.echo(f"{before}{found.sentence}", err=found.condition is Condition.STOPPED)
    if wrong := counted[Condition.STOPPED]:
        raise CommandRefused(f"{count(wrong, 'point à régler', 'points à régler')}, dit ci-dessus.")
    if doubtful := counted[Condition.LOOK]:
        click.echo(f"Rien n’empêche de servir. {count(doubtful, 'point', 'points')} à regarder.")
    else:
        click.echo("Réglages, base, horloge, disque et clés\u00a0: tout est en ordre.")


def _all(service: Service) -> Iterator[_Found]:
    """Look at everything; whatever is wrong hides nothing else, but what the database alone could tell."""
    yield from _settings(service)
    try:
        refuse_unwritable(service)
    except CommandRefused as wrong:
        yield _Found(Condition.STOPPED, wrong.message)
    with suppress(OSError):  # a folder that does not open was told by the database
        yield from _files(service)
    yield from _mail(service.settings.mail_url)
    yield from _backup(service)
    with suppress(DatabaseAway):
        yield from _in_database(service)
        yield from _exchange(service)


def _settings(service: Service) -> Iterator[_Found]:
    settings = service.settings
    if settings.is_https and not settings.trusted_proxies:
        yield _Found(Condition.STOPPED, _NO_PROXY)
    if settings.is_database_line_open:
        yield _Found(
            Condition.LOOK,
            "La base est sur une autre machine et son adresse n’exige pas de chiffrement\u00a0: qui lit le"
            " réseau peut lire les personnes. Ajoutez ?sslmode=verify-full à XPRSA_DATABASE_URL.",
        )
    for name, url in ("XPRSA_MAIL_URL", settings.mail_url), ("XPRSA_SMS_URL", settings.sms_url):
        if url == "log":
            yield _Found(
                Condition.LOOK,
                f"{name} vaut «\u00a0log\u00a0»\u00a0: rien ne part par là, et les codes de connexion"
                " s’impriment. C’est pour essayer.",
            )
    for use in service.keyring.without_key():
        yield _Found(
            Condition.LOOK,
            f"Pas encore de clé pour «\u00a0{use}\u00a0»\u00a0: lancez `xprsa keys add` avant de s’en"
            " servir.",
        )


def _exchange(service: Service) -> Iterator[_Found]:
    """Say to whom people are named, if to anybody; the platform itself is not asked."""
    settings = service.settings.interop
    if settings is None:
        return
    try:
        secret_in(settings.secret)
        territory = territory_of(service, settings.card)
    except CommandRefused as wrong:
        yield _Found(Condition.STOPPED, f"Échange nommé\u00a0: {wrong.message}")
    else:
        told = f"Échange nommé réglé, {territory.name}\u00a0: vers {settings.card.recipient}."
        yield _Found(Condition.WELL, told)


def _files(service: Service) -> Iterator[_Found]:
    if shown := _open_to_others(service):
        named = " ".join(map(str, shown))
        yield _Found(
            Condition.STOPPED,
            f"D’autres comptes de cette machine peuvent lire ceci. Faites chmod go= {named}",
        )
    free = free_disk(service)
    if not is_well(VitalSign.DISK, free):
        yield _Found(
            Condition.STOPPED, f"Il reste {free // 2**20}\u00a0Mo sur le disque. Faites de la place."
        )


def _in_database(service: Service) -> Iterator[_Found]:
    if doubt := doubt_of(service):
        yield _Found(Condition.STOPPED, f"{SENTENCES[doubt]} {WAY_OUT}")
    yield from _codes(service)
    for period, notice in announced(service):
        due = f"{notice.due_at:%d/%m/%Y à %H:%M} UTC"
        yield _Found(Condition.WELL, f"Bientôt supprimés, dès le {due}\u00a0: {period.what} ({notice.rows}).")
    yield from _texts_gone(service)
    for line in lines(figures(service, WriteProbe())):
        if line.condition is not Condition.WELL and line.sign in _ADVICE:
            yield _Found(Condition.LOOK, f"{line.title}\u00a0: {line.figure}. {_ADVICE[line.sign]}")


def _codes(service: Service) -> Iterator[_Found]:
    """Say what left, and what is near its budget or over it."""
    if has_long_codes_everywhere(service):
        yield _Found(
            Condition.LOOK, "Beaucoup de codes faux, de partout\u00a0: les codes envoyés ont douze chiffres."
        )
    found = spending(service)
    for budget in found.budgets:
        said = f"{_BUDGETS[budget.name]} envoyés cette heure-ci\u00a0: {budget.spent} sur {budget.most}."
        if budget.state is BudgetState.SPENT:
            until = f"{found.until:%H:%M} UTC"
            yield _Found(
                Condition.STOPPED,
                f"{said} Plus aucun ne part avant {until}. Cherchez qui en demande tant.",
            )
        if budget.state is BudgetState.LOW:
            yield _Found(Condition.LOOK, said)
    in_all = sum(found.last_day.values())
    by_sms = found.last_day[Way.SMS]
    yield _Found(Condition.WELL, f"Codes envoyés en 24 heures\u00a0: {in_all}, dont {by_sms} par SMS.")


def _backup(service: Service) -> Iterator[_Found]:
    """Say how old the newest backup is; that there is none, that it is too old, or that nobody can know."""
    folder = service.settings.backups
    if folder is None:
        yield _Found(Condition.LOOK, _NO_BACKUPS)
        return
    age = age_of_newest(folder, at=service.now())
    if age is None:
        yield _Found(Condition.STOPPED, f"Aucune sauvegarde dans {folder}. Lancez `xprsa backup`.")
        return
    if age < -timedelta(minutes=10):
        yield _Found(
            Condition.STOPPED,
            f"La dernière sauvegarde de {folder} est datée de l’avenir. Vérifiez l’horloge.",
        )
        return
    hours = max(age, timedelta()) // timedelta(hours=1)
    if not is_well(VitalSign.BACKUP, age.total_seconds()):
        yield _Found(Condition.STOPPED, f"La dernière sauvegarde a {hours} heures. Lancez `xprsa backup`.")
        return
    oldest = age_of_oldest(folder, at=service.now())
    if oldest is not None and oldest > timedelta(days=BACKUPS.days + 2):
        yield _Found(
            Condition.LOOK,
            f"La plus ancienne sauvegarde a {oldest.days} jours\u00a0: «\u00a0Mentions légales\u00a0» en dit"
            f" {BACKUPS.days}. Lancez `xprsa backup --keep {BACKUPS.days}` chaque nuit, ou dites-le là.",
        )
    yield _Found(Condition.WELL, f"Dernière sauvegarde\u00a0: il y a {hours}\u00a0h.")


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


def _mail(url: str) -> Iterator[_Found]:
    """Speak to the server of mails, sending none: codes leave by it."""
    if leaves_in_clear(url):
        yield _Found(
            Condition.LOOK,
            "Les courriels partent en clair (starttls=0)\u00a0: qui lit le réseau lit les codes de"
            " connexion.",
        )
    try:
        knock(url)
    except MailUnencrypted:
        yield _Found(
            Condition.STOPPED,
            "Le serveur de courriel ne chiffre pas\u00a0: aucun courriel ne part. Demandez STARTTLS à qui le"
            " tient, ou prenez smtps://. S’il est sur cette machine, ajoutez ?starttls=0 à XPRSA_MAIL_URL.",
        )
    except MailNotSent as away:
        yield _Found(
            Condition.STOPPED,
            f"Le serveur de courriel ne répond pas comme il faut ({away}). Vérifiez XPRSA_MAIL_URL\u00a0:"
            " nom, port, certificat, mot de passe.",
        )


def _texts_gone(service: Service) -> Iterator[_Found]:
    with service.database.reading() as store:
        texts = store.kept_texts.waiting()
    if texts.gone:
        yield _Found(
            Condition.LOOK,
            "Textes tapés après une déconnexion\u00a0: la place a manqué pour les plus anciens."
            f" Effacés\u00a0: {texts.gone}. Qui attendent\u00a0: {texts.texts}. Regardez d’où viennent les"
            " demandes de codes.",
        )
