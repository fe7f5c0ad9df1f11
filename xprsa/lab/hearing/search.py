"""The search for the worst pair: which other life of the same person moves the answer most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.documents import Documents
from xprsa.lab.battery.names import Chance
from xprsa.lab.hearing.outcomes import Outcomes, State
from xprsa.lab.people.casting import Cast, cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.people.world import World
from xprsa.modules.conversation import Conversation
from xprsa.modules.registry import Module
from xprsa.scoring.audit import Kind, Story, StoryAnswer, Worst

ROUNDS = 6
LIVES_A_ROUND = 120
SURVIVORS = 12
MOST_TURNED = 4  # attributes in one life


@dataclass(frozen=True)
class _Life:
    """One base, and the attributes turned in it, in their order."""

    archetype: int
    base: int
    turned: tuple[str, ...]


class Search:
    """Keeps the lives that moved the answer most, and changes each of them a little, round after round."""

    def __init__(self, module: Module, world: World, chance: Chance, calendar: Calendar) -> None:
        """Draw the bases from the run's own secret."""
        self._module = module
        self._world = world
        self._chance = chance
        self._calendar = calendar
        self._numbers = chance.numbers("search")
        self._asked = 0
        self._found: dict[_Life, tuple[float, Story]] = {}

    def worst(self) -> Worst:
        """Ask some hundreds of lives and give the pair with the largest gap, in points of the scale."""
        with self._module.connect("search") as conversation:
            if conversation.isolation == "files":
                return Worst(tried=0, gap=0.0, story=None)
            for _ in range(ROUNDS):
                self._ask(conversation, list(dict.fromkeys(self._next_lives())))
        if not self._found:
            return Worst(tried=self._asked, gap=0.0, story=None)
        gap, story = max(self._found.values(), key=lambda found: abs(found[0]))
        return Worst(tried=self._asked, gap=gap, story=story if gap else None)

    def _next_lives(self) -> Iterator[_Life]:
        best = sorted(self._found, key=lambda life: -abs(self._found[life][0]))[:SURVIVORS]
        names = [attribute.name for attribute in self._world.attributes]
        for number in range(LIVES_A_ROUND):
            if number < LIVES_A_ROUND // 3 or not best:
                archetype = int(self._numbers.integers(len(self._world.archetypes)))
                count = int(self._numbers.integers(1, MOST_TURNED + 1))
                turned = tuple(self._numbers.choice(names, size=count, replace=False).tolist())
                yield _Life(archetype, int(self._numbers.integers(1000)), turned)
            else:
                yield self._changed(best[number % len(best)], names)

    def _changed(self, life: _Life, names: Sequence[str]) -> _Life:
        """Turn one attribute more, or one less."""
        others = [name for name in names if name not in life.turned]
        if len(life.turned) < MOST_TURNED and (len(life.turned) == 1 or self._numbers.random() < 0.5):
            return _Life(life.archetype, life.base, (*life.turned, str(self._numbers.choice(others))))
        left_out = int(self._numbers.integers(len(life.turned)))
        kept = tuple(name for number, name in enumerate(life.turned) if number != left_out)
        return _Life(life.archetype, life.base, kept or life.turned)

    def _ask(self, conversation: Conversation, lives: list[_Life]) -> None:
        lives = [life for life in lives if life not in self._found]
        casts = [self._cast(life) for life in lives]
        turned = [people.turned(life.turned) for people, life in zip(casts, lives, strict=True)]
        histories = [
            people.histories(np.concatenate([people.attributes, codes]))
            for people, codes in zip(casts, turned, strict=True)
        ]
        outcomes = self._outcomes(conversation, Histories.joined(histories))
        for number, life in enumerate(lives):
            before, after = (self._story_answer(outcomes, person) for person in (2 * number, 2 * number + 1))
            if before.severity is None or after.severity is None:
                continue
            codes = turned[number][0]
            values = {
                name: self._world.attribute(name).value_names[codes[self._world.columns[name]]]
                for name in life.turned
            }
            story = Story(
                people="search",
                archetype=self._world.archetypes[life.archetype].name,
                base=life.base,
                kind=Kind.CIRCUMSTANCES,
                values=values,
                before=before,
                after=after,
            )
            self._found[life] = (after.severity - before.severity, story)

    def _cast(self, life: _Life) -> Cast:
        archetype = self._world.archetypes[life.archetype]
        return cast(self._world, archetype, seed=self._chance.code("search"), first=life.base, count=1)

    def _outcomes(self, conversation: Conversation, histories: Histories) -> Outcomes:
        order = self._numbers.permutation(len(histories)).tolist()
        documents = Documents(
            histories, self._module.card, lambda: self._chance.code(self._numbers.integers(1 << 62))
        )
        people = {self._chance.code("search", self._asked, person): person for person in order}
        outcomes = Outcomes.empty(len(order))
        questions = [
            documents.question(person, pseudonym=pseudonym, calendar=self._calendar)
            for pseudonym, person in people.items()
        ]
        for answer in conversation.ask(questions):
            outcomes.note(people[answer.person], answer, self._module.card.scale)
        self._asked += len(order)
        return outcomes

    def _story_answer(self, outcomes: Outcomes, person: int) -> StoryAnswer:
        severity = float(outcomes.severity[person])
        if outcomes.state[person] == State.ANSWERED:
            is_adverse = severity >= self._module.card.scale.threshold_severity
            return StoryAnswer(severity=severity, is_adverse=is_adverse, outcome="answered")
        has_abstained = outcomes.state[person] == State.ABSTAINED
        return StoryAnswer(
            severity=None, is_adverse=False, outcome="abstained" if has_abstained else "failed"
        )
