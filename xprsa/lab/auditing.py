"""An audit from end to end: deal, ask, tally, judge. The lab's Python interface begins here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xprsa.lab.battery.deck import BASES, Source
from xprsa.lab.battery.layout import Layout
from xprsa.lab.hearing.asking import Asking, Questioned
from xprsa.lab.hearing.outcomes import DeckResult
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.judging.verdict import RunResult, judged
from xprsa.lab.mark import SpecimenCard, StudyAnswer
from xprsa.lab.people.world import World
from xprsa.lab.planted.listing import PLANTED
from xprsa.lab.specimens.listing import SPECIMENS
from xprsa.lab.tallies.tally import Tallies
from xprsa.modules.registry import Module, ModuleWrong, open_module
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_frame import AuditedModule, AuditPlan
from xprsa.scoring.module import GradeScale
from xprsa.scoring.software import software_version

PATIENCE = 10.0  # seconds without any answer before a module is ended and started again

_STUDIED = {"specimen": SPECIMENS, "planted": PLANTED}

Progress = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a module took: the only thing that differs between equal runs.

    :ivar seconds: waited for answers in all; `slowest` for a single one.
    """

    seconds: float
    slowest: float
    asked: int


def open_under_study(text: str, *, card: Path | None = None, patience: float = PATIENCE) -> Module:
    """Open a module as the lab does: a specimen is accepted here, and nowhere else.

    :param text: an entry point, `specimen:NAME`, `python:package.module:name`, `command:./program`,
        an address `https://...`, or `files:DIRECTORY`.
    :raises ModuleWrong: with one sentence in French.
    """
    kind, _, name = text.partition(":")
    if kind not in _STUDIED:
        return open_module(text, card=card, patience=patience)
    listed = _STUDIED[kind]
    if name not in listed:
        raise ModuleWrong(f"« {name} » n’est pas un spécimen. Choisissez parmi : {', '.join(listed)}.")
    opened = open_module(listed[name], card=None, patience=patience, reads=StudyAnswer, cards=SpecimenCard)
    return replace(opened, source=text)


def audit(
    module: Module,
    world: World,
    work: Work,
    *,
    progress: Progress | None = None,
) -> tuple[AuditFindings, Timing]:
    """Ask everything that was planned and not yet heard, then judge.

    :param progress: called after each deck.
    :raises Waiting: when the module answers by files and the answers are not all there yet.
    """
    plan = work.plan
    module = replace(module, hidden=_hidden(module, work))
    tallies = Tallies(Layout(world), module.card)
    seconds, slowest = 0.0, 0.0
    for result in _results(module, world, work, tallies):
        seconds += result.seconds
        slowest = max(slowest, result.slowest)
        if progress is not None:
            progress()
    whole = RunResult(
        module=_audited(module),
        plan=_plan(plan, world),
        tallies=tallies,
    )
    return judged(whole, plan), Timing(seconds, slowest, tallies.whole.states.total())


class AnswersMissing(Exception):
    """Questions were written for somebody else to answer; the message says where things stand."""


def _hidden(module: Module, work: Work) -> tuple[Path, ...]:
    """Give the folders that the module may not see: the run's, with its secret, and the lab, with its people.

    What is made for study lives in the lab, and sees it.
    """
    run = work.folder.absolute()
    return (run,) if isinstance(module.card, SpecimenCard) else (run, Path(__file__).parent)


def _results(module: Module, world: World, work: Work, tallies: Tallies) -> Iterator[DeckResult]:
    """Yield what each deck brought, asked now or kept from before, once it is tallied."""
    asking = Asking(module, work.plan.chance)
    unanswered = 0
    try:
        for turn, (source, number) in enumerate(work.plan.decks):
            deck = work.plan.deal(world, source, number, few_weeks=module.card.fewest_weeks - 1)
            is_heard_again = turn in work.plan.heard_again
            result = _heard(asking, work, deck, source, is_heard_again=is_heard_again)
            if result is None:
                unanswered += 1
                continue
            tallies.add(source, deck, result)
            yield result
        for fields in work.plan.field_decks(world, module.card):
            result = _heard(asking, work, fields, Source.FIELDS)
            if result is None:
                unanswered += 1
                continue
            tallies.add_fields(fields, result)
            yield result
    finally:
        asking.close()
    if unanswered:
        raise AnswersMissing(f"Paquets de questions qui attendent leurs réponses\u00a0: {unanswered}.")


def _heard(
    asking: Asking, work: Work, deck: Questioned, source: Source, *, is_heard_again: bool = False
) -> DeckResult | None:
    """Give what a deck brought, kept from before or asked now; None where answers are still to come."""
    result = work.result(source, deck.number)
    if result is None:
        result = asking.hear(deck, source, is_heard_again=is_heard_again)
        if result is not None:
            work.keep(source, deck.number, result)
    return result


def decks_of(module: Module, world: World, plan: RunPlan) -> int:
    """Count the decks that a run asks."""
    return len(plan.decks) + len(plan.field_decks(world, module.card))


def _audited(module: Module) -> AuditedModule:
    card = module.card
    return AuditedModule(
        name=card.name,
        version=card.version,
        title=card.title,
        digest=module.digest,
        source=module.source,
        isolation=module.isolation,
        for_study=isinstance(card, SpecimenCard),
        scale_points=card.scale.span,
        threshold_severity=card.scale.threshold_severity,
        grades=card.scale.grades if isinstance(card.scale, GradeScale) else None,
    )


def _plan(plan: RunPlan, world: World) -> AuditPlan:
    bases = len(world.archetypes) * BASES
    return AuditPlan(
        seed=plan.seed,
        secret=plan.secret,
        asked_on=plan.asked_on,
        profiles=bases * Layout(world).count * len(plan.decks),
        archetypes=len(world.archetypes),
        attributes=len(world.attributes),
        public_bases=bases * plan.public_decks,
        holdout_bases=bases * plan.holdout_decks,
        world=world.digest,
        lab_version=software_version(),
    )
