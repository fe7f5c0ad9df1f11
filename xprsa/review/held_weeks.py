"""Weeks that nobody else can change before the transaction ends, and what is decided of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from xprsa.domain.caseload import status_of
from xprsa.domain.declaration import Declaration
from xprsa.domain.reply import calls_for_notice
from xprsa.domain.review import Decision, moves_to_count, readings
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week
from xprsa.review.plain import raises_no_question
from xprsa.running.parcels import put_notices
from xprsa.storage.audit import Note
from xprsa.storage.intake import parts
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class LockedWeek:
    """A week that nobody can change before the transaction ends.

    :ivar decisions: every move on it so far, oldest first.
    :ivar moves: those to keep.
    """

    declaration: Declaration
    decisions: tuple[Decision, ...]
    moves: tuple[Decision, ...] = ()

    @property
    def person(self) -> int:
        """Whose week it is: an internal id."""
        return self.declaration.person

    @property
    def week(self) -> Week:
        """Which week it is."""
        return self.declaration.week

    def with_moves(self, moves: tuple[Decision, ...]) -> "LockedWeek":
        """Give the same, with moves to keep."""
        return replace(self, moves=moves)

    def last_on(self, line: str) -> int:
        """Give the place of the last move on a line."""
        return max(place for place, move in enumerate(self.decisions) if move.line == line)

    def counted(
        self, version: int, *, rules: Rules, by: int, at: datetime, closes_questions: bool = False
    ) -> "LockedWeek":
        """Give the same with the moves that count every line that waits.

        :raises RuleBroken: STALE_VERSION or NOT_SENT.
        """
        lines = readings(self.declaration, self.decisions, tacit_days=rules.tacit_days, as_of=at)
        return self.with_moves(
            moves_to_count(
                self.declaration, lines, version=version, by=by, at=at, closes_questions=closes_questions
            )
        )

    def raises_no_question(self, version: int, *, rules: Rules, at: datetime) -> bool:
        """Tell whether this version stands, and may be counted with others."""
        current = self.declaration.current
        if current is None or current.number != version:
            return False
        return raises_no_question(
            current.content, status_of(self.declaration, self.decisions, as_of=at), rules.catalogue
        )


def hold(store: Store, person: int, week: Week) -> LockedWeek:
    """Hold one week of one person."""
    return hold_all(store, [(person, week)])[0]


def hold_all(store: Store, person_weeks: Collection[tuple[int, Week]]) -> tuple[LockedWeek, ...]:
    """Hold weeks of several people, always in the same order: two who do so take turns.

    :param person_weeks: internal ids of people, each with a week.
    """
    store.declarations.lock_all(person_weeks)
    ordered = sorted(person_weeks, key=lambda place: (place[1].ordinal, place[0]))
    found = []
    for some in parts(ordered):
        declarations, decisions = store.declarations.of_many(some), store.decisions.of_many(some)
        found += [
            LockedWeek(declarations.get(known, Declaration(*known)), decisions.get(known, ()))
            for known in some
        ]
    return tuple(found)


def keep(store: Store, held: Sequence[LockedWeek]) -> None:
    """Keep moves made at once by one account, their statuses, a line of journal for each, and the notices.

    :param held: as `hold_all` gives them: the oldest week first.
    """
    moved = [held_week for held_week in held if held_week.moves]
    if not moved:
        return
    last = moved[0].moves[-1]
    for week, some in groupby(moved, key=lambda held_week: held_week.week):
        of_week = {held_week.person: held_week for held_week in some}
        store.decisions.add_all(week, {person: held_week.moves for person, held_week in of_week.items()})
        store.rollups.keep_all(
            week,
            {
                person: status_of(
                    held_week.declaration, (*held_week.decisions, *held_week.moves), as_of=last.at
                )
                for person, held_week in of_week.items()
            },
        )
    notes = [
        Note(f"line_{move.verdict.value}", held_week.person, detail=move.line, week=held_week.week)
        for held_week in moved
        for move in held_week.moves
    ]
    store.audit.note_all(notes, at=last.at, actor=last.by)
    told = {
        held_week.person
        for held_week in moved
        if any(calls_for_notice(held_week.decisions, move) for move in held_week.moves)
    }
    put_notices(store, sorted(told), at=last.at)
