"""Tells at a shell whether a receipt was given by this service, from what is kept or from its text alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from xprsa.domain.duration import hours_and_minutes
from xprsa.modules.printable import printable
from xprsa.running.service import Service
from xprsa.verify.offline import Disbelief, KeysWrong, PublishedKeys
from xprsa.verify.receipt_text import NoReceipt, ReceiptText, receipt_in
from xprsa.verify.service import verified

_DISBELIEVED = {
    Disbelief.KEY_UNKNOWN: "La clé {} n’est pas dans ce fichier. Cherchez les clés publiées le jour du reçu.",
    Disbelief.NOT_SIGNED: "La signature n’est pas bonne : ce texte n’est pas celui qui a été signé.",
    Disbelief.CONTENT_CHANGED: (
        "La semaine et l’heure sont signées, mais le contenu n’est pas celui du reçu."
        " Recopiez la page entière."
    ),
}
_WITHOUT_CONTENT = "Le contenu n’est pas dans ce texte : seules la semaine et l’heure d’envoi sont prouvées."
_OFFLINE = "Vérifié sans la base : une version plus récente a pu le remplacer."


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
    click.echo(f"Reçu valable : semaine {kept.week}, version {kept.version}, {kept.sent_at.isoformat()}.")
    if given.version.withdrawn_at:
        click.echo(f"Version retirée le {given.version.withdrawn_at.isoformat()}.")
    if last := given.replaced_by:
        state = ", retirée" if last.withdrawn_at else ""
        click.echo(f"Remplacée par la version {last.number}, {last.sent_at.isoformat()}{state}.")


def _tell_offline(text: Path, keys: Path) -> None:
    try:
        receipt = receipt_in(text.read_text(encoding="utf-8"))
        why = PublishedKeys.read(keys).why_not(receipt)
    except (NoReceipt, KeysWrong) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except (OSError, UnicodeDecodeError) as unread:
        raise click.ClickException(f"{text} ne peut pas être lu. Donnez un fichier de texte.") from unread
    if why is not None:
        raise click.ClickException(_DISBELIEVED[why].format(receipt.key_id))
    told = receipt.told
    click.echo(f"Reçu valable : semaine {told['week']}, version {told['version']}, {told['sent_at']}.")
    for line in _content(receipt) if receipt.has_content else (_WITHOUT_CONTENT,):
        click.echo(line)
    click.echo(_OFFLINE)


def _content(receipt: ReceiptText) -> Iterator[str]:
    """Say what was signed, for whoever compares it with what the text shows."""
    said: dict[str, Any] = json.loads(receipt.content)
    yield "Contenu signé :"
    for line in said["activities"]:
        days = f", jours {', '.join(map(str, line['days']))}" if line.get("days") else ""
        note = f" « {printable(line['note'])} »" if line.get("note") else ""
        yield f"- {line['kind']} : {hours_and_minutes(line['minutes'])}{days}{note}"
    if said["prevented"] is not None:
        yield f"- je n’ai pas pu, jours {', '.join(map(str, said['prevented']))}"
