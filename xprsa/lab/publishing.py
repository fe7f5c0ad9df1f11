"""A report from one request: the audit, its pages, its signature; and the reports of all specimens."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from xprsa.lab.auditing import Timing, audit, open_under_study
from xprsa.lab.battery.fields import asked_of_fields
from xprsa.lab.hearing.plan import RunPlan, planned
from xprsa.lab.hearing.work import Work, WorkWrong
from xprsa.lab.people.world import World
from xprsa.lab.published_index import write_index
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.words import words
from xprsa.lab.report.writing import refuse_other_folder, write_report
from xprsa.lab.size import size_of
from xprsa.lab.specimens.listing import SPECIMENS
from xprsa.lab.tallies.answers import Answers
from xprsa.modules.registry import Module
from xprsa.scoring.audit import AuditFindings, Light
from xprsa.scoring.software import software_version

PUBLISHED_SECRET = "published specimens"  # noqa: S105  nothing is hidden from specimens: anybody may run them again
_GOING_ON = ".en-cours"
_LIGHTS = {Light.RED: "rouge", Light.AMBER: "orange", Light.GREEN: "vert"}


class Bar(Protocol):
    """What shows how far a run is."""

    def update(self, steps: int, /) -> None:
        """Go on by so many decks."""


Say = Callable[[str], object]
Progress = Callable[[int], AbstractContextManager[Bar]]


@dataclass(frozen=True)
class AuditRequest:
    """What is to be audited, and where the report goes."""

    module: Module
    world: World
    plan: RunPlan
    report: Path
    key: Path
    made_on: date
    secret: str | None = None  # asked for: a run that goes on with another is refused
    asked_on: date | None = None  # likewise
    replaces: bool = False  # a finished report that is there
    keeps_answers: bool = False


def audited(request: AuditRequest, *, say: Say, progress: Progress) -> AuditFindings:
    """Audit and write the report; what an interrupted run heard is kept beside it, and used.

    :raises ReportWrong: when the folder holds something else, or a finished report that is to stay.
    :raises TooSmall: when so few people could show nothing.
    :raises Waiting: when the module answers by files and some answers are missing.
    """
    report = request.report.absolute()
    refuse_other_folder(report, replaces=request.replaces)
    module, world = request.module, request.world
    size = size_of(world, module.card, request.plan)
    say(size.told())
    size.refuse_blind()
    folder = report.with_name(report.name + _GOING_ON)
    work = Work(folder, request.plan, module=f"{module.digest} {world.digest} {software_version()}")
    if request.secret not in (None, work.plan.secret):
        raise WorkWrong(
            f"Le dossier {folder} a commencé avec un autre secret. Effacez-le, ou retirez --secret."
        )
    if request.asked_on not in (None, work.plan.asked_on):
        raise WorkWrong(
            f"Le dossier {folder} a commencé le {work.plan.asked_on}. Effacez-le, ou retirez --asked-on."
        )
    answers = Answers(module.card) if request.keeps_answers else None
    decks = len(work.plan.decks) + len(asked_of_fields(world, module.card))
    with progress(decks) as bar:
        findings, timing = audit(module, world, work, progress=lambda: bar.update(1), answers=answers)
    write_report(
        findings,
        request.report,
        card=module.card,
        world=world,
        key=SigningKey.load_or_make(request.key),
        made_on=request.made_on,
        timing=timing,
        answers=None if answers is None else answers.written(),
        replaces=request.replaces,
    )
    work.clear()
    say(_ended(findings, timing, request.report))
    return findings


def _ended(findings: AuditFindings, timing: Timing, report: Path) -> str:
    french = words("fr")
    asked, seconds = (french.number(number, digits=0) for number in (timing.asked, timing.seconds))
    rate = french.number(timing.asked / timing.seconds, digits=0)
    return (
        f"{findings.module.name}\u202f: {_LIGHTS[findings.light]}. {asked} questions en {seconds}\u202fs,"
        f" soit {rate} réponses par seconde, questions à écrire comprises. Rapport\u202f: {report}"
    )


def publish_specimens(
    directory: Path,
    *,
    profiles: int | None,
    asked_on: date | None,
    key: Path,
    replaces: bool,
    say: Say,
    progress: Progress,
) -> None:
    """Audit every specimen with the public battery and write each report into a folder of its name.

    The page that leads there tells of whatever else the folder holds a report.

    :param asked_on: None for today, in UTC; another run that goes on keeps its own day.
    :param replaces: whether finished reports that are there are replaced.
    """
    world, folders = World.read(), published_folders(directory)
    for report in folders.values():
        refuse_other_folder(report, replaces=replaces)
    for name, report in folders.items():
        audited(
            AuditRequest(
                module=open_under_study(f"specimen:{name}"),
                world=world,
                plan=planned(world, profiles=profiles, seed=None, secret=PUBLISHED_SECRET, asked_on=asked_on),
                report=report,
                key=key,
                made_on=datetime.now(UTC).date(),
                asked_on=asked_on,
                replaces=replaces,
            ),
            say=say,
            progress=progress,
        )
    write_index(directory)


def published_folders(directory: Path) -> dict[str, Path]:
    """Give the folder of each specimen's report, by the specimen's name."""
    return {name: directory / name.replace("_", "-") for name in SPECIMENS}
