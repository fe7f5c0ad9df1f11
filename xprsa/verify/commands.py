"""Tells at a shell whether a receipt was given by this service, from what is kept or from its text alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.week import Week
from xprsa.modules.printable import printable
from xprsa.running.service import Service
from xprsa.verify.around import Compared, compared
from xprsa.verify.offline import Disbelief, KeysWrong, PublishedKeys
from xprsa.verify.receipt_text import NoReceipt, receipt_in
from xprsa.verify.saved import NotRead, read_saved
from xprsa.verify.service import verified
from xprsa.verify.statements import days_lost, label_of
from xprsa.web.i18n import capitalized, clock_read, day_list, week_dated

_DISBELIEVED = {
    Disbelief.KEY_UNKNOWN: "La clé {} n’est pas dans ce fichier. Cherchez les clés publiées le jour du reçu.",
    Disbelief.NOT_SIGNED: "La signature n’est pas bonne : ce texte n’est pas celui qui a été signé.",
    Disbelief.CONTENT_CHANGED: (
        "La semaine et l’heure sont signées, mais le contenu n’est pas celui du reçu."
        " Recopiez la page entière."
    ),
}
_WITHOUT_CONTENT = "Le contenu n’est pas dans ce texte : seules la semaine et l’heure d’envoi sont prouvées."
_OFFLINE = "Vérifié sans la base : une version plus récente a pu le remplacer."
_ONLY = "seul compte ce qui suit\u00a0:"
_NOT_SIGNED = (
    "Ne sont pas signés\u00a0: le nom, le dossier, le service, qui a écrit et par quelle voie, la suite"
    " donnée à cette version, l’adresse pour vérifier. Le service seul les confirme."
)
_FORGED = "La signature est bonne, mais le texte autour n’est pas ce qui a été signé. Ne croyez pas ce texte."
_UNSIGNED = {
    "name": "nom",
    "file": "dossier",
    "service": "service",
    "channel": "voie",
    "typist": "écrite par",
    "withdrawn": "retirée le",
    "replaced": "suite",
    "address": "adresse",
}


@click.command()
@click.argument("receipt")
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="Fichier des clés publiées ; RECEIPT est alors le fichier du texte, et rien d’autre n’est lu.",
)
@click.pass_obj
def verify(open_service: Callable[[], Service], *, receipt: str, keys: Path | None) -> None:
    """Tell whether RECEIPT (its 32 digits, or with --keys its text in a file) was given by this service."""
    if keys is None:
        _tell_kept(open_service(), receipt)
    else:
        _tell_offline(Path(receipt), keys)


def _tell_kept(service: Service, receipt: str) -> None:
    given = verified(service, receipt)
    if given is None:
        raise click.ClickException("Aucun reçu ne porte ce numéro.")
    if not given.holds:
        raise click.ClickException("Ce reçu ne correspond pas à ce qui est gardé.")
    kept = given.receipt
    click.echo(f"Reçu valable : {_sent(kept.week, kept.version, kept.sent_at)}.")
    if given.version.withdrawn_at:
        click.echo(f"Version retirée le {_instant(given.version.withdrawn_at)}.")
    if last := given.replaced_by:
        state = ", retirée" if last.withdrawn_at else ""
        click.echo(f"Remplacée par la version {last.number}, envoyée le {_instant(last.sent_at)}{state}.")


def _tell_offline(path: Path, keys: Path) -> None:
    try:
        saved = read_saved(path)
        receipt = receipt_in(saved.text)
        why = PublishedKeys.read(keys).why_not(receipt)
    except (NotRead, NoReceipt, KeysWrong) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if why is not None:
        raise click.ClickException(_DISBELIEVED[why].format(receipt.key_id))
    found = compared(receipt)
    reserves = (*saved.reserves, *found.reserves)
    told = receipt.told
    sent = _sent(Week.parse(told["week"]), told["version"], datetime.fromisoformat(told["sent_at"]))
    click.echo(_verdict(sent, reserves, is_forged=bool(found.unlike)))
    for line in _content(receipt.said) if receipt.has_content else (_WITHOUT_CONTENT,):
        click.echo(line)
    click.echo(_OFFLINE)
    if found.unlike:
        for sentence in found.unlike:
            click.echo(f"Autre chose que signé\u00a0: {printable(sentence)}.")
        raise click.ClickException(_FORGED)
    click.echo(_NOT_SIGNED if reserves else f"{_NOT_SIGNED}{_unsigned(found)}")


def _verdict(sent: str, reserves: tuple[str, ...], *, is_forged: bool) -> str:
    if is_forged:
        return f"Signé : {sent}."
    if not reserves:
        return f"Reçu valable : {sent}."
    reasons = "".join(f"{printable(reserve)}\u202f; " for reserve in reserves)
    return f"Reçu valable, sous réserve\u00a0: {reasons}{_ONLY}\n{capitalized(sent)}."


def _unsigned(found: Compared) -> str:
    shown = (f"{_UNSIGNED[name]} «\u00a0{printable(said)}\u00a0»" for name, said in found.unsigned.items())
    listed = ", ".join(shown)
    return f" Ce texte dit\u00a0: {listed}." if listed else ""


def _content(said: dict[str, Any]) -> Iterator[str]:
    """Say what was signed, for whoever compares it with what the text shows."""
    yield "Contenu signé :"
    for line in said["activities"]:
        days = f", {day_list(line['days'])}" if line.get("days") else ""
        note = f" « {printable(line['note'])} »" if line.get("note") else ""
        yield f"- {label_of(line['kind'])} : {hours_and_minutes(line['minutes'])}{days}{note}"
    if said["activities"]:
        yield f"- en tout : {hours_and_minutes(sum(line['minutes'] for line in said['activities']))}"
    elif said["prevented"] is None:
        yield "- pas d’activité"
    if said["prevented"] is not None:
        yield f"- je n’ai pas pu : {days_lost(said['prevented'])}"


def _sent(week: Week, version: int, at: datetime) -> str:
    return f"semaine {week_dated(week)} ({week}), version {version}, envoyée le {_instant(at)}"


def _instant(at: datetime) -> str:
    """Write an instant, which no territory is there to place: `24 novembre 2026 à 10 h 00 UTC`."""
    return f"{clock_read(at.astimezone(UTC))} UTC"
