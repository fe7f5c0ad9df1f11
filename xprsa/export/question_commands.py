"""The command that groups an exported file into questions to a module that is asked elsewhere."""

from pathlib import Path

import click

from xprsa.export.questions import CannotGroup, group
from xprsa.modules.printable import printable
from xprsa.modules.registry import ModuleWrong, open_module
from xprsa.scoring.card import CardWrong
from xprsa.scoring.module import ModuleCard
from xprsa.web.i18n import count


@click.command("questions")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="RUN_DIR")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="Fichier qui n’existe pas encore.")
@click.option("--module", help="Module à interroger : ses questions n’ont que les données de sa fiche.")
@click.option(
    "--card",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fiche du module, s’il n’est pas en Python, ou pas ici.",
)
def questions(run: Path, *, to: Path, module: str | None, card: Path | None) -> None:
    """Group the documents of RUN_DIR, in JSON Lines, into one question a person."""
    try:
        grouped = group(run, to=to, card=_card(module, card))
    except (CannotGroup, ModuleWrong, CardWrong) as wrong:
        raise click.ClickException(printable(str(wrong))) from wrong
    except OSError as wrong:
        raise click.ClickException(f"{to} ne peut pas être écrit ({wrong.strerror}).") from wrong
    asked = count(grouped.questions, "question", "questions")
    click.echo(f"{asked}, {count(grouped.documents, 'document', 'documents')}, dans {to}.")


def _card(module: str | None, card: Path | None) -> ModuleCard | None:
    if module is not None:
        return open_module(module, card=card).card
    return None if card is None else ModuleCard.read(card.read_bytes())
