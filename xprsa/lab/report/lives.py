"""Lives side by side: a story, its other life, and what the module answers of each."""

from collections.abc import Iterable, Iterator

from xprsa.lab.people.stories import story, turned
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.view import AnswerShown, StoryShown
from xprsa.lab.report.words import Piece, Theirs
from xprsa.scoring.audit import Kind, Story, StoryAnswer
from xprsa.scoring.module import NumberScale, Scale


def lives(context: ReportContext, scale: Scale, stories: Iterable[Story]) -> tuple[StoryShown, ...]:
    """Tell pairs of lives."""
    return tuple(_life(context, scale, pair) for pair in stories)


def _life(context: ReportContext, scale: Scale, pair: Story) -> StoryShown:
    world, words = context.world, context.words
    note = "direct" if pair.kind is Kind.DIRECT else "circumstances"
    return StoryShown(
        who=tuple(
            _named(story(world.archetype(pair.archetype), words.language), context.first_name(pair.archetype))
        ),
        turned=tuple(
            turned(world, attribute=name, value=value, language=words.language)
            for name, value in pair.values.items()
        ),
        note=words.plain(f"stories.{note}"),
        before=_shown(context, scale, pair.before),
        after=_shown(context, scale, pair.after),
        moved=context.moved(pair),
    )


def _named(text: str, name: str) -> Iterator[Piece]:
    """Set the first name apart, for it may run the other way: whatever the page is in."""
    for number, part in enumerate(text.split(name)):
        if number:
            yield Piece(name, is_theirs=True)
        yield Piece(part)


def _shown(context: ReportContext, scale: Scale, answer: StoryAnswer) -> AnswerShown:
    if answer.severity is None:
        return AnswerShown(None, f"stories.{answer.outcome}", is_adverse=False)
    caption = "stories.adverse" if answer.is_adverse else "stories.not_adverse"
    return AnswerShown(_answer(context, scale, answer.severity), caption, is_adverse=answer.is_adverse)


def _answer(context: ReportContext, scale: Scale, severity: float) -> Piece:
    """Give an answer as the module writes it, from how bad it is for the person."""
    if isinstance(scale, NumberScale):
        value = scale.lowest + severity if scale.worse == "higher" else scale.highest - severity
        return Piece(context.words.number(value, digits=context.digits))
    return Piece(Theirs(scale.grades[round(severity)]), is_theirs=True)
