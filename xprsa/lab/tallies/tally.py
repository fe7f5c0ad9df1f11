"""All that a run came to, added deck by deck."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.deck import BASES, Deck, Source
from xprsa.lab.battery.fields import AND, FieldDeck
from xprsa.lab.battery.layout import CORNERS, DOSES, RULES, Layout
from xprsa.lab.hearing.outcomes import MOST_EXCERPTS, DeckResult, State
from xprsa.lab.tallies.announced import is_announced
from xprsa.lab.tallies.coverage import Coverage
from xprsa.lab.tallies.differences import Differences
from xprsa.lab.tallies.examples import Examples
from xprsa.lab.tallies.fields import Turned, turned_by_two, turned_one_by_one
from xprsa.lab.tallies.groups import GroupTally
from xprsa.lab.tallies.pairs import PairTally, Side
from xprsa.lab.tallies.rules import RuleTally
from xprsa.scoring.audit import Kind, Rule
from xprsa.scoring.module import GradeScale, ModuleCard, Scale
from xprsa.scoring.rules import TERMS

EffectKey = tuple[Kind, str]


@dataclass
class Tally:
    """What all decks of one source came to."""

    layout: Layout
    card: ModuleCard
    effects: dict[EffectKey, PairTally] = field(default_factory=dict)
    rules: dict[Rule, RuleTally] = field(default_factory=dict)
    scale: Scale = field(init=False)
    doses: list[Differences] = field(init=False)
    bases: Differences = field(init=False)
    bases_asked: int = 0
    groups: GroupTally = field(init=False)
    examples: Examples = field(default_factory=Examples)
    states: Counter[State] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    incidents: Counter[str] = field(default_factory=Counter)
    excerpts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make room."""
        self.scale = self.card.scale
        self.doses = [Differences(self.scale.span) for _ in DOSES]
        self.bases = Differences(self.scale.span)
        self.groups = GroupTally(self.layout.world, self.scale)

    def add(self, deck: Deck, result: DeckResult) -> None:
        """Add one deck."""
        sides = _Sides(deck, result, self.card)
        base = sides.at(0)
        self._add_pairs(deck, sides)
        self._add_together(deck, sides)
        self._add_rules(sides, result)
        for number, dose in enumerate(self.doses):
            moved = sides.at(self.layout.first_dose + number)
            dose.add((moved.severity - base.severity)[base.answered & moved.answered])
        self.bases.add(base.severity[base.answered])
        self.bases_asked += base.state.size
        self.groups.add(deck.codes[:, 0], base)
        self.count(result)

    def count(self, result: DeckResult) -> None:
        """Count how the questions ended."""
        for outcomes in (result.first, result.second):
            self.states.update(map(State, outcomes.state.tolist()))
            self.faults.update(outcomes.faults)
            self.excerpts.extend(outcomes.excerpts[: MOST_EXCERPTS - len(self.excerpts)])
        self.incidents.update(result.incidents)

    def _effect(self, key: EffectKey) -> PairTally:
        if key not in self.effects:
            world = self.layout.world
            self.effects[key] = PairTally(
                self.scale,
                len(world.archetypes),
                values=len(world.several_values(key[1])),
                reach=2 if key[0] is Kind.TOGETHER else 1,
            )
        return self.effects[key]

    def _add_pairs(self, deck: Deck, sides: "_Sides") -> None:
        base = sides.at(0)
        for number, pair in enumerate(self.layout.pairs):
            turned = sides.at(1 + number)
            reference, focal = base.either(turned, ~deck.focal[:, number])
            column = self.layout.world.columns[pair.attribute]
            codes = np.maximum(deck.codes[:, 0, :, column], deck.codes[:, 1 + number, :, column])
            self._effect((pair.kind, pair.attribute)).add(reference, focal, codes)
            self.examples.add(deck, pair, number=1 + number, base=base, turned=turned)

    def _add_together(self, deck: Deck, sides: "_Sides") -> None:
        """Tally the corners; grades have no sum that two attributes could go beyond."""
        if isinstance(self.scale, GradeScale):
            return
        world = self.layout.world
        for base in range(BASES):
            served = self.layout.intersections_of(deck.number * BASES + base)
            for slot, intersection in enumerate(served):
                first = self.layout.first_corner + slot * CORNERS
                neither, first_alone, second_alone, both = (
                    sides.at(first + corner, base) for corner in range(CORNERS)
                )
                name = AND.join(world.intersections[intersection])
                self._effect((Kind.TOGETHER, name)).add_together((neither, first_alone, second_alone, both))

    def _add_rules(self, sides: "_Sides", result: DeckResult) -> None:
        base = sides.at(0)
        for number, rule in enumerate(RULES):
            if not TERMS[rule].is_asked(self.card):
                continue
            self._rule(rule).add(base, sides.at(self.layout.first_rule + number))
        first = Side(result.first.severity[result.again], result.first.state[result.again])
        self._rule(Rule.HEARD_AGAIN).add(Side(result.second.severity, result.second.state), first)

    def _rule(self, rule: Rule) -> RuleTally:
        return self.rules.setdefault(rule, RuleTally(rule, self.card))


class _Sides:
    """The answers to a deck, by variant."""

    def __init__(self, deck: Deck, result: DeckResult, card: ModuleCard) -> None:
        state = result.first.state
        is_said = (state == State.ABSTAINED) & is_announced(deck.histories, card)
        self._severity: NDArray[np.float64] = result.first.severity.reshape(deck.shape)
        self._state: NDArray[np.int8] = np.where(is_said, State.AS_SAID, state).reshape(deck.shape)

    def at(self, variant: int, base: int | None = None) -> Side:
        """Give one variant of every base, (archetypes, bases), or of one base alone."""
        bases = slice(None) if base is None else slice(base, base + 1)
        return Side(self._severity[:, variant, bases], self._state[:, variant, bases])


class Tallies:
    """What all decks came to, together and by source."""

    def __init__(self, layout: Layout, card: ModuleCard) -> None:
        """Make room."""
        self.whole = Tally(layout, card)
        self.public, self.holdout = Tally(layout, card), Tally(layout, card)
        self.turned: list[Turned] = []
        self.coverage = Coverage(card)

    def add(self, source: Source, deck: Deck, result: DeckResult) -> None:
        """Add one deck."""
        self.whole.add(deck, result)
        for calendar in (deck.calendar, deck.calendar.moved):
            self.coverage.add(deck.histories, calendar)
        (self.public if source is Source.PUBLIC else self.holdout).add(deck, result)

    def add_fields(self, deck: FieldDeck, result: DeckResult) -> None:
        """Add what was heard of documents on which coded values were written."""
        self.whole.count(result)
        self.coverage.add(deck.histories, deck.calendar)
        self.coverage.add_codes(deck)
        turned = turned_one_by_one if len(deck.written[0]) == 1 else turned_by_two
        self.turned.extend(turned(deck, result.first, self.whole.scale))
