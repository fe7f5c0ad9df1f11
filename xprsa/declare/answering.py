"""A person answers a question of the adviser."""

from xprsa.domain.caseload import mark_of
from xprsa.domain.permission import Actor
from xprsa.domain.review import Decision, Verdict, check_move
from xprsa.domain.week import Week
from xprsa.web.house import House


def answer(house: House, *, actor: Actor, week: Week, line: str, version: int, words: str) -> None:
    """Keep the person's words on a line; the line waits for the adviser again.

    :param version: number of the version on which the question was read.
    :raises RuleBroken: STALE_VERSION, LINE_GONE, NOTHING_ASKED or WORDS_MISSING.
    """
    person, now = actor.account, house.now()
    move = Decision(
        line=line, version=version, verdict=Verdict.ANSWERED, by=person, at=now, words=words.strip()
    )
    with house.database.writing() as memory:
        memory.declarations.lock(person, week)
        declaration = memory.declarations.of_week(person, week)
        decisions = memory.decisions.of_week(person, week)
        check_move(declaration, decisions, move)
        memory.decisions.add(person, week, (move,))
        memory.rollups.mark(person, mark_of(declaration, (*decisions, move), as_of=now))
        memory.audit.note(at=now, actor=person, event="line_answered", person=person, week=week, detail=line)
