"""`xprsa lab`: audit a module, tell the fictitious people, verify and compare reports."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import click

from xprsa.asking import ask_on_a_terminal
from xprsa.modules.printable import printable
from xprsa.scoring.audit_keys import is_ours
from xprsa.scoring.software import software_version

_FIRST_DAY = date(2000, 1, 1)  # weeks are counted from 1970 on, and some are moved back for years
MOST_SECRET_BYTES = 64  # that blake2b takes as a key
_KEY = Path("instance/lab.key")
_REPORT = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_LINES = click.Path(path_type=Path, dir_okay=False)


class _Word(click.ParamType[str]):
    """A word that chance is drawn from: 1 to 64 bytes of UTF-8."""

    name = "word"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what no chance can be drawn from."""
        try:
            is_good = 0 < len(value.encode()) <= MOST_SECRET_BYTES
        except UnicodeEncodeError:
            is_good = False
        if not is_good:
            self.fail(f"de 1 à {MOST_SECRET_BYTES} octets d’UTF-8.", param, ctx)
        return value


class _Day(click.ParamType[date]):
    """A day that documents can be dated by: no later than today, in UTC."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Refuse what is no day, and what would give documents of the future."""
        today = datetime.now(UTC).date()
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail("un jour s’écrit 2026-11-30.", param, ctx)
        if not _FIRST_DAY <= day <= today:
            self.fail(f"un jour du {_FIRST_DAY} au {today}.", param, ctx)
        return day


_ASKED_ON = click.option(
    "--asked-on", type=_Day(), help="Day that dates the documents; today, in UTC, by default."
)


_REPLACE = click.option(
    "--replace", is_flag=True, help="Put the new one in the place of a finished one; asks on a terminal."
)
_KEY_FILE = click.option(
    "--key", type=click.Path(path_type=Path, dir_okay=False), default=_KEY, show_default=True
)


