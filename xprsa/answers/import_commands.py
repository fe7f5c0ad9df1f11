"""The command that brings in what a module answered elsewhere."""

from pathlib import Path

import click

from xprsa.answers.answer_lines import AnswersWrong
from xprsa.answers.asking_words import summed_up
from xprsa.answers.commands import active_module, patiently, progress_told
from xprsa.answers.importing import AlreadyBrought, Bringing, bring_in
from xprsa.asking import ask_on_a_terminal
from xprsa.export.commands import run_named
from xprsa.export.questions import CannotGroup
from xprsa.export.service import NotKept
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.scoring.purpose import Purpose
from xprsa.web.i18n import count


@click.group()
def answers() -> None:
    """Bring in what a module answered elsewhere."""


@answers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--module", "name", required=True, help="Module actif qui a répondu.")
@click.option("--run", "run_name", required=True, metavar="RUN", help="Export d’où viennent les questions.")
@click.option("--purpose", type=click.Choice([purpose.value for purpose in Purpose]), default="support")
@click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")
@click.pass_obj
def import_answers(
    service: Service, *, file: Path, name: str, run_name: str, purpose: str, territory: str
) -> None:
    """Keep the answers of FILE, in JSON Lines, about the documents of a run; all of them, or none."""
    here = territory_named(service, territory)
    module = active_module(service, name, Purpose(purpose), here)
    run = run_named(service, run_name, here)
    try:
        asking = patiently(
            lambda: bring_in(service, module, Bringing(file, run), agree=_agree, progress=progress_told())
        )
    except AnswersWrong as wrong:
        lines = [f"Ligne {number}\u00a0: {why}" for number, why in wrong.lines]
        more = [f"Et {count(wrong.more, 'autre ligne', 'autres lignes')}."] if wrong.more else []
        told = "\n".join([*lines, *more, "Rien n’est gardé. Corrigez, puis recommencez."])
        raise click.ClickException(told) from wrong
    except AlreadyBrought as known:
        raise click.ClickException(
            f"Les réponses de {module.card.name} à cet export sont déjà gardées. Rien n’a changé."
        ) from known
    except NotKept as gone:
        raise click.ClickException("Cet export n’est plus gardé ici. Lancez-en un nouveau.") from gone
    except CannotGroup as wrong_run:
        raise click.ClickException(str(wrong_run)) from wrong_run
    click.echo(summed_up(module.card, asking))


def _agree(missing: int) -> None:
    """Say about how many people the file is silent; each of them is told that nothing came back."""
    people = count(missing, "personne", "personnes")
    click.echo(
        f"Ce fichier ne répond pas de {people} de l’export\u00a0: «\u00a0sans réponse\u00a0».", err=True
    )
    ask_on_a_terminal("Continuer ?", err=True)
