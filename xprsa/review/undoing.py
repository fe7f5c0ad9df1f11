"""Take back within minutes what one has just decided of a week."""

from xprsa.domain.caseload import status_of
from xprsa.domain.permission import Actor
from xprsa.domain.second_thought import DecisionMade, moves_to_undo, taken_back
from xprsa.domain.turn import instant_of_move
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.audit import Note


def undo(service: Service, *, actor: Actor, person: int, week: Week, made: DecisionMade) -> None:
    """Take back what was decided; the same tap twice takes it back once.

    :raises RuleBroken: what `moves_to_undo` refuses.
    """
    with service.database.writing() as store:
        store.declarations.lock(person, week)
        declaration, decisions = (
            store.declarations.of_week(person, week),
            store.decisions.of_week(person, week),
        )
        at = instant_of_move(decisions, service.now())
        moves = moves_to_undo(declaration, decisions, made, by=actor.account, now=at)
        if not moves:
            return
        store.decisions.undo(person, week, moves, at=at)
        status = status_of(declaration, taken_back(decisions, moves, at=at), as_of=at)
        store.rollups.keep(person, status)
        notes = [Note("line_undone", person, detail=move.line, week=week) for move in moves]
        store.audit.note_all(notes, at=at, actor=actor.account)
