"""An audit from end to end: deal, ask, tally, judge. The lab's Python interface begins here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from xprsa.lab.battery.deck import BASES, Deck, Source
from xprsa.lab.battery.fields import FieldDeck
from xprsa.lab.battery.layout import Layout
from xprsa.lab.hearing.asking import Asking
from xprsa.lab.hearing.outcomes import DeckResult
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.judging.verdict import RunResult, judged
from xprsa.lab.mark import SpecimenCard, StudyAnswer
from xprsa.lab.people.world import World
from xprsa.lab.planted.listing import PLANTED
from xprsa.lab.specimens.listing import SPECIMENS
from xprsa.lab.tallies.answers import Answers
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
    """How long an audit took: the only thing that differs between equal runs.

    :ivar seconds: from the first person made to the findings, what an interrupted run had heard included.
    :ivar slowest: seconds waited for a single answer, at most.
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
    answers: Answers | None = None,
) -> tuple[AuditFindings, Timing]:
    """Ask everything that was planned and not yet heard, then judge.

    :param progress: called after each deck.
    :param answers: where to keep every answer; None to keep none of them.
    :raises Waiting: when the module answers by files and the answers are not all there yet.
    """
    begun, plan, slowest = monotonic(), work.plan, 0.0
    module = replace(module, hidden=_hidden(module, work))
    tallies = Tallies(Layout(world), module.card)
    for source, deck, result in _heard(module, world, work):
        _tally(tallies, source, deck, result)
        if answers is not None:
            answers.add(source, deck, result)
        slowest = max(slowest, result.slowest)
        if progress is not None:
            progress()
    whole = RunResult(
        module=_audited(module),
        plan=_plan(plan, world),
        tallies=tallies,
    )
    findings = judged(whole, plan)
    seconds = work.seconds_before + monotonic() - begun
    return findings, Timing(seconds, slowest, tallies.whole.states.total())


class AnswersMissing(Exception):
    """Questions were written for somebody else to answer; the message says where things stand."""


def _hidden(module: Module, work: Work) -> tuple[Path, ...]:
    """Give the folders that the module may not see: the run's, with its secret, and the lab, with its people.

    What is made for study lives in the lab, and sees it.
    """
    run = work.folder.absolute()
    return (run,) if isinstance(module.card, SpecimenCard) else (run, Path(__file__).parent)


def _tally(tallies: Tallies, source: Source, deck: Deck | FieldDeck, result: DeckResult) -> None:
    if isinstance(deck, Deck):
        tallies.add(source, deck, result)
    else:
        tallies.add_fields(deck, result)


def _heard(module: Module, world: World, work: Work) -> Iterator[tuple[Source, Deck | FieldDeck, DeckResult]]:
    """Yield each deck with what it brought, asked now or kept from before.

    :raises AnswersMissing: at the end, when somebody else has yet to answer some.
    """
    asking = Asking(module, work.plan.chance)
    unanswered = 0
    try:
        for turn, (source, deck) in enumerate(_dealt(module, world, work.plan)):
            result = work.result(source, deck.number)
            if result is None:
                result = asking.hear(deck, source, is_heard_again=turn in work.plan.heard_again)
                if result is None:
                    unanswered += 1
                    continue
                work.keep(source, deck.number, result)
            yield source, deck, result
    finally:
        asking.close()
    if unanswered:
        raise AnswersMissing(f"Paquets de questions qui attendent leurs réponses\u00a0: {unanswered}.")


def _dealt(module: Module, world: World, plan: RunPlan) -> Iterator[tuple[Source, Deck | FieldDeck]]:
    """Make every deck of a run, each when it is its turn."""
    for source, number in plan.decks:
        yield source, plan.deal(world, source, number, few_weeks=module.card.fewest_weeks - 1)
    for fields in plan.field_decks(world, module.card):
        yield Source.FIELDS, fields


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
        profiles=plan.profiles(world),
        archetypes=len(world.archetypes),
        attributes=len(world.attributes),
        public_bases=bases * plan.public_decks,
        holdout_bases=bases * plan.holdout_decks,
        world=world.digest,
        lab_version=software_version(),
    )
