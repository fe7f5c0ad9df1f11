"""The command that fills a database with fictitious people."""

import sys

import click

from xprsa.demo.filling import Filled, NotFictitious, fill, plan_for
from xprsa.demo.stage import DemoPlan
from xprsa.running.service import Service
from xprsa.storage.database import Collision, DatabaseAway
from xprsa.web.i18n import count

_PEOPLE = click.IntRange(1, 2_000_000)
_WEEKS = click.IntRange(1, 104)


@click.command("demo")
@click.option("--people", type=_PEOPLE, default=200, show_default=True, help="How many.")
@click.option("--weeks", type=_WEEKS, default=26, show_default=True, help="How far back, this one included.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
@click.pass_obj
def demo(service: Service, *, people: int, weeks: int, seed: int) -> None:
    """Fill an empty database with a fictitious département. Interrupted, it goes on when run again."""
    plan = plan_for(service, people=people, weeks=weeks, seed=seed)
    try:
        filled = _fill_with_a_bar(service, plan)
    except NotFictitious as real:
        raise click.ClickException(
            "Cette base contient un territoire réel. Choisissez une base vide pour la démonstration."
        ) from real
    except Collision as busy:
        raise click.ClickException(
            "Une autre commande remplit cette base. Attendez sa fin, puis relancez."
        ) from busy
    except DatabaseAway as away:
        raise click.ClickException(
            "La base ne répond plus. Relancez la commande : elle reprendra où elle s’est arrêtée."
        ) from away
    click.echo(_summary(filled))


def _fill_with_a_bar(service: Service, plan: DemoPlan) -> Filled:
    with click.progressbar(
        length=plan.people, label="Personnes", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def progress(kept: int, everything: int) -> None:
            bar.length = everything
            bar.update(kept - bar.pos)

        return fill(service, plan, progress=progress)


def _summary(filled: Filled) -> str:
    if not filled.rows:
        people = count(filled.people, "personne", "personnes")
        return f"La démonstration est déjà là\u00a0: {people}. Rien n’a changé."
    plan = filled.plan
    return (
        f"{count(plan.people, 'personne fictive', 'personnes fictives')},"
        f" {count(plan.weeks, 'semaine', 'semaines')}, graine {plan.seed}\u00a0:"
        f" {count(filled.rows, 'ligne écrite', 'lignes écrites')}."
    )
