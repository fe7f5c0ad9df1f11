"""What each value written on the same documents came to, beside what the other values of its field did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.fields import FieldDeck, Written
from xprsa.lab.hearing.outcomes import Outcomes, State
from xprsa.lab.tallies.pairs import Severities, is_adverse
from xprsa.scoring.module import Scale

Flags = NDArray[np.bool_]
Ways = NDArray[np.int8]

_HALF = 0.5


@dataclass(frozen=True)
class Turned:
    """One value of one field, or one of each of two, on some lives: (lives,) each.

    :ivar lives: name of the archetype, and number among those of this archetype; the same one several
        times in a row where it bore several `sets` of other marks.
    :ivar answers: how severe, in points; NaN without one.
    :ivar usual: the median answer to the other values, or to two of them what each alone would add up to;
        NaN where there is none.
    :ivar crossed: above 0 where only this value brings the answer beyond the threshold, below 0 where it
        alone does not.
    :ivar silenced: above 0 where only this value has no answer, below 0 where it alone has one.
    """

    written: Written
    lives: tuple[tuple[str, int], ...]
    answers: Severities
    usual: Severities
    crossed: Ways
    silenced: Ways
    sets: int = 1

    @property
    def moved(self) -> Severities:
        """Points, above 0 against the person; NaN where either is missing."""
        return self.answers - self.usual

    def whatever_the_marks(self) -> "Turned":
        """Keep of each life what this value does under every set of marks, so that what it does only
        together with one of them is not told of it: the smallest move, and what happened under all.
        """
        shape = (-1, self.sets)
        least = np.abs(self.moved.reshape(shape)).argmin(axis=1)[:, None]  # a missing one counts as least

        def of_least(values: Severities) -> Severities:
            kept: Severities = np.take_along_axis(values.reshape(shape), least, axis=1)[:, 0]
            return kept

        def under_all(ways: Ways) -> Ways:
            first, *_ = columns = ways.reshape(shape).T
            return np.where(np.all(columns == first, axis=0), first, 0).astype(ways.dtype)

        return Turned(
            self.written,
            self.lives[:: self.sets],
            answers=of_least(self.answers),
            usual=of_least(self.usual),
            crossed=under_all(self.crossed),
            silenced=under_all(self.silenced),
        )

    def without_silences(self) -> "Turned":
        """Give it as if no answer were missing for the value."""
        return replace(self, silenced=np.zeros_like(self.silenced))


@dataclass(frozen=True)
class _Answers:
    """Some answers: how severe they were (NaN without one), and which had one."""

    severity: Severities
    answered: Flags

    def usual(self, axis: int) -> "_Answers":
        """Give the median along an axis, kept; most of them decide whether there is one."""
        answered = self.answered.mean(axis=axis, keepdims=True) > _HALF
        known = np.where(answered, self.severity, 0.0)  # a median of nothing would warn
        return _Answers(np.where(answered, np.nanmedian(known, axis=axis, keepdims=True), np.nan), answered)

    def less(self, others: "_Answers") -> "_Answers":
        """Give how far each lies from another."""
        return _Answers(self.severity - others.severity, self.answered & others.answered)

    def beyond(self, scale: Scale) -> NDArray[np.int8]:
        """Give 1 where an answer is at or beyond the threshold."""
        return is_adverse(self.severity, scale).astype(np.int8)


def turned_one_by_one(deck: FieldDeck, outcomes: Outcomes, scale: Scale) -> Iterator[Turned]:
    """Hold each value of each field against the other values of the same field."""
    for places in _by_fields(deck).values():
        answers = _at(deck, outcomes, places)
        for own, place in enumerate(places):
            others = [other for other in range(len(places)) if other != own]
            usual = _Answers(answers.severity[:, others], answers.answered[:, others]).usual(axis=1)
            here = _Answers(answers.severity[:, [own]], answers.answered[:, [own]])
            both = here.answered & usual.answered
            yield Turned(
                deck.written[place],
                deck.lives,
                answers=here.severity[:, 0],
                usual=usual.severity[:, 0],
                crossed=np.where(both, here.beyond(scale) - usual.beyond(scale), 0)[:, 0],
                silenced=(usual.answered.astype(np.int8) - here.answered)[:, 0],
                sets=deck.sets,
            )


def turned_by_two(deck: FieldDeck, outcomes: Outcomes, scale: Scale) -> Iterator[Turned]:
    """Hold each two values against the sum of what each does alone (by medians, as in Tukey's polish).

    At either end of the scale nothing adds up any more: such lives are left out.
    """
    for places in _by_fields(deck).values():
        first = list(dict.fromkeys(deck.written[place][0] for place in places))
        shape = (len(deck.lives), len(first), len(places) // len(first))
        flat = _at(deck, outcomes, places)
        both = _Answers(flat.severity.reshape(shape), flat.answered.reshape(shape))
        one = both.usual(axis=2)
        neither, beside = one.usual(axis=1), both.less(one).usual(axis=1)
        other = _Answers(neither.severity + beside.severity, beside.answered)
        corners = (both, one, other, neither)
        adds_up = np.ones(shape, dtype=np.bool_)
        for corner in corners:
            adds_up &= corner.answered & (corner.severity > 0) & (corner.severity < scale.span)
        added_up = np.where(adds_up, one.severity + other.severity - neither.severity, np.nan)
        crossed = both.beyond(scale) - one.beyond(scale) - other.beyond(scale) + neither.beyond(scale)
        silenced = (one.answered & other.answered & ~both.answered).astype(np.int8) - (
            ~(one.answered | other.answered) & both.answered
        )
        tables = both.severity, added_up, np.where(adds_up, crossed, 0), silenced
        for place, columns in zip(
            places, zip(*(table.reshape(shape[0], -1).T for table in tables), strict=True), strict=True
        ):
            yield Turned(deck.written[place], deck.lives, *columns)


def _by_fields(deck: FieldDeck) -> dict[tuple[str, ...], list[int]]:
    """Give the places of what is written, by the fields on which it is."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, written in enumerate(deck.written):
        places.setdefault(tuple(value.field for value in written), []).append(place)
    return places


def _at(deck: FieldDeck, outcomes: Outcomes, places: list[int]) -> _Answers:
    shape = (len(deck.lives), len(deck.written))
    state = outcomes.state.reshape(shape)[:, places]
    return _Answers(outcomes.severity.reshape(shape)[:, places], state == State.ANSWERED)
