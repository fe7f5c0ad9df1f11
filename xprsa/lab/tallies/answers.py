"""Every answer of a run, one a row, for whoever wants to compute the findings again."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.deck import BASES, Deck, Source
from xprsa.lab.battery.fields import AND, FieldDeck, named
from xprsa.lab.battery.layout import CORNERS, DOSES, RULES
from xprsa.lab.hearing.outcomes import DeckResult, Outcomes, State
from xprsa.lab.tallies.announced import is_announced
from xprsa.scoring.audit import Kind
from xprsa.scoring.module import ModuleCard

HEAD = ("source", "deck", "archetype", "base", "kind", "name", "side", "hearing", "severity", "state")
BASE, FIELDS, RULE, DOSE = "base", "fields", "rule", "dose"
_CORNERS = ("neither", "first", "second", "both")


class _Asked(NamedTuple):
    """Who was asked about.

    :ivar base: number of the base among those of its archetype, or of the life on which codes are written.
    :ivar kind: `base`, a `Kind`, `rule`, `dose` or `fields`.
    :ivar name: what was turned, or written.
    :ivar side: of a pair, `focal` where this one bears the attribute, else `reference`, and the base is the
        other side; of two attributes together, which corner.
    """

    archetype: str
    base: int
    kind: str
    name: str = ""
    side: str = ""


class Answers:
    """The answers of all decks, as rows of `HEAD`.

    `severity` is in points from the best end of the scale, empty without an answer; `state` how the question
    ended; `hearing` 2 where a fresh instance was asked again.
    """

    def __init__(self, card: ModuleCard) -> None:
        """Begin a file without a row."""
        self._card = card
        self._bytes = io.BytesIO()
        self._packed = gzip.GzipFile(fileobj=self._bytes, mode="wb", mtime=0)
        self._text = io.TextIOWrapper(self._packed, encoding="ascii", newline="", write_through=True)
        self._rows = csv.writer(self._text, lineterminator="\n")
        self._rows.writerow(HEAD)

    def add(self, source: Source, deck: Deck | FieldDeck, result: DeckResult) -> None:
        """Add what one deck was answered."""
        asked = list(_of_lives(deck) if isinstance(deck, Deck) else _of_fields(deck))
        announced = is_announced(deck.histories, self._card)
        where = (source.value, deck.number)
        self._write(where, asked, announced, result.first, hearing=1)
        again = result.again.tolist()
        self._write(where, [asked[person] for person in again], announced[again], result.second, hearing=2)

    def _write(
        self,
        where: tuple[str, int],
        asked: Sequence[_Asked],
        announced: NDArray[np.bool_],
        outcomes: Outcomes,
        *,
        hearing: int,
    ) -> None:
        is_said = (outcomes.state == State.ABSTAINED) & announced
        states = np.where(is_said, State.AS_SAID, outcomes.state).tolist()
        severities = outcomes.severity.tolist()
        self._rows.writerows(
            (*where, *who, hearing, "" if severity != severity else severity, State(state).name.lower())
            for who, severity, state in zip(asked, severities, states, strict=True)
        )

    def written(self) -> bytes:
        """Give the whole file, packed; equal answers give equal bytes."""
        self._text.flush()
        self._packed.close()
        return self._bytes.getvalue()


def _of_fields(deck: FieldDeck) -> Iterator[_Asked]:
    for archetype, life in deck.lives:
        for written in deck.written:
            yield _Asked(archetype, life, FIELDS, named(written))


def _of_lives(deck: Deck) -> Iterator[_Asked]:
    """Tell who stands in each place: archetypes first, then variants, then bases."""
    for place, archetype in enumerate(deck.layout.world.archetypes):
        variants = _variants(deck, place)
        for of_bases in variants:
            for base, (kind, name, side) in enumerate(of_bases, start=deck.first_base()):
                yield _Asked(archetype.name, base, kind, name, side)


def _variants(deck: Deck, place: int) -> Iterator[list[tuple[str, str, str]]]:
    """Give each variant of an archetype: kind, name and side, for each of its bases."""
    layout = deck.layout
    yield list(repeat((BASE, "", ""), BASES))
    for number, pair in enumerate(layout.pairs):
        sides = ("focal" if is_focal else "reference" for is_focal in deck.focal[place, number].tolist())
        yield [(pair.kind.value, pair.attribute, side) for side in sides]
    served = [layout.intersections_of(deck.first_base() + base) for base in range(BASES)]
    for slot in range(len(served[0])):
        names = [AND.join(layout.world.intersections[of_base[slot]]) for of_base in served]
        for corner in range(CORNERS):
            yield [(Kind.TOGETHER.value, name, _CORNERS[corner]) for name in names]
    yield from ([(RULE, rule.value, "")] * BASES for rule in RULES)
    yield from ([(DOSE, f"{of} {weeks}", "")] * BASES for of, weeks in DOSES)
