"""Decide of a line, count a week, count several: load, ask the domain, save, note."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from xprsa.domain.caseload import status_of
from xprsa.domain.declaration import Declaration
from xprsa.domain.permission import Actor
from xprsa.domain.reply import calls_for_notice
from xprsa.domain.review import (
    Decision,
    LineState,
    Verdict,
    check_move,
    lines_in,
    moves_to_count,
    readings,
)
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import DecisionMade
from xprsa.domain.territory import Rules
from xprsa.domain.turn import check_line_seen, check_lines_seen, instant_of_move, is_repeat
from xprsa.domain.week import Week
from xprsa.review.plain import raises_no_question
from xprsa.running.parcels import put_notices
from xprsa.running.service import Service
from xprsa.storage.audit import Note
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class LineChoice:
    """What an adviser decided of one line.

    :ivar version: number of the version that was read.
    :ivar minutes: minutes to count when adjusted, else None.
    :ivar seen: how many moves on the line stood before the adviser's eyes.
    """

    line: str
    version: int
    verdict: Verdict
    minutes: int | None = None
    words: str = ""
    seen: int = 0

    def by(self, actor: Actor, *, at: datetime) -> Decision:
        """Give the move that it makes."""
        return Decision(
            line=self.line,
            version=self.version,
            verdict=self.verdict,
            by=actor.account,
            at=at,
            minutes=self.minutes,
            words=self.words.strip(),
        )


def decide_line(
    service: Service, *, actor: Actor, person: int, week: Week, choice: LineChoice
) -> DecisionMade:
    """Keep what was decided of a line, and give its place; the same tap twice decides once.

    :raises RuleBroken: what `check_move` refuses, STALE_VERSION above all; SAID_SINCE when somebody moved
        on the line since it was read.
    """
    with service.database.writing() as store:
        locked = _lock(store, person, week)
        move = choice.by(actor, at=instant_of_move(locked.decisions, service.now()))
        if is_repeat(locked.decisions, move):
            return DecisionMade(_last_on(move.line, locked.decisions), 1)
        check_move(locked.declaration, locked.decisions, move)
        check_line_seen(locked.decisions, move.line, seen=choice.seen)
        _keep(store, locked.with_moves((move,)))
        return DecisionMade(len(locked.decisions), 1)


def decide_contest(service: Service, *, actor: Actor, person: int, week: Week, choice: LineChoice) -> None:
    """Keep what somebody else decided of a contested line: counted, adjusted or set aside.

    :raises RuleBroken: NOTHING_TO_CONTEST when the line is not contested, or when this is a question;
        else what `check_move` refuses, or SAID_SINCE.
    """
    with service.database.writing() as store:
        locked = _lock(store, person, week)
        move = choice.by(actor, at=instant_of_move(locked.decisions, service.now()))
        if is_repeat(locked.decisions, move):
            return
        check_move(locked.declaration, locked.decisions, move)
        lines = lines_in(LineState.CONTESTED, locked.declaration, locked.decisions)
        if move.verdict is Verdict.ASKED or move.line not in {line.activity.line for line in lines}:
            raise RuleBroken(Reason.NOTHING_TO_CONTEST, move.line)
        check_line_seen(locked.decisions, move.line, seen=choice.seen)
        _keep(store, locked.with_moves((move,)))


def count_week(
    service: Service,
    *,
    actor: Actor,
    person: int,
    week: Week,
    version: int,
    seen: int,
    closes_questions: bool = False,
) -> DecisionMade:
    """Count every line that waits, and give the place of what was decided.

    :param version: number of the version that was read.
    :param seen: how many moves on its lines were read.
    :param closes_questions: count the lines asked about too, though the person has not answered.
    :raises RuleBroken: STALE_VERSION or NOT_SENT; SAID_SINCE when something was said since of a line
        that would be counted.
    """
    rules = service.territory(actor.territory).rules_of(week)
    with service.database.writing() as store:
        locked = _lock(store, person, week)
        at = instant_of_move(locked.decisions, service.now())
        counted = locked.counted(
            version, rules=rules, by=actor.account, at=at, closes_questions=closes_questions
        )
        check_lines_seen(locked.decisions, {move.line for move in counted.moves}, seen=seen)
        _keep(store, counted)
        return DecisionMade(len(locked.decisions), len(counted.moves))


@dataclass(frozen=True, slots=True)
class CountedTogether:
    """How many weeks were counted, and how many were left because something had changed."""

    counted: int
    changed: int


def count_plain_weeks(
    service: Service, *, actor: Actor, week: Week, read: Mapping[UUID, int]
) -> CountedTogether:
    """Count the weeks of several people that raise no question; leave any that changed meanwhile.

    As many statements for thirty people as for three.

    :param read: number of the version that was read, by public id of the person.
    """
    rules = service.territory(actor.territory).rules_of(week)
    with service.database.writing() as store:
        people = store.caseloads.ids_of(actor.account, read)
        versions = {person: read[public_id] for person, public_id in people.items()}
        locked = _lock_all(store, versions, week)
        at = instant_of_move(
            [move for week_locked in locked for move in week_locked.decisions], service.now()
        )
        counted = [
            week_locked.counted(versions[week_locked.person], rules=rules, by=actor.account, at=at)
            for week_locked in locked
            if week_locked.raises_no_question(versions[week_locked.person], rules=rules, at=at)
        ]
        _keep_all(store, counted)
    return CountedTogether(len(counted), len(read) - len(counted))


def note_listing(service: Service, *, actor: Actor, as_file: bool = False) -> None:
    """Write that the list of the caseload is being looked at, or taken: everybody in it may read so."""
    with service.database.at_once() as store:
        store.audit.note_listing(actor.account, at=service.now(), as_file=as_file)


def choose_keys(service: Service, *, actor: Actor, single: bool) -> None:
    """Keep whether one key alone does something on this adviser's pages."""
    with service.database.writing() as store:
        store.people.choose_keys(actor.account, single=single)


