"""Decide of a line, count a week: load, ask the domain, save, note."""

from dataclasses import dataclass
from datetime import datetime

from xprsa.domain.permission import Actor
from xprsa.domain.review import (
    Decision,
    LineState,
    Verdict,
    check_move,
    lines_in,
)
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import DecisionMade
from xprsa.domain.turn import check_line_seen, check_lines_seen, instant_of_move, is_repeat
from xprsa.domain.week import Week
from xprsa.review.held_weeks import hold, keep
from xprsa.running.service import Service


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
        held = hold(store, person, week)
        move = choice.by(actor, at=instant_of_move(held.decisions, service.now()))
        if is_repeat(held.decisions, move):
            return DecisionMade(held.last_on(move.line), 1)
        check_move(held.declaration, held.decisions, move)
        check_line_seen(held.decisions, move.line, seen=choice.seen)
        keep(store, [held.with_moves((move,))])
        return DecisionMade(len(held.decisions), 1)


def decide_contest(service: Service, *, actor: Actor, person: int, week: Week, choice: LineChoice) -> None:
    """Keep what somebody else decided of a contested line: counted, adjusted or set aside.

    :raises RuleBroken: NOTHING_TO_CONTEST when the line is not contested, or when this is a question;
        else what `check_move` refuses, or SAID_SINCE.
    """
    with service.database.writing() as store:
        held = hold(store, person, week)
        move = choice.by(actor, at=instant_of_move(held.decisions, service.now()))
        if is_repeat(held.decisions, move):
            return
        check_move(held.declaration, held.decisions, move)
        lines = lines_in(LineState.CONTESTED, held.declaration, held.decisions)
        if move.verdict is Verdict.ASKED or move.line not in {line.activity.line for line in lines}:
            raise RuleBroken(Reason.NOTHING_TO_CONTEST, move.line)
        check_line_seen(held.decisions, move.line, seen=choice.seen)
        keep(store, [held.with_moves((move,))])


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
        held = hold(store, person, week)
        at = instant_of_move(held.decisions, service.now())
        counted = held.counted(
            version, rules=rules, by=actor.account, at=at, closes_questions=closes_questions
        )
        check_lines_seen(held.decisions, {move.line for move in counted.moves}, seen=seen)
        keep(store, [counted])
        return DecisionMade(len(held.decisions), len(counted.moves))


def note_listing(service: Service, *, actor: Actor, as_file: bool = False) -> None:
    """Write that the list of the caseload is being looked at, or taken: everybody in it may read so."""
    with service.database.at_once() as store:
        store.audit.note_listing(actor.account, at=service.now(), as_file=as_file)


def choose_keys(service: Service, *, actor: Actor, single: bool) -> None:
    """Keep whether one key alone does something on this adviser's pages."""
    with service.database.writing() as store:
        store.people.choose_keys(actor.account, single=single)
