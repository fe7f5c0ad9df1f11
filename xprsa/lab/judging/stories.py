"""The pairs that a report tells side by side: typical of the effects that moved the answers most."""

from collections.abc import Iterable

from xprsa.lab.tallies.examples import Example, Examples
from xprsa.scoring.audit import Effect, Kind, Light, Story, StoryAnswer
from xprsa.scoring.module import Scale

STORIES = 3


def typical_stories(examples: Examples, effects: Iterable[Effect], scale: Scale) -> tuple[Story, ...]:
    """Choose one typical pair of each of the effects that moved the answers most, red ones first."""
    paired = [effect for effect in effects if effect.kind in (Kind.CIRCUMSTANCES, Kind.DIRECT)]
    paired.sort(
        key=lambda effect: (
            effect.light is not Light.RED,
            -abs(effect.shift.mean.value),
            effect.kind,
            effect.name,
        )
    )
    stories: list[Story] = []
    attributes: set[str] = set()
    for effect in paired:
        kept = examples.kept.get((effect.kind, effect.name), [])
        if effect.name in attributes or not kept or len(stories) == STORIES:
            continue
        attributes.add(effect.name)
        stories.append(_story(_typical(kept, effect), scale))
    return tuple(stories)


def _typical(kept: list[Example], effect: Effect) -> Example:
    """Choose the pair nearest to the mean move among those that moved the same way, if any did."""
    mean = effect.shift.mean.value
    same_way = [example for example in kept if example.moved * mean > 0] or kept
    return min(same_way, key=lambda example: (abs(example.moved - mean), example.archetype, example.base))


def _story(example: Example, scale: Scale) -> Story:
    return Story(
        archetype=example.archetype,
        base=example.base,
        kind=example.pair.kind,
        values={example.pair.attribute: example.value},
        before=story_answer(example.before, scale),
        after=story_answer(example.after, scale),
    )


def story_answer(severity: float, scale: Scale) -> StoryAnswer:
    """Tell an answer that had a value."""
    return StoryAnswer(severity=severity, is_adverse=severity >= scale.threshold_severity, outcome="answered")
