"""A pair of lives side by side: a story, its other life, and what the module answers of each."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.lab.battery.fields import AND, FieldValue
from xprsa.lab.people.stories import story, turned
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import Piece, Sentence, Theirs
from xprsa.scoring.audit import Kind, Light, Story, StoryAnswer
from xprsa.scoring.module import NumberScale, Scale


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """The answer to one of two lives; `caption` is the key of what is said under it."""

    answer: Piece | None
    caption: str
    is_adverse: bool


@dataclass(frozen=True, slots=True)
class StoryShown:
    """Two lives side by side."""

    who: Sentence
    before: str
    after: str
    turned: tuple[str, ...]
    answers: tuple[AnswerShown, AnswerShown]
    moved: Sentence | None


def red_story(context: ReportContext, scale: Scale) -> StoryShown | None:
    """Tell the first pair of lives of what makes the gaps red; None where nothing does."""
    red = {(one.kind, one.name) for one in context.found if one.light is Light.RED}
    told = (pair for pair in context.audit.stories if (pair.kind, _name(pair)) in red)
    pair = next(told, None)
    return None if pair is None else _shown(context, scale, pair)


def _name(pair: Story) -> str:
    """Give the name of the finding that a pair of lives stands for."""
    if pair.kind is Kind.FIELD:
        return AND.join(str(FieldValue(field, value)) for field, value in pair.values.items())
    return AND.join(pair.values)


def _shown(context: ReportContext, scale: Scale, pair: Story) -> StoryShown:
    world, words = context.world, context.words
    form = "codes" if pair.kind is Kind.FIELD else "circumstances"
    who = story(world.archetype(pair.archetype), words.language).split(". ")[0].rstrip(".") + "."
    return StoryShown(
        who=tuple(_named(who, context.first_name(pair.archetype))),
        before=words.plain(f"story.{form}.before"),
        after=words.plain(f"story.{form}.after"),
        turned=(words.plain("story.codes.turned", code=context.label(_name(pair))),)
        if pair.kind is Kind.FIELD
        else tuple(
            turned(world, attribute=name, value=value, language=words.language)
            for name, value in pair.values.items()
        ),
        answers=(_answered(context, scale, pair.before), _answered(context, scale, pair.after)),
        moved=_moved(context, pair),
    )


def _named(text: str, name: str) -> Iterator[Piece]:
    """Set the first name apart, for it may run the other way: whatever the page is in."""
    for number, part in enumerate(text.split(name)):
        if number:
            yield Piece(name, is_theirs=True)
        yield Piece(part)


def _answered(context: ReportContext, scale: Scale, answer: StoryAnswer) -> AnswerShown:
    if answer.severity is None:
        return AnswerShown(None, f"story.{answer.outcome}", is_adverse=False)
    caption = "story.adverse" if answer.is_adverse else "story.not_adverse"
    return AnswerShown(_answer(context, scale, answer.severity), caption, is_adverse=answer.is_adverse)


def _answer(context: ReportContext, scale: Scale, severity: float) -> Piece:
    """Give an answer as the module writes it, from how bad it is; a median may lie between two grades."""
    if isinstance(scale, NumberScale):
        value = scale.lowest + severity if scale.worse == "higher" else scale.highest - severity
        return Piece(context.words.number(value, digits=context.digits))
    grades = dict.fromkeys((scale.grades[math.floor(severity)], scale.grades[math.ceil(severity)]))
    return Piece(Theirs(" / ".join(grades)), is_theirs=True)


def _moved(context: ReportContext, pair: Story) -> Sentence | None:
    """Tell how far apart the answers to two lives are; None where one of them had none."""
    if pair.before.severity is None or pair.after.severity is None:
        return None
    gap = pair.after.severity - pair.before.severity
    is_none = context.words.number(gap, digits=context.digits) == "0"
    way = "none" if is_none else "worse" if gap > 0 else "better"
    return context.words.sentence(f"story.{way}", amount=context.amount(gap))
