"""What of each field a run tried: a module may treat otherwise what no question ever bore."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.fields import CODES, FieldDeck
from xprsa.lab.people.histories import Histories
from xprsa.scoring.audit import FieldCoverage
from xprsa.scoring.document import FIELDS, Status
from xprsa.scoring.module import ModuleCard

_MINUTES = {
    "target_minutes": "target",
    "declared_minutes": "declared_minutes",
    "counted_minutes": "counted_minutes",
    "pending_minutes": "pending",
    "contested_minutes": "contested",
}
_FLAGS = {"comparable": "comparable", "supersedes": "revised"}
_WORDS = {"comparable": ("false", "true"), "supersedes": ("null", "code")}


@dataclass
class Coverage:
    """What the documents of a run bore so far, by field.

    :ivar seen: codes, in the order of the form; for minutes and dates the lowest and the highest.
    """

    card: ModuleCard
    seen: dict[str, set[str]] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    dates: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, histories: Histories, calendar: Calendar) -> None:
        """Add the documents of people with one cut-off."""
        for name, column in _MINUTES.items():
            self._stretch(name, getattr(histories, column)[histories.declared])
        for name, column in _FLAGS.items():
            flags = getattr(histories, column)[histories.declared]
            self._see(name, {_WORDS[name][int(flag)] for flag in np.unique(flags)})
        self._see("status", {Status.DECLARED.value})
        self._date("week", calendar.week_texts[0], calendar.week_texts[-1])
        self._date("as_of", calendar.as_of_text[:10], calendar.as_of_text[:10])

    def add_codes(self, deck: FieldDeck) -> None:
        """Add the codes that were written on documents."""
        for written in deck.written:
            for one in written:
                self._see(one.field, {one.value})

    def findings(self) -> tuple[FieldCoverage, ...]:
        """Tell each field of the card that may bear more than one thing."""
        possible = {**CODES, **_WORDS, "status": tuple(status.value for status in Status)}
        found = []
        for name in (name for name in FIELDS if name in self.card.fields):
            if name in possible:
                seen = self.seen.get(name, set())
                tried = tuple(code for code in possible[name] if code in seen)
                never = tuple(code for code in possible[name] if code not in seen)
                found.append(FieldCoverage(field=name, tried=tried, never=never))
            elif stretch := self.ranges.get(name) or self.dates.get(name):
                found.append(FieldCoverage(field=name, tried=tuple(map(str, stretch)), never=()))
        return tuple(found)

    def _see(self, name: str, codes: set[str]) -> None:
        self.seen.setdefault(name, set()).update(codes)

    def _stretch(self, name: str, minutes: NDArray[np.int32]) -> None:
        if minutes.size:
            low, high = int(minutes.min()), int(minutes.max())
            before = self.ranges.get(name, (low, high))
            self.ranges[name] = min(low, before[0]), max(high, before[1])

    def _date(self, name: str, first: str, last: str) -> None:
        before = self.dates.get(name, (first, last))
        self.dates[name] = min(first, before[0]), max(last, before[1])