@dataclass(frozen=True, slots=True)
class _LockedWeek:
    """A week that nobody can change before the transaction ends.

    :ivar decisions: every move on it so far, oldest first.
    :ivar moves: those to keep.
    """

    declaration: Declaration
    decisions: tuple[Decision, ...]
    moves: tuple[Decision, ...] = ()

    @property
    def person(self) -> int:
        return self.declaration.person

    def with_moves(self, moves: tuple[Decision, ...]) -> "_LockedWeek":
        return replace(self, moves=moves)

    def counted(
        self, version: int, *, rules: Rules, by: int, at: datetime, closes_questions: bool = False
    ) -> "_LockedWeek":
        lines = readings(self.declaration, self.decisions, tacit_days=rules.tacit_days, as_of=at)
        return self.with_moves(
            moves_to_count(
                self.declaration, lines, version=version, by=by, at=at, closes_questions=closes_questions
            )
        )

    def raises_no_question(self, version: int, *, rules: Rules, at: datetime) -> bool:
        current = self.declaration.current
        if current is None or current.number != version:
            return False
        return raises_no_question(
            current.content, status_of(self.declaration, self.decisions, as_of=at), rules.catalogue
        )


def _last_on(line: str, decisions: Sequence[Decision]) -> int:
    return max(place for place, move in enumerate(decisions) if move.line == line)


def _lock(store: Store, person: int, week: Week) -> _LockedWeek:
    return _lock_all(store, (person,), week)[0]


def _lock_all(store: Store, people: Collection[int], week: Week) -> tuple[_LockedWeek, ...]:
    store.declarations.lock_all(people, week)
    person_weeks = [(person, week) for person in people]
    declarations, decisions = store.declarations.of_many(person_weeks), store.decisions.of_many(person_weeks)
    return tuple(
        _LockedWeek(declarations.get(known, Declaration(*known)), decisions.get(known, ()))
        for known in person_weeks
    )


def _keep(store: Store, locked: _LockedWeek) -> None:
    _keep_all(store, (locked,))


def _keep_all(store: Store, locked: Sequence[_LockedWeek]) -> None:
    """Keep moves made at once by one account, their statuses, a line of journal for each, and the notices."""
    moved = [week_locked for week_locked in locked if week_locked.moves]
    if not moved:
        return
    week, last = moved[0].declaration.week, moved[0].moves[-1]
    store.decisions.add_all(week, {week_locked.person: week_locked.moves for week_locked in moved})
    store.rollups.keep_all(
        week,
        {
            week_locked.person: status_of(
                week_locked.declaration, (*week_locked.decisions, *week_locked.moves), as_of=last.at
            )
            for week_locked in moved
        },
    )
    notes = [
        Note(f"line_{move.verdict.value}", week_locked.person, detail=move.line, week=week)
        for week_locked in moved
        for move in week_locked.moves
    ]
    store.audit.note_all(notes, at=last.at, actor=last.by)
    told = [
        week_locked.person
        for week_locked in moved
        if any(calls_for_notice(week_locked.decisions, move) for move in week_locked.moves)
    ]
    put_notices(store, told, at=last.at)
