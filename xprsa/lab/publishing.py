"""A report from one request: the audit, its pages, its signature; and the reports of all specimens."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from xprsa.lab.auditing import audit, decks_of, open_under_study
from xprsa.lab.battery.layout import Layout
from xprsa.lab.hearing.plan import RunPlan, planned
from xprsa.lab.hearing.work import Work, WorkWrong
from xprsa.lab.judging.verdict import power_of
from xprsa.lab.people.world import World
from xprsa.lab.published_index import index
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.writing import refuse_other_folder, write_report
from xprsa.lab.specimens.listing import SPECIMENS
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


def audited(request: AuditRequest, *, say: Say, progress: Progress) -> AuditFindings:
    """Audit and write the report; what an interrupted run heard is kept beside it, and used.

    :raises ReportWrong: when the folder holds something else.
    :raises Waiting: when the module answers by files and some answers are missing.
    """
    report = request.report.absolute()
    refuse_other_folder(report)
    module, world = request.module, request.world
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
    _, power = power_of(Layout(world), module.card.scale, work.plan)
    say(
        f"{power.pairs} paires par attribut. Puissance pour voir un écart de {power.smallest_shift:g}\u202f: "
        f"{power.shift_power:.2f}\u202f; pour voir 2 passages du seuil sur 100\u202f: {power.flip_power:.2f} "
        "(moins de points si les réponses emploient peu de l’échelle)."
    )
    with progress(decks_of(module, world, work.plan)) as bar:
        findings, timing = audit(module, world, work, progress=lambda: bar.update(1))
    write_report(
        findings,
        request.report,
        card=module.card,
        world=world,
        key=SigningKey.load_or_make(request.key),
        made_on=request.made_on,
        timing=timing,
    )
    work.clear()
    rate = timing.asked / timing.seconds if timing.seconds else 0.0
    say(
        f"{findings.module.name}\u202f: {_LIGHTS[findings.light]}, {timing.asked} questions, "
        f"{rate:.0f} réponses par seconde. Rapport\u202f: {request.report}"
    )
    return findings


def publish_specimens(
    directory: Path, *, profiles: int | None, asked_on: date | None, key: Path, say: Say, progress: Progress
) -> None:
    """Audit every specimen with the public battery and write each report into a folder of its name.

    :param asked_on: None for today, in UTC; another run that goes on keeps its own day.
    """
    world, found = World.read(), {}
    for name in SPECIMENS:
        folder = name.replace("_", "-")
        found[folder] = audited(
            AuditRequest(
                module=open_under_study(f"specimen:{name}"),
                world=world,
                plan=planned(world, profiles=profiles, seed=None, secret=PUBLISHED_SECRET, asked_on=asked_on),
                report=directory / folder,
                key=key,
                made_on=datetime.now(UTC).date(),
                asked_on=asked_on,
            ),
            say=say,
            progress=progress,
        )
    (directory / "README.md").write_text(index(found), encoding="utf-8")
