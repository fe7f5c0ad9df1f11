"""Decide of a line, count a week, count several: load, ask the domain, save, note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xprsa.domain.caseload import mark_of
from xprsa.domain.declaration import Declaration
from xprsa.domain.permission import Actor
from xprsa.domain.review import Decision, LineState, Verdict, check_move, moves_to_count, readings
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.review.plain import is_plain
from xprsa.storage.memory import Memory
from xprsa.web.house import House


@dataclass(frozen=True, slots=True)
class Choice:
    """What an adviser decided of one line.

    :ivar version: number of the version that was read.
    :ivar minutes: minutes to count when adjusted, else None.
    """

    line: str
    version: int
    verdict: Verdict
    minutes: int | None = None
    words: str = ""

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


def decide_line(house: House, *, actor: Actor, person: int, week: Week, choice: Choice) -> None:
    """Keep what was decided of a line; the same tap twice decides once.

    :raises RuleBroken: what `check_move` refuses, STALE_VERSION above all.
    """
    move = choice.by(actor, at=house.now())
    with house.database.writing() as memory:
        declaration, decisions = _locked(memory, person, week)
        if not _is_repeat(decisions, move):
            check_move(declaration, decisions, move)
            _keep(memory, declaration, decisions, (move,), at=move.at)


def decide_contest(house: House, *, actor: Actor, person: int, week: Week, choice: Choice) -> None:
    """Keep what somebody else decided of a contested line: counted, adjusted or set aside.

    :raises RuleBroken: NOTHING_TO_CONTEST when the line is not contested, or when this is a question;
        else what `check_move` refuses.
    """
    move = choice.by(actor, at=house.now())
    with house.database.writing() as memory:
        declaration, decisions = _locked(memory, person, week)
        if _is_repeat(decisions, move):
            return
        check_move(declaration, decisions, move)
        tacit_days = _tacit_days(house, actor, week)
        lines = readings(declaration, decisions, tacit_days=tacit_days, as_of=move.at)
        contested = {line.activity.line for line in lines if line.state is LineState.CONTESTED}
        if move.line not in contested or move.verdict is Verdict.ASKED:
            raise RuleBroken(Reason.NOTHING_TO_CONTEST, move.line)
        _keep(memory, declaration, decisions, (move,), at=move.at)


def count_week(house: House, *, actor: Actor, person: int, week: Week, version: int) -> None:
    """Count every line that waits.

    :param version: number of the version that was read.
    :raises RuleBroken: STALE_VERSION.
    """
    now = house.now()
    with house.database.writing() as memory:
        declaration, decisions = _locked(memory, person, week)
        lines = readings(declaration, decisions, tacit_days=_tacit_days(house, actor, week), as_of=now)
        moves = moves_to_count(declaration, lines, version=version, by=actor.account, at=now)
        _keep(memory, declaration, decisions, moves, at=now)


@dataclass(frozen=True, slots=True)
class CountedTogether:
    """How many weeks were counted, and how many were left because something had changed."""

    counted: int
    changed: int


def count_plain_weeks(house: House, *, actor: Actor, week: Week, read: Mapping[UUID, int]) -> CountedTogether:
    """Count the weeks of several people that raise no question; leave any that changed meanwhile.

    :param read: number of the version that was read, by public id of the person.
    """
    counted = 0
    with house.database.writing() as memory:
        for followed in memory.caseloads.of_adviser(actor.account, week):
            person = followed.person
            version = read.get(person.account.public_id)
            if version is not None:
                counted += _count_if_plain(house, memory, actor, person=person.id, week=week, version=version)
    return CountedTogether(counted, len(read) - counted)


def _count_if_plain(
    house: House, memory: Memory, actor: Actor, *, person: int, week: Week, version: int
) -> bool:
    now, rules = house.now(), house.territory(actor.territory).rules_of(week)
    declaration, decisions = _locked(memory, person, week)
    current = declaration.current
    if current is None or current.number != version:
        return False
    mark = mark_of(declaration, decisions, as_of=now)
    if not is_plain(current.content, mark, rules.catalogue):
        return False
    lines = readings(declaration, decisions, tacit_days=rules.tacit_days, as_of=now)
    moves = moves_to_count(declaration, lines, version=version, by=actor.account, at=now)
    _keep(memory, declaration, decisions, moves, at=now)
    return True


def note_listing(house: House, *, actor: Actor) -> None:
    """Write that the list of the caseload is being looked at: everybody in it may read so."""
    with house.database.writing() as memory:
        memory.audit.note(at=house.now(), actor=actor.account, event="listed")


def _locked(memory: Memory, person: int, week: Week) -> tuple[Declaration, tuple[Decision, ...]]:
    """Read a week that nobody can change before the transaction ends."""
    memory.declarations.lock(person, week)
    return memory.declarations.of_week(person, week), memory.decisions.of_week(person, week)


def _is_repeat(decisions: Sequence[Decision], move: Decision) -> bool:
    """Tell whether the last move on the line said the same of the same version."""
    earlier = [one for one in decisions if one.line == move.line]
    if not earlier:
        return False
    last = earlier[-1]
    said = (last.version, last.verdict, last.by, last.minutes, last.words)
    return said == (move.version, move.verdict, move.by, move.minutes, move.words)


def _keep(
    memory: Memory,
    declaration: Declaration,
    decisions: Sequence[Decision],
    moves: Sequence[Decision],
    *,
    at: datetime,
) -> None:
    """Keep the moves, the mark that they make of the week, and a line of journal for each."""
    person, week = declaration.person, declaration.week
    memory.decisions.add(person, week, moves)
    memory.rollups.mark(person, mark_of(declaration, (*decisions, *moves), as_of=at))
    for move in moves:
        memory.audit.note(
            at=at,
            actor=move.by,
            event=f"line_{move.verdict.value}",
            person=person,
            week=week,
            detail=move.line,
        )


def _tacit_days(house: House, actor: Actor, week: Week) -> int:
    return house.territory(actor.territory).rules_of(week).tacit_days
