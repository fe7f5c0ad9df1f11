"""Lives side by side: a story, its other life, and what the module answers of each."""

from collections.abc import Iterable, Iterator

from xprsa.lab.people.stories import story, turned
from xprsa.lab.report.telling import Telling
from xprsa.lab.report.view import Side, StoryShown
from xprsa.lab.report.words import Piece, Theirs
from xprsa.scoring.audit import Kind, Story, Told
from xprsa.scoring.module import NumberScale, Scale


def lives(telling: Telling, scale: Scale, stories: Iterable[Story]) -> tuple[StoryShown, ...]:
    """Tell pairs of lives."""
    return tuple(_life(telling, scale, pair) for pair in stories)


def _life(telling: Telling, scale: Scale, told: Story) -> StoryShown:
    world, words = telling.world, telling.words
    note = "direct" if told.kind is Kind.DIRECT else "circumstances"
    return StoryShown(
        who=tuple(
            _named(story(world.archetype(told.archetype), words.language), telling.first_name(told.archetype))
        ),
        turned=tuple(
            turned(world, attribute=name, value=value, language=words.language)
            for name, value in told.values.items()
        ),
        note=words.plain(f"stories.{note}"),
        before=_side(telling, scale, told.before),
        after=_side(telling, scale, told.after),
        moved=telling.moved(told),
    )


def _named(text: str, name: str) -> Iterator[Piece]:
    """Set the first name apart, for it may run the other way: whatever the page is in."""
    for place, part in enumerate(text.split(name)):
        if place:
            yield Piece(name, is_theirs=True)
        yield Piece(part)


def _side(telling: Telling, scale: Scale, told: Told) -> Side:
    if told.severity is None:
        return Side(None, f"stories.{told.outcome}", is_adverse=False)
    mark = "stories.adverse" if told.is_adverse else "stories.not_adverse"
    return Side(_answer(telling, scale, told.severity), mark, is_adverse=told.is_adverse)


def _answer(telling: Telling, scale: Scale, severity: float) -> Piece:
    """Give an answer as the module writes it, from how bad it is for the person."""
    if isinstance(scale, NumberScale):
        value = scale.lowest + severity if scale.worse == "higher" else scale.highest - severity
        return Piece(telling.words.number(value, digits=telling.digits))
    return Piece(Theirs(scale.grades[round(severity)]), is_theirs=True)
