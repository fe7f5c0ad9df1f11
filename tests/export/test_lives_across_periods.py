"""Lives drawn at random over two periods: the recipient links nothing, and is told of all they must be."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.builders import Clock, People, activity, actor, content
from tests.export.conftest import Desk
from tests.forgetting.scene import erases
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.week import Week

Row = dict[str, Any]
RUNS = 3


class Recipient:
    """Somebody who keeps what they receive as docs/export.md says, and tries to link it.

    :ivar held: the whole run that they took last, by code.
    """

    def __init__(self) -> None:
        self.held: dict[str, Row] = {}
        self._ever: dict[str, Row] = {}
        self._said_of_somebody: dict[int, set[str | None]] = defaultdict(set)  # codes, by year

    def takes(self, rows: list[Row], *, year: int) -> None:
        """Put a whole run in the place of the one before."""
        for row in rows:
            self._judges(row, year=year)
        self.held = {row["document"]: row for row in rows}
        self._ever |= self.held

    def _judges(self, row: Row, *, year: int) -> None:
        """See that it replaces a document of its pseudonym and week, and names none of another period."""
        if row["supersedes"] is not None:
            before = self._ever[row["supersedes"]]
            assert (before["person"], before["week"]) == (row["person"], row["week"])
        if row["status"] == "declared":
            said = {row["person"], row["document"], row["supersedes"]} - {None}
            assert not said & self._said_of_somebody[year - 1]
            self._said_of_somebody[year] |= said


@pytest.mark.parametrize("first", [2026, 2027])
@pytest.mark.parametrize("seed", range(2))
def test_a_recipient_links_no_two_periods_and_every_tombstone_finds_its_document(
    desk: Desk, people: People, clock: Clock, first: int, seed: int
) -> None:
    town = Town(desk, people, clock, random.Random(seed), first)
    for instant in (datetime(first, 12, 20, tzinfo=UTC), datetime(first + 1, 1, 8, tzinfo=UTC)):
        clock.instant = instant
        for _ in range(RUNS):
            town.lives()
            town.exports()
            declared = [row for row in town.recipient.held.values() if row["status"] == "declared"]
            assert len(declared) == len(town.stands)
        town.loses_somebody()


class Town:
    """A few people who declare, correct and take back weeks, and one recipient.

    :ivar stands: the versions of the weeks that are declared.
    """

    def __init__(self, desk: Desk, people: People, clock: Clock, chance: random.Random, year: int) -> None:
        self._desk, self._people, self._clock, self._chance = desk, people, clock, chance
        self._weeks = [Week(year, 49), Week(year, 50), Week(year, 51)]
        desk.weeks = (self._weeks[0], self._weeks[-1])
        clock.instant = datetime(year, 12, 20, tzinfo=UTC)
        self._alive = [people.beneficiary() for _ in range(5)]
        self._sent: Counter[tuple[int, Week]] = Counter()
        self.stands: set[tuple[int, Week]] = set()
        self.recipient = Recipient()

    def lives(self) -> None:
        for person in self._alive:
            for when in self._weeks:
                deed, one = self._chance.random(), (person.id, when)
                if deed < 0.4:
                    said = content(activity("training", f"{self._chance.randint(1, 9)}h"))
                    self._people.sends(person, when, said)
                    self._sent[one] += 1
                    self.stands.add(one)
                elif deed < 0.6 and one in self.stands:
                    sender = actor(person.account)
                    withdraw_week(self._desk.service, actor=sender, week=when, number=self._sent[one])
                    self.stands.discard(one)

    def exports(self) -> list[Row]:
        self._clock.advance(hours=1)
        rows = self._desk.rows()
        self.recipient.takes(rows, year=self._clock().year)
        return rows

    def loses_somebody(self) -> None:
        """Erase whoever has declared most: of all that was held of them, tombstones are told."""
        gone = max(self._alive, key=lambda person: sum(one[0] == person.id for one in self.stands))
        self._alive.remove(gone)
        declared = {one for one in self.stands if one[0] == gone.id}
        self.stands -= declared
        held = {code for code, row in self.recipient.held.items() if row["status"] == "declared"}
        erases(self._desk.service, gone.file_reference)
        rows = self.exports()
        erased = {row["supersedes"] for row in rows if row["status"] == "erased"}
        assert held - {row["document"] for row in rows} <= erased
        assert len(held & erased) == len(declared) > 0
