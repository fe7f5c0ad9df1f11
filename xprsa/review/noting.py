"""Note a call or a visit, take it back within minutes, correct it: load, ask the domain, save, note."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from xprsa.domain.caseload import STATUS_WEEKS, status_of, wish_to_talk
from xprsa.domain.contact_note import SPOKE, ContactNote, NoteContent, NoteVersion, is_told_again, page_seen
from xprsa.domain.declaration import Declaration
from xprsa.domain.permission import Actor
from xprsa.domain.review import THE_WEEK, Decision, Verdict, in_force
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import taken_back
from xprsa.domain.turn import instant_of_move
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.store import Store

_WeekSaid = tuple[Declaration, tuple[Decision, ...]]
_MOMENT = timedelta(microseconds=1)


def note_contact(service: Service, *, actor: Actor, person: int, said: NoteContent, seen: str) -> None:
    """Keep a note, with the number that is in the file; once both spoke, every wish to talk is answered.

    :param seen: `page_seen` of the page on which it was typed.
    :raises RuleBroken: NOTED_SINCE when something was noted, or another wish came, since; APPOINTMENT_TOO_FAR
        or AGAIN_TOO_FAR.
    """
    territory = service.territory(actor.territory)
    said.check_days(service.today(territory))
    with service.database.writing() as store:
        notes = store.contact_notes.hold(person)
        account = store.people.account(person)
        said = said.called(account.phone if account else None)
        if is_told_again(notes, said, by=actor.account, seen=seen):
            return
        wishes = weeks_with_a_wish(store, person, this_week=service.this_week(territory), held=True)
        if seen != page_seen(notes, versions_of(wishes)):
            raise RuleBroken(Reason.NOTED_SINCE)
        moves = [move for _, decisions in wishes for move in decisions]
        at = max((instant_of_move(moves, service.now()), *(note.noted_at + _MOMENT for note in notes)))
        store.contact_notes.add(person, uuid4(), NoteVersion(1, actor.account, at, said), noted_at=at)
        store.audit.note(at=at, actor=actor.account, event="contact_noted", person=person)
        if said.outcome in SPOKE:
            _answer(store, person, wishes, by=actor.account, at=at)


def undo_note(service: Service, *, actor: Actor, person: int, note: UUID) -> None:
    """Take a note back, with the answers that it gave to wishes to talk; the same tap twice does so once.

    :raises RuleBroken: NOTE_STANDS.
    :raises LookupError: when there is no such note.
    """
    this_week = service.this_week(service.territory(actor.territory))
    with service.database.writing() as store:
        found = _find(store.contact_notes.hold(person), note)
        if found.undone_at is not None:
            return
        found.check_undoable(by=actor.account, now=service.now())
        weeks = _weeks(store, person, this_week=this_week, held=True)
        moves = [move for _, decisions in weeks for move in decisions]
        at = instant_of_move(moves, service.now())
        store.contact_notes.undo(person, note, at=at)
        store.audit.note(at=at, actor=actor.account, event="contact_undone", person=person)
        _take_answers_back(store, person, weeks, found, at=at)


def correct_note(
    service: Service, *, actor: Actor, person: int, note: UUID, said: NoteContent, seen: int
) -> None:
    """Keep another version of a note; those before it stay until the time to keep them is over.

    When both did not speak after all, whoever would rather talk waits again; when they did, nobody waits who
    did by then.

    :param seen: number of the version that was read.
    :raises RuleBroken: NOTED_SINCE; APPOINTMENT_TOO_FAR or AGAIN_TOO_FAR.
    :raises LookupError: when there is no such note.
    """
    territory = service.territory(actor.territory)
    said.check_days(service.today(territory))
    with service.database.writing() as store:
        found = _find(store.contact_notes.hold(person), note)
        weeks = _weeks(store, person, this_week=service.this_week(territory), held=True)
        moves = [move for _, decisions in weeks for move in decisions]
        at = max(instant_of_move(moves, service.now()), found.current.at + _MOMENT)
        version = found.corrected(said, by=actor.account, at=at, seen=seen)
        if version is None:
            return
        store.contact_notes.add(person, note, version, noted_at=found.noted_at)
        store.audit.note(at=at, actor=actor.account, event="contact_corrected", person=person)
        if said.outcome not in SPOKE:
            _take_answers_back(store, person, weeks, found, at=at)
        elif found.said.outcome not in SPOKE:
            waited = tuple(week for week in weeks if _waited(week, by=found.noted_at))
            _answer(store, person, waited, by=actor.account, at=at)


def weeks_with_a_wish(
    store: Store, person: int, *, this_week: Week, held: bool = False
) -> tuple[_WeekSaid, ...]:
    """Give the weeks in which somebody would rather talk, and nobody spoke with them since, oldest first.

    :param held: whether nobody may change them before the transaction ends.
    """
    weeks = _weeks(store, person, this_week=this_week, held=held)
    return tuple(said for said in weeks if wish_to_talk(*said) is not None)


def versions_of(weeks: tuple[_WeekSaid, ...]) -> tuple[tuple[Week, int], ...]:
    """Name weeks, each with the version that stands."""
    return tuple((declaration.week, declaration.base) for declaration, _ in weeks)


def _weeks(store: Store, person: int, *, this_week: Week, held: bool) -> tuple[_WeekSaid, ...]:
    """Give the weeks of which a wish to talk is still known, oldest first."""
    first = this_week.plus(1 - STATUS_WEEKS)
    if held:
        store.declarations.lock_weeks(person, first, this_week)
    declarations = store.declarations.of_weeks(person, first, this_week)
    decisions = store.decisions.of_weeks(person, first, this_week)
    return tuple((declarations[week], decisions.get(week, ())) for week in sorted(declarations))


def _waited(said: _WeekSaid, *, by: datetime) -> bool:
    since = wish_to_talk(*said)
    return since is not None and since <= by


def _answer(store: Store, person: int, wishes: tuple[_WeekSaid, ...], *, by: int, at: datetime) -> None:
    """Keep that nobody waits for a call about these weeks any more."""
    for declaration, decisions in wishes:
        move = Decision(THE_WEEK, declaration.base, Verdict.COUNTED, by=by, at=at)
        store.decisions.add(person, declaration.week, (move,))
        store.rollups.keep(person, status_of(declaration, (*decisions, move), as_of=at))


def _take_answers_back(
    store: Store, person: int, weeks: tuple[_WeekSaid, ...], note: ContactNote, *, at: datetime
) -> None:
    """Let whoever would rather talk wait again, where a note alone had said that both spoke."""
    written = {(version.by, version.at) for version in note.versions}
    for declaration, decisions in weeks:
        answers = [move for move in in_force(decisions) if _is_answer(move, written)]
        if answers:
            store.decisions.undo(person, declaration.week, answers, at=at)
            left = taken_back(decisions, answers, at=at)
            store.rollups.keep(person, status_of(declaration, left, as_of=at))


def _is_answer(move: Decision, written: Collection[tuple[int, datetime]]) -> bool:
    return move.line == THE_WEEK and (move.by, move.at) in written


def _find(notes: tuple[ContactNote, ...], note: UUID) -> ContactNote:
    found = next((one for one in notes if one.id == note), None)
    if found is None:
        raise LookupError("no such note")
    return found
