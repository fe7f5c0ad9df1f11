"""Count together every week that raises no question, of every person; take it back as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from xprsa.domain.caseload import WeekStatus, status_of
from xprsa.domain.permission import Actor
from xprsa.domain.review import Decision
from xprsa.domain.second_thought import DecisionMade, taken_back, undoable
from xprsa.domain.turn import instant_of_move
from xprsa.domain.week import Week
from xprsa.review.held_weeks import LockedWeek, hold_all, keep
from xprsa.review.listing import CaseloadRow, read_listing
from xprsa.review.plain import raises_no_question
from xprsa.running.service import Service
from xprsa.storage.audit import Note
from xprsa.storage.intake import parts

MOST = 500  # weeks on one page, the oldest first; the next come once these are counted


@dataclass(frozen=True, slots=True)
class PlainWeek:
    """A week that raises no question, and whose it is."""

    row: CaseloadRow
    status: WeekStatus


@dataclass(frozen=True, slots=True)
class PlainWeeks:
    """What may be counted together.

    :ivar weeks: the oldest first, then by name.
    :ivar more: how many more there are than one page takes.
    """

    weeks: tuple[PlainWeek, ...]
    more: int


def read_plain_weeks(service: Service, *, actor: Actor) -> PlainWeeks:
    """Read every week of the caseload that waits and raises no question."""
    rules_of = service.territory(actor.territory).rules_of
    listing = read_listing(service, actor=actor)
    waiting = [(row, status) for row in listing.everybody for status in row.standing.to_do if status.is_quiet]
    found = []
    with service.database.reading() as store:
        for some in parts(waiting):
            declarations = store.declarations.of_many([(row.person.id, status.week) for row, status in some])
            for row, status in some:
                declaration = declarations.get((row.person.id, status.week))
                current = declaration.current if declaration else None
                catalogue = rules_of(status.week).catalogue
                if current and raises_no_question(current.content, status, catalogue):
                    found.append(PlainWeek(row, status))
    found.sort(key=lambda plain: (plain.status.week.ordinal, plain.row.name))
    return PlainWeeks(tuple(found[:MOST]), max(0, len(found) - MOST))


@dataclass(frozen=True, slots=True)
class Together:
    """What was done of weeks at once.

    :ivar at: the instant of the moves, by which they are found again.
    :ivar done: how many weeks were counted, or are counted no more.
    :ivar left: how many stay as they were: something had changed.
    """

    at: datetime
    done: int
    left: int


def count_plain_weeks(service: Service, *, actor: Actor, read: Mapping[tuple[UUID, Week], int]) -> Together:
    """Count weeks that raise no question; leave any that changed meanwhile, or is of somebody else.

    As many statements for thirty people as for three.

    :param read: number of the version that was read, by public id of the person and week.
    """
    territory = service.territory(actor.territory)
    with service.database.writing() as store:
        ids = store.caseloads.ids_of(actor.account, {person for person, _ in read})
        accounts = {person: account for account, person in ids.items()}
        versions = {
            (accounts[person], week): version
            for (person, week), version in read.items()
            if person in accounts
        }
        held = hold_all(store, versions)
        at = _instant(held, service.now())
        counted = []
        for held_week in held:
            version, rules = versions[held_week.person, held_week.week], territory.rules_of(held_week.week)
            if held_week.raises_no_question(version, rules=rules, at=at):
                counted.append(held_week.counted(version, rules=rules, by=actor.account, at=at))
        keep(store, counted)
    return Together(_made_at(counted, by=actor.account, at=at), len(counted), len(read) - len(counted))


def _made_at(counted: Sequence[LockedWeek], *, by: int, at: datetime) -> datetime:
    """Give the instant of the moves; of a second tap, which makes none, that of the first."""
    if any(held_week.moves for held_week in counted):
        return at
    earlier = (move.at for held_week in counted for move in held_week.decisions if move.by == by)
    return max(earlier, default=at)


def uncount(service: Service, *, actor: Actor, made: Together) -> Together:
    """Take back, within minutes, what was counted together; leave a week of which something was said since.

    The weeks are found by whoever counted them and when: those of people whom they follow no more stay.

    :param made: what `count_plain_weeks` gave.
    """
    with service.database.writing() as store:
        held = hold_all(store, store.decisions.made_at(made.at, by=actor.account))
        at = _instant(held, service.now())
        back = [(held_week, _moves(held_week, made.at, actor=actor, now=at)) for held_week in held]
        undone = [(held_week, moves) for held_week, moves in back if moves]
        places = [(held_week.person, held_week.week) for held_week, _ in undone]
        store.decisions.undo_all(places, made_at=made.at, by=actor.account, at=at)
        for week, some in groupby(undone, key=lambda pair: pair[0].week):
            store.rollups.keep_all(
                week,
                {
                    held_week.person: status_of(
                        held_week.declaration, taken_back(held_week.decisions, moves, at=at), as_of=at
                    )
                    for held_week, moves in some
                },
            )
        notes = [
            Note("line_undone", held_week.person, detail=move.line, week=held_week.week)
            for held_week, moves in undone
            for move in moves
        ]
        store.audit.note_all(notes, at=at, actor=actor.account)
    return Together(made.at, len(undone), max(0, made.done - len(undone)))


def _moves(held: LockedWeek, made_at: datetime, *, actor: Actor, now: datetime) -> tuple[Decision, ...]:
    """Give what was decided of a week at that instant; nothing where it may not be taken back."""
    places = [
        place
        for place, move in enumerate(held.decisions)
        if (move.by, move.at, move.undone_at) == (actor.account, made_at, None)
    ]
    if not places:
        return ()
    made = DecisionMade(places[0], len(places))
    return undoable(held.declaration, held.decisions, made, by=actor.account, now=now)


def _instant(held: Sequence[LockedWeek], now: datetime) -> datetime:
    return instant_of_move([move for held_week in held for move in held_week.decisions], now)
