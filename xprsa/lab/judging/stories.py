"""The pairs that a report tells side by side: typical of the effects that moved the answers most."""

from collections.abc import Iterable

import numpy as np

from xprsa.lab.battery.fields import named
from xprsa.lab.tallies.examples import Example, Examples
from xprsa.lab.tallies.fields import Turned
from xprsa.scoring.audit import Effect, FieldFinding, Kind, Light, Story, StoryAnswer
from xprsa.scoring.module import Scale

STORIES = 3


def typical_stories(examples: Examples, effects: Iterable[Effect], scale: Scale) -> tuple[Story, ...]:
    """Choose one typical pair of each of the effects that moved the answers most, red ones first."""
    paired = [effect for effect in effects if effect.kind is Kind.CIRCUMSTANCES]
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


def field_stories(turned: Iterable[Turned], found: Iterable[FieldFinding], scale: Scale) -> tuple[Story, ...]:
    """Tell the life in which each red value moved the answer most, the largest move first."""
    named_red = {finding.name for finding in found if finding.light is Light.RED}
    red = [one for one in turned if named(one.written) in named_red]
    red.sort(key=lambda one: (-np.nanmax(np.abs(one.moved)), named(one.written)))
    return tuple(_field_story(one, scale) for one in red[:STORIES])


def _field_story(one: Turned, scale: Scale) -> Story:
    life = int(np.nanargmax(np.abs(one.moved)))
    archetype, base = one.lives[life]
    return Story(
        archetype=archetype,
        base=base,
        kind=Kind.FIELD,
        values={value.field: value.value for value in one.written},
        before=story_answer(float(one.usual[life]), scale),
        after=story_answer(float(one.answers[life]), scale),
    )


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
