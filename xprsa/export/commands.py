"""The commands of exports: carry a run out, write the published schemas."""

from datetime import datetime
from pathlib import Path

import click

from xprsa.domain.territory import Territory
from xprsa.domain.week import NoSuchWeek, Week
from xprsa.export import service as exporting
from xprsa.export.carrying import Progress, RunFailed, TakenOver
from xprsa.export.claims import Overtaken, PurposeClosed, UnderWay
from xprsa.export.demands import CannotAsk, ExportRequest
from xprsa.export.forms import REFUSALS
from xprsa.export.manifest import run_name
from xprsa.export.run_directory import CannotWrite
from xprsa.export.words import documents_of
from xprsa.running.long_commands import once_free, told_on_a_terminal
from xprsa.running.service import Service
from xprsa.running.territory_option import territory_named
from xprsa.scoring import schemas as published
from xprsa.scoring.card import CardWrong
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Dialect, Format, Run, RunState, TerritoryPurpose
from xprsa.web.i18n import count

_EXPORTING_ALREADY = "Un autre export est en cours. J’attends sa fin, une minute au plus."


class WeeksType(click.ParamType[tuple[Week, Week]]):
    """`2026-W40`, or `2026-W40..2026-W45`."""

    name = "weeks"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Week, Week]:
        """Read the first and the last week."""
        first, _, last = str(value).partition("..")
        try:
            return Week.parse(first), Week.parse(last or first)
        except NoSuchWeek:
            self.fail("Écrivez 2026-W40, ou 2026-W40..2026-W45. Chaque semaine doit exister.", param, ctx)


class InstantType(click.ParamType[datetime]):
    """An ISO 8601 instant with its offset."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the instant."""
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            instant = None
        if instant is None or instant.utcoffset() is None:
            self.fail("Écrivez un instant avec son décalage : 2026-11-24T10:00:00Z.", param, ctx)
        return instant


@click.command("export")
@click.option("--purpose", required=True, type=click.Choice([purpose.value for purpose in Purpose]))
@click.option("--weeks", required=True, type=WeeksType(), metavar="2026-W40[..2026-W45]")
@click.option("--format", "written", type=click.Choice([form.value for form in Format]), default="jsonl")
@click.option("--dialect", type=click.Choice([dialect.value for dialect in Dialect]), default="standard")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="Dossier absent ou vide.")
@click.option("--as-of", type=InstantType(), default=None, help="Date d’arrêt ; maintenant par défaut.")
@click.option("--since", default=None, metavar="RUN", help="Seulement ce qui est nouveau depuis cet export.")
@click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")
@click.pass_obj
def export(
    service: Service,
    *,
    purpose: str,
    weeks: tuple[Week, Week],
    written: str,
    dialect: str,
    to: Path,
    as_of: datetime | None,
    since: str | None,
    territory: str,
) -> None:
    """Write the documents of some weeks, signed, into a directory. RUN is a name, as a manifest says it."""
    here = territory_named(service, territory)
    request = ExportRequest(
        _purpose(service, Purpose(purpose), here),
        weeks,
        Format(written),
        as_of,
        Dialect(dialect),
        None if since is None else run_named(service, since, here),
    )
    run = _carried_out(service, request, to)
    first, last = weeks
    people = count(run.people, "personne lue", "personnes lues")
    click.echo(f"{documents_of(run)}, {people}, {first} à {last}, dans {to}.")


def _purpose(service: Service, code: Purpose, territory: Territory) -> TerritoryPurpose:
    with service.database.reading() as store:
        known = store.purposes.ever_open(territory.id).get(code)
    if known is None or not known.is_open:
        raise click.ClickException(f"La finalité « {code} » n’est pas ouverte ici.")
    return known


def _carried_out(service: Service, request: ExportRequest, to: Path) -> Run:
    """Carry the run out; each refusal is a sentence and exit code 1."""
    try:
        return once_free(
            lambda: exporting.export_to(service, request=request, directory=to, progress=_progress()),
            busy=UnderWay,
            told=_EXPORTING_ALREADY,
        )
    except CannotAsk as refused:
        raise click.ClickException(REFUSALS[refused.why]) from refused
    except UnderWay as busy:
        raise click.ClickException(
            "Un autre export de cette finalité est en cours. Attendez sa fin, puis recommencez."
        ) from busy
    except Overtaken as late:
        raise click.ClickException(
            "Un export plus récent est déjà parti. Choisissez une date d’arrêt plus tardive."
        ) from late
    except PurposeClosed as closed:
        raise click.ClickException("La finalité vient d’être fermée. Rien n’est parti.") from closed
    except TakenOver as taken:
        raise click.ClickException("Une autre commande a repris cet export. Recommencez.") from taken
    except (RunFailed, CardWrong) as failed:
        raise click.ClickException(str(failed)) from failed


def _progress() -> Progress:
    """Tell on a terminal how far a run is."""
    return told_on_a_terminal(
        lambda people, documents: (
            f"{count(people, 'personne lue', 'personnes lues')}, {count(documents, 'document', 'documents')}"
        )
    )


def run_named(service: Service, name: str, territory: Territory) -> Run:
    """Find a run by its name; of several that only one of them can have left under, that one.

    :raises ClickException: when there is none.
    """
    with service.database.reading() as store:
        runs = store.exports.of_territory(territory.id, most=None)
    named = [run for run in runs if run_name(run, territory.code) == name]
    if not named:
        raise click.ClickException(f"Aucun export ne s’appelle «\u00a0{name}\u00a0» ici.")
    return next((run for run in named if run.state is RunState.DONE), named[0])


@click.command("export-again")
@click.argument("name", metavar="RUN")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="Dossier absent ou vide.")
@click.option("--territory", default="", help="Code du territoire, s’il y en a plusieurs.")
@click.pass_obj
def export_again(service: Service, *, name: str, to: Path, territory: str) -> None:
    """Write a run that left once more, byte for byte. RUN is its name, as its manifest says."""
    found = territory_named(service, territory)
    run = run_named(service, name, found)
    try:
        exporting.deliver_again(service, run=run, directory=to)
    except exporting.NotKept as gone:
        raise click.ClickException("Cet export n’est plus gardé ici. Lancez-en un nouveau.") from gone
    except CannotWrite as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo(f"{name} est de nouveau dans {to}, tel qu’il est parti.")


@click.command("schemas")
@click.option("--to", type=click.Path(path_type=Path), default=Path("docs/schemas"), show_default=True)
def schemas(to: Path) -> None:
    """Write the published schemas as files."""
    for path in published.write(to):
        click.echo(f"{path} est à jour.")
