"""A few pairs of each effect, kept so that two lives can be told side by side."""

from dataclasses import dataclass, field

from xprsa.lab.battery.deck import Deck
from xprsa.lab.battery.layout import Pair
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.tallies.pairs import Side
from xprsa.scoring.audit import Kind

MOST_OF_A_KIND = 96


@dataclass(frozen=True, slots=True)
class Example:
    """One pair; `moved` is how much worse the answer became when the attribute was turned on."""

    archetype: str
    base: int
    pair: Pair
    value: str
    before: float
    after: float

    @property
    def moved(self) -> float:
        """Points of the scale, above 0 against the person."""
        return self.after - self.before


@dataclass
class Examples:
    """The first pairs of each kind and attribute whose turned side has the attribute."""

    kept: dict[tuple[Kind, str], list[Example]] = field(default_factory=dict)

    def add(self, deck: Deck, pair: Pair, *, number: int, base: Side, turned: Side) -> None:
        """Keep pairs of one deck, while there is room.

        :param number: place of the pair's variant.
        """
        kept = self.kept.setdefault((pair.kind, pair.attribute), [])
        if len(kept) >= MOST_OF_A_KIND:
            return
        world = deck.layout.world
        column = world.columns[pair.attribute]
        values = world.attribute(pair.attribute).value_names
        for life, archetype in enumerate(world.archetypes):
            for base_number in range(base.state.shape[1]):
                answered = base.state[life, base_number] == turned.state[life, base_number] == State.ANSWERED
                if answered and deck.focal[life, number - 1, base_number] and len(kept) < MOST_OF_A_KIND:
                    kept.append(
                        Example(
                            archetype.name,
                            deck.first_base() + base_number,
                            pair,
                            values[deck.codes[life, number, base_number, column]],
                            float(base.severity[life, base_number]),
                            float(turned.severity[life, base_number]),
                        )
                    )
