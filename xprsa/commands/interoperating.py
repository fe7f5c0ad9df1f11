"""The commands that speak with the SI Plateforme: tell weeks by name, ask for contracts."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from xprsa.commands.opening import CommandRefused, refusing
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.export.commands import WeeksType
from xprsa.gateways.si_platform import PlatformAddress, PlatformClosed, SiPlatform, Unmatched
from xprsa.interop.pulling import pull as pull_contracts
from xprsa.interop.pushing import Progress, PushRequest, rehearse
from xprsa.interop.pushing import push as push_weeks
from xprsa.people_import.signed_contracts import SignedContracts
from xprsa.running.long_commands import told_on_a_terminal
from xprsa.running.naming import organisations_of
from xprsa.running.service import Service
from xprsa.scoring.intensity import IntensityCard
from xprsa.settings import InteropSettings
from xprsa.storage.database import Collision
from xprsa.web.i18n import count

_OFF = "L’échange nommé n’est pas réglé : rien ne part, rien n’entre. Voyez docs/interop.md."
_CLOSED = (
    "La plateforme ne laisse pas entrer ce service ({why}). Vérifiez les réglages XPRSA_INTEROP_… et vos"
    " droits."
)
_STOPPED = "La plateforme ne répond plus. Recommencez plus tard : rien ne partira deux fois comme nouveau."
_UNMATCHED = {
    Unmatched.NOBODY: "Inconnus de la plateforme",
    Unmatched.SEVERAL: "Plusieurs personnes pour un numéro",
    Unmatched.NOT_OURS: "Pas ouverts à ce service",
}


@click.group("interop")
def interop() -> None:
    """Speak with the SI Plateforme by name: tell weeks that were declared, ask for contracts."""


@interop.command("push")
@click.option("--weeks", required=True, type=WeeksType(), metavar="2026-W40[..2026-W45]")
@click.option("--dry-run", is_flag=True, help="Say how many would leave; send and write nothing.")
@click.pass_obj
def push(service: Service, *, weeks: tuple[Week, Week], dry_run: bool) -> None:
    """Tell the weeks that people declared, by name, to the recipient of the card; again, only what is new."""
    with refusing():
        settings, territory = _open(service)
        if weeks[1] >= service.this_week(territory):
            raise CommandRefused("Une semaine part une fois finie. Choisissez des semaines passées.")
        request = PushRequest(settings.card, territory, weeks)
        try:
            report = (
                rehearse(service, request)
                if dry_run
                else push_weeks(service, _platform(settings), request, progress=_progress("parties"))
            )
        except PlatformClosed as closed:
            raise CommandRefused(_CLOSED.format(why=closed)) from closed
    _tell({_UNMATCHED[why]: files for why, files in report.unmatched.items()})
    _tell({"Sans numéro France Travail": report.without_number})
    _tell({"Semaines refusées par la plateforme": report.not_taken, "Sans réponse": report.away})
    about = f"{count(report.weeks, 'semaine', 'semaines')}, {count(report.people, 'personne', 'personnes')}"
    _end(f"{about}, à {settings.card.recipient}", is_stopped=report.is_stopped, dry_run=dry_run)


@interop.command("pull")
@click.option("--dry-run", is_flag=True, help="Ask, and say what would change; write nothing.")
@click.pass_obj
def pull(service: Service, *, dry_run: bool) -> None:
    """Ask for the contracts of the people of the card, and keep new terms as an import does."""
    with refusing():
        settings, territory = _open(service)
        contracts = SignedContracts(service, territory.id, is_rehearsed=dry_run)
        try:
            report = pull_contracts(
                service,
                _platform(settings),
                card=settings.card,
                territory=territory,
                keep=contracts.keep,
                progress=_progress("changées"),
            )
        except PlatformClosed as closed:
            raise CommandRefused(_CLOSED.format(why=closed)) from closed
        except Collision as moved:
            raise CommandRefused(
                "Quelqu’un a écrit en même temps. Recommencez : c’est sans danger."
            ) from moved
    _tell({_UNMATCHED[why]: files for why, files in report.unmatched.items()})
    _tell({"Sans numéro France Travail": report.without_number})
    _tell({"Contrats à regarder": report.unclear, "Sans réponse": report.away})
    told = (
        f"{count(report.people, 'contrat lu', 'contrats lus')}, "
        f"{count(report.changed, 'personne change', 'personnes changent')}, "
        f"{count(report.without_contract, 'sans contrat', 'sans contrat')}"
    )
    if contracts.number is not None:
        told += f" ; pour l’annuler : xprsa people undo {contracts.number}"
    _end(told, is_stopped=report.is_stopped, dry_run=dry_run)


def _open(service: Service) -> tuple[InteropSettings, Territory]:
    settings = service.settings.interop
    if settings is None:
        raise CommandRefused(_OFF)
    return settings, territory_of(service, settings.card)


def territory_of(service: Service, card: IntensityCard) -> Territory:
    """Give the territory of a card.

    :raises CommandRefused: when the card names what is not here.
    """
    territory = next((known for known in service.territories() if known.code == card.territory), None)
    if territory is None:
        raise CommandRefused(
            f"La fiche nomme le territoire «\u00a0{card.territory}\u00a0», qui n’est pas ici."
        )
    wanted = organisations_of(card)
    with service.database.reading() as store:
        known = store.named_documents.names_among(wanted, territory=territory.id)
    if wanted - known:
        raise CommandRefused("La fiche nomme un organisme qui n’est pas dans ce territoire.")
    return territory


def _platform(settings: InteropSettings) -> SiPlatform:
    secret = secret_in(settings.secret)
    address = PlatformAddress(settings.url, settings.token_url, settings.client_id, secret, settings.scope)
    return SiPlatform(address)


def secret_in(path: Path) -> str:
    """Read the secret of the exchange: the text of a file that nobody else may read.

    :raises CommandRefused: when it is not there, empty, or open to others.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise CommandRefused(f"Le secret de l’échange est lisible par d’autres. Faites chmod 600 {path}.")
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as unread:
        raise CommandRefused(f"Le secret de l’échange {path} ne se lit pas.") from unread
    if not secret:
        raise CommandRefused(f"Le secret de l’échange {path} est vide.")
    return secret


def _progress(done: str) -> Progress:
    """Tell on a terminal how far it is.

    :param done: what was done with weeks or people, as a word in the plural.
    """
    return told_on_a_terminal(
        lambda people, done_of: f"{count(people, 'personne vue', 'personnes vues')}, {done_of} {done}"
    )


def _tell(lists: Mapping[str, Sequence[str]]) -> None:
    """Count people, and name their files where somebody looks: never in a pipe, which may end in a log."""
    for what, files in lists.items():
        if files:
            click.echo(f"{what}\u00a0: {count(len(files), 'personne', 'personnes')}.")
            if sys.stdout.isatty():
                click.echo("".join(f"  {reference}\n" for reference in sorted(files)), nl=False)


def _end(told: str, *, is_stopped: bool, dry_run: bool) -> None:
    click.echo(f"{told}{' ; c’est un essai : rien n’est parti.' if dry_run else '.'}")
    if is_stopped:
        raise CommandRefused(_STOPPED)
