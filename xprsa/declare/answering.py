"""A person answers a question of the adviser, or says that a decision is not right."""

from dataclasses import dataclass

from xprsa.domain.caseload import status_of
from xprsa.domain.permission import Actor
from xprsa.domain.review import Decision, Verdict, check_move
from xprsa.domain.turn import check_line_seen, instant_of_move, is_repeat
from xprsa.domain.week import Week
from xprsa.running.service import Service

_EVENTS = {Verdict.ANSWERED: "line_answered", Verdict.CONTESTED: "line_contested"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of one line.

    :ivar version: number of the version before their eyes.
    :ivar seen: how many moves on the line stood before their eyes.
    :ivar verdict: ANSWERED to a question, CONTESTED for a decision.
    """

    line: str
    version: int
    verdict: Verdict
    words: str
    seen: int = 0


def answer(service: Service, *, actor: Actor, week: Week, said: Said) -> None:
    """Keep what the person says; the line waits for a reader again. Said twice, it is kept once.

    :raises RuleBroken: STALE_VERSION, NOT_SENT, LINE_GONE, NOTHING_ASKED, NOTHING_TO_CONTEST,
        WORDS_MISSING, or SAID_SINCE when somebody moved on the line since it was read.
    """
    person = actor.account
    with service.database.writing() as store:
        store.declarations.lock(person, week)
        declaration = store.declarations.of_week(person, week)
        decisions = store.decisions.of_week(person, week)
        at = instant_of_move(decisions, service.now())
        move = Decision(said.line, said.version, said.verdict, by=person, at=at, words=said.words.strip())
        if is_repeat(decisions, move):
            return
        check_move(declaration, decisions, move)
        check_line_seen(decisions, said.line, seen=said.seen)
        store.decisions.add(person, week, (move,))
        store.rollups.keep(person, status_of(declaration, (*decisions, move), as_of=at))
        store.audit.note(
            at=at, actor=person, event=_EVENTS[said.verdict], person=person, week=week, detail=said.line
        )