class AuditRefused(click.ClickException):
    """A command refused with a reason: exit code 1."""


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what the lab refuses into a sentence and an exit code.

    What the lab needs is installed by an extra of its own, so it is imported when a command of it is run.
    """
    try:
        from xprsa.lab.auditing import AnswersMissing
        from xprsa.lab.hearing.work import WorkWrong
        from xprsa.lab.people.mechanisms import WorldWrong
        from xprsa.lab.report.refused import ReportWrong
        from xprsa.lab.self_audit_table import PageWrong
        from xprsa.lab.size import TooSmall
        from xprsa.modules.registry import ModuleWrong
    except ModuleNotFoundError as missing:
        raise AuditRefused(
            f"Il manque {missing.name}\u202f: installez l’extra du laboratoire, du fichier dont vient xprsa"
            " (aucun registre ne l’a)\u202f: pip install"
            f" 'dist/xprsa-{software_version()}-py3-none-any.whl[lab]'."
        ) from missing
    try:
        yield
    except (AnswersMissing, WorkWrong, WorldWrong, ReportWrong, PageWrong, TooSmall, ModuleWrong) as wrong:
        raise AuditRefused(printable(str(wrong))) from wrong
    except BrokenPipeError:  # whoever read our output has gone
        raise
    except OSError as wrong:
        where = "" if wrong.filename is None else f" ({printable(str(wrong.filename))})"
        raise AuditRefused(
            f"Un fichier n’a pas pu être lu ou écrit\u202f: {wrong.strerror}{where}."
        ) from wrong
    except KeyboardInterrupt as interrupted:
        raise AuditRefused("Interrompu. La même commande reprend où elle s’est arrêtée.") from interrupted


@click.group()
def lab() -> None:
    """Audit scoring modules on fictitious people; no database is read."""


@lab.command()
@click.argument("module")
@click.option("--profiles", type=click.IntRange(1), help="How many fictitious people, variants included.")
@click.option("--seed", type=_Word(), help="Of the public people; the published one by default.")
@click.option("--secret", type=_Word(), help="Of this run; drawn by default, and told in the report.")
@_ASKED_ON
@click.option("--report", type=_REPORT, required=True, help="Folder that the report becomes.")
@_REPLACE
@click.option("--keep-answers", is_flag=True, help="Keep every answer in the report, to compute it again.")
@click.option("--card", type=_FILE, help="Card of a module that is not written in Python.")
@_KEY_FILE
@click.option("--patience", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, help="Seconds.")
def run(
    module: str,
    *,
    profiles: int | None,
    seed: str | None,
    secret: str | None,
    asked_on: date | None,
    report: Path,
    replace: bool,
    keep_answers: bool,
    card: Path | None,
    key: Path,
    patience: float,
) -> None:
    """Audit MODULE and write its report; interrupted, the same command goes on."""
    with _refusals():
        from xprsa.lab.auditing import open_under_study
        from xprsa.lab.hearing.plan import planned
        from xprsa.lab.people.world import World
        from xprsa.lab.publishing import AuditRequest, audited
        from xprsa.lab.report.writing import described

        if replace:
            _ask_to_replace([described(report)])
        world = World.read()
        audited(
            AuditRequest(
                module=open_under_study(module, card=card, patience=patience),
                world=world,
                plan=planned(world, profiles=profiles, seed=seed, secret=secret, asked_on=asked_on),
                report=report,
                key=key,
                made_on=datetime.now(UTC).date(),
                secret=secret,
                asked_on=asked_on,
                replaces=replace,
                keeps_answers=keep_answers,
            ),
            say=click.echo,
            progress=_bar,
        )


def _ask_to_replace(told: Iterable[str | None]) -> None:
    """Show the finished work that is to be replaced and ask; a pipe has decided already.

    :param told: what each folder holds; None for nothing.
    """
    if finished := [printable(folder) for folder in told if folder is not None]:
        click.echo("\n".join(("Seront remplacés, et ne se retrouvent pas\u202f:", *finished)))
        ask_on_a_terminal("Continuer\u202f?")


@contextmanager
def _bar(decks: int) -> Iterator["click._termui_impl.ProgressBar[int]"]:
    """Show progress and the time left on a terminal; stay silent in a pipe."""
    with click.progressbar(
        length=decks, label="Paquets de questions", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar


@lab.command()
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def stories(language: Literal["fr", "en"]) -> None:
    """Tell who the fictitious people are."""
    with _refusals():
        from xprsa.lab.people.stories import story
        from xprsa.lab.people.world import World

        for archetype in World.read().archetypes:
            click.echo(f"{archetype.name}\n  {story(archetype, language)}\n")


@lab.command()
@click.option("--to", "directory", type=_REPORT, required=True, help="Folder, missing or empty.")
@click.option("--people", type=click.IntRange(1, 5000), default=500, show_default=True)
@click.option("--seed", type=_Word(), default="2026", show_default=True)
@_ASKED_ON
def people(*, directory: Path, people: int, seed: str, asked_on: date | None) -> None:
    """Write fictitious people as an export would, for whoever builds a module."""
    with _refusals():
        from xprsa.lab.people_file import PeopleRequest, write_people

        day = asked_on or datetime.now(UTC).date()
        rows = write_people(directory, PeopleRequest.ordinary(people=people, seed=seed, asked_on=day))
        click.echo(
            f"Personnes fictives\u202f: {people}. Documents\u202f: {rows}. Dossier\u202f: {directory}."
        )


@lab.command()
@click.argument("report", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--public-key", help="Of whoever must have signed it, as they publish it.")
def verify(report: Path, *, public_key: str | None) -> None:
    """Tell whether the REPORT is as it was signed, and by which key."""
    with _refusals():
        from xprsa.scoring.audit_signature import signer_of
        from xprsa.scoring.audit_signature import verify as faults_of

        faults = faults_of(report, public_key=public_key)
        if faults:
            raise AuditRefused(printable("\n".join(faults)))
        signer = signer_of(report)
        click.echo(f"Le rapport est tel qu’il a été signé, par la clé {signer}.")
        if is_ours(signer):
            click.echo("C’est une clé du projet XP RSA, publiée à /schemas/xprsa.audit-keys.json.")
        elif public_key is None:
            click.echo(
                "Ce n’est pas une clé du projet XP RSA\u202f: comparez-la à celle que publie l’auteur."
            )


@lab.command()
@click.argument("before", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.argument("after", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--to", "directory", type=_REPORT, required=True)
@_REPLACE
def compare(before: Path, after: Path, *, directory: Path, replace: bool) -> None:
    """Tell what changed between two reports on one module, BEFORE and AFTER."""
    with _refusals():
        from xprsa.lab.report.difference import described, write_difference

        if replace:
            _ask_to_replace([described(directory)])
        written = write_difference(before, after, directory, replaces=replace)
        click.echo(f"Comparaison écrite\u202f: {written}")


@lab.command()
@click.option("--to", "directory", type=_REPORT, default=Path("docs/lab"), show_default=True)
@click.option("--profiles", type=click.IntRange(1), help="How many fictitious people, variants included.")
@_ASKED_ON
@_KEY_FILE
@_REPLACE
def publish(
    *, directory: Path, profiles: int | None, asked_on: date | None, key: Path, replace: bool
) -> None:
    """Audit every specimen and write their reports, one folder each."""
    with _refusals():
        from xprsa.lab.publishing import publish_specimens, published_folders
        from xprsa.lab.report.writing import described

        if replace:
            _ask_to_replace(map(described, published_folders(directory).values()))
        publish_specimens(
            directory,
            profiles=profiles,
            asked_on=asked_on,
            key=key,
            replaces=replace,
            say=click.echo,
            progress=_bar,
        )


@lab.command("self-audit")
@click.option("--seeds", type=click.IntRange(1), default=10, show_default=True)
@click.option("--write", type=_FILE, help="Page that holds the table, between its two markers.")
@click.option("--keep", type=_LINES, help="File of lines, one a seed: a run that was stopped goes on.")
def self_audit(seeds: int, write: Path | None, keep: Path | None) -> None:
    """Audit modules with a planted flaw, and fair ones, and print how often each was seen."""
    with _refusals():
        from xprsa.lab.self_audit import rates
        from xprsa.lab.self_audit_kept import KeptSeeds
        from xprsa.lab.self_audit_table import table, written_into

        found = table(rates(seeds, None if keep is None else KeptSeeds(keep)))
        if write is not None:
            written_into(write, found)
        click.echo(found)
