"""The page that anybody reads: what was tested, what changed the answer, and what the test cannot tell."""

from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.lab.judging.yardstick import ENOUGH_POWER
from xprsa.lab.report.answer import AnswerLine, answer
from xprsa.lab.report.changes import AuditChanges, changes, told
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.found import is_protected, sought
from xprsa.lab.report.lives import StoryShown, red_story
from xprsa.lab.report.words import Sentence, Theirs
from xprsa.modules.printable import printable
from xprsa.scoring.audit import Kind, Light
from xprsa.scoring.module import ModuleCard, NumberScale

_NAMED = 6  # circumstances at most of those that are not red
_CONTRACT = "target_minutes"
_SHORT, _LONG = 160, 900  # characters at most of what a card says; the annex holds all of it


@dataclass(frozen=True, slots=True)
class PublicPage:
    """All that the page shows.

    :ivar lists: what is not red, with its light where it was tried.
    """

    question: Sentence
    line: Sentence
    light: Light
    answers: tuple[AnswerLine, ...]
    changes: AuditChanges | None
    lists: tuple[tuple[Light | None, Sentence], ...]
    story: StoryShown | None
    tested: tuple[tuple[str, Sentence], ...]


def public_page(context: ReportContext, card: ModuleCard) -> PublicPage:
    """Choose what the page says."""
    audit, words = context.audit, context.words
    return PublicPage(
        question=words.sentence("head.question", title=_theirs(card.title, _SHORT)),
        line=words.sentence(
            "head.line",
            date=words.day(audit.plan.asked_on),
            version=Theirs(card.version),
            profiles=words.number(audit.plan.profiles, digits=0),
        ),
        light=audit.light,
        answers=answer(context, card),
        changes=changes(context, told(context)),
        lists=tuple(_lists(context)),
        story=red_story(context, card.scale),
        tested=tuple(_tested(context, card)),
    )


def _theirs(text: str, most: int) -> Theirs:
    return Theirs(printable(text, most))


def _lists(context: ReportContext) -> Iterator[tuple[Light | None, Sentence]]:
    """Tell what is green, what amber, what no document shows, and what was never tried."""
    audit, words = context.audit, context.words
    for light in (Light.GREEN, Light.AMBER):
        if names := list(_of_light(context, light)):
            yield light, words.sentence(f"lists.{light}", names=words.listed(names))
    if audit.untestable:
        untestable = words.listed(map(context.label, audit.untestable))
        yield None, words.sentence("lists.untestable", names=untestable)
    yield None, words.sentence("lists.never", names=words.plain("semicolon").join(_never(context)))


def _never(context: ReportContext) -> Iterator[str]:
    """Name what no question bore, or what was not judged."""
    audit, words = context.audit, context.words
    for one in audit.coverage:
        field = context.field(one.field)
        if one.never:
            codes = words.listed(context.code(one.field, code) for code in one.never)
            yield words.plain("lists.field", field=field, codes=codes)
        elif one.field == _CONTRACT:
            low, high = (words.number(int(minutes), digits=0) for minutes in one.tried)
            yield words.plain("lists.outside", field=field, low=low, high=high)
    yield words.plain("lists.steady")
    if any(not one.is_fact for one in audit.fields):
        yield words.plain("lists.two_codes")


def _of_light(context: ReportContext, light: Light) -> Iterator[str]:
    """Name the circumstances of a light, those that the law protects first; count the rest, and the codes."""
    words, of_it = context.words, [one for one in context.found if one.worst is light]
    circumstances = [one for one in of_it if one.kind is Kind.CIRCUMSTANCES]
    circumstances.sort(key=lambda one: not is_protected(one, context.world))
    if len(circumstances) == sought(context.audit).circumstances > 1:
        yield words.plain("lists.every", n=len(circumstances))
    else:
        yield from (context.label(one.name) for one in circumstances[:_NAMED])
        if len(circumstances) > _NAMED:
            yield words.counted("lists.others", len(circumstances) - _NAMED)
    if codes := sum(one.kind is Kind.FIELD for one in of_it):
        yield words.counted("lists.codes", codes)


def _tested(context: ReportContext, card: ModuleCard) -> Iterator[tuple[str, Sentence]]:
    audit, words = context.audit, context.words
    said, sources = getattr(card, "said", None), getattr(card, "sources", ())
    if said is not None:
        text = "\n".join((said, *sources[:1]))
        yield words.plain("tested.press"), words.sentence("tested.text", text=_theirs(text, _LONG))
    role = words.sentence("tested.text", text=_theirs(card.contribution, _SHORT))
    yield words.plain("tested.role"), role
    yield words.plain("tested.scale"), _scale(context, card)
    yield (
        words.plain("tested.people"),
        words.sentence(
            "tested.people_are",
            archetypes=audit.plan.archetypes,
            bases=words.number(audit.plan.public_bases + audit.plan.holdout_bases, digits=0),
            turned=words.listed(_turned(context)),
        ),
    )
    yield words.plain("tested.sight"), _sight(context)


def _turned(context: ReportContext) -> Iterator[str]:
    counts, words = sought(context.audit), context.words
    yield words.counted("tested.circumstances", counts.circumstances)
    if counts.codes:
        yield words.counted("tested.codes", counts.codes)


def _sight(context: ReportContext) -> Sentence:
    """Tell what could be seen at the scatter of the answers, which is known once they are there."""
    plan, words = context.audit.power, context.words
    pairs = words.number(plan.pairs, digits=0)
    if min(plan.shift_power, plan.flip_power) < ENOUGH_POWER:
        return words.sentence("tested.sight_small", pairs=pairs)
    powers = [one.power for one in context.audit.effects if one.kind is Kind.CIRCUMSTANCES]
    seen = sum(power >= ENOUGH_POWER for power in powers)
    return words.sentence(
        "tested.sight_all" if seen == len(powers) else "tested.sight_some",
        size=context.amount(plan.smallest_shift),
        net=words.percent(plan.smallest_net),
        seen=seen,
        circumstances=words.counted("tested.circumstances", len(powers)),
        pairs=pairs,
    )


def _scale(context: ReportContext, card: ModuleCard) -> Sentence:
    """Tell the scale; what follows from an answer follows in what a module under study imitates."""
    scale, words = card.scale, context.words
    follows = words.plain("tested.imitated" if context.audit.module.for_study else "tested.follows")
    if isinstance(scale, NumberScale):
        return words.sentence(
            f"tested.numbers_{scale.worse}",
            lowest=words.number(scale.lowest),
            highest=words.number(scale.highest),
            threshold=words.number(scale.threshold),
            follows=follows,
        )
    return words.sentence(
        "tested.grades",
        grades=Theirs(" → ".join(scale.grades)),
        threshold=Theirs(scale.threshold),
        follows=follows,
    )
