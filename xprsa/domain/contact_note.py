"""A call or a visit, as an adviser notes it: what came of it, words, an appointment; versions are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import UNDO_WITHIN
from xprsa.domain.week import Week

LONGEST_WORDS = 500  # signs
FARTHEST = timedelta(days=366)  # a day that is noted is so far from today at most


class ContactOutcome(StrEnum):
    """What came of it."""

    REACHED = "reached"
    MET = "met"
    MESSAGE_LEFT = "message_left"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


TELLS_OF_NUMBER = (ContactOutcome.WRONG_NUMBER, ContactOutcome.REACHED)  # whether it is theirs
SPOKE = frozenset({ContactOutcome.REACHED, ContactOutcome.MET})  # both spoke: a wish to talk is answered


@dataclass(frozen=True, slots=True, order=True)
class Appointment:
    """When both meet next, on the territory's clock."""

    on: date
    at: time
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What is noted of a call or a visit.

    :ivar is_hidden: « ne pas montrer en ligne »: the person reads nothing of it on a screen.
    :ivar phone: the number in their file when it was noted, or None.
    :ivar again_from: the day from which to call again, or None: the territory's rule says.
    """

    outcome: ContactOutcome
    words: str = ""
    is_hidden: bool = False
    phone: str | None = None
    appointment: Appointment | None = None
    again_from: date | None = None

    def called(self, phone: str | None) -> "NoteContent":
        """Keep the number that is in the file."""
        return replace(self, phone=phone)

    def check_days(self, today: date) -> None:
        """Refuse a day more than a year away.

        :param today: on the territory's clock.
        :raises RuleBroken: APPOINTMENT_TOO_FAR or AGAIN_TOO_FAR.
        """
        if self.appointment and abs(self.appointment.on - today) > FARTHEST:
            raise RuleBroken(Reason.APPOINTMENT_TOO_FAR)
        if self.again_from and abs(self.again_from - today) > FARTHEST:
            raise RuleBroken(Reason.AGAIN_TOO_FAR)


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """What a note said from an instant on.

    :ivar by: internal id of the account that wrote it.
    """

    number: int
    by: int
    at: datetime
    said: NoteContent


@dataclass(frozen=True, slots=True)
class ContactNote:
    """A note with the versions that are kept, oldest first.

    :ivar noted_at: when the first was written.
    """

    id: UUID
    noted_at: datetime
    versions: tuple[NoteVersion, ...]
    undone_at: datetime | None = None

    @property
    def current(self) -> NoteVersion:
        """What it says now."""
        return self.versions[-1]

    @property
    def said(self) -> NoteContent:
        """The same, without who wrote it."""
        return self.current.said

    def may_be_undone(self, *, by: int, now: datetime) -> bool:
        """Tell whether whoever wrote it may still take it back: nobody corrected it, and ten minutes last."""
        in_time = now - self.noted_at <= UNDO_WITHIN
        return self.undone_at is None and self.current.number == 1 and self.current.by == by and in_time

    def check_undoable(self, *, by: int, now: datetime) -> None:
        """Refuse to take back what somebody else wrote, what was corrected, or what is ten minutes old.

        :raises RuleBroken: NOTE_STANDS.
        """
        if not self.may_be_undone(by=by, now=now):
            raise RuleBroken(Reason.NOTE_STANDS)

    def corrected(self, said: NoteContent, *, by: int, at: datetime, seen: int) -> NoteVersion | None:
        """Make the version that comes next; None when it says what stands: a second tap.

        The number that was called stays the one that was called. An appointment that is taken out is
        cancelled, and says so.

        :param seen: number of the version that was read.
        :raises RuleBroken: NOTED_SINCE when another one came since, or when the note was undone.
        """
        was = self.said
        said = replace(said, phone=was.phone)
        if said.appointment is None and was.appointment is not None:
            said = replace(said, appointment=replace(was.appointment, is_cancelled=True))
        if said == was and self.undone_at is None:
            return None
        if seen != self.current.number or self.undone_at is not None:
            raise RuleBroken(Reason.NOTED_SINCE)
        return NoteVersion(seen + 1, by, at, said)

    def is_shown(self, now: datetime) -> bool:
        """Tell whether the person reads it: not a hidden one, nor one that may still be taken back."""
        is_late = now - self.noted_at > UNDO_WITHIN
        return self.undone_at is None and not self.said.is_hidden and is_late


def shown_to_person(notes: Iterable[ContactNote], now: datetime) -> tuple[ContactNote, ...]:
    """Give the notes that the person reads, each without the versions that were hidden."""
    return tuple(
        replace(note, versions=tuple(one for one in note.versions if not one.said.is_hidden))
        for note in notes
        if note.is_shown(now)
    )


def times_noted(notes: Iterable[ContactNote]) -> int:
    """Count what was noted of a person: each version, and once more each note that was taken back."""
    return sum(note.current.number + (note.undone_at is not None) for note in notes)


def standing(notes: Iterable[ContactNote]) -> tuple[ContactNote, ...]:
    """Give the notes that nobody took back."""
    return tuple(note for note in notes if note.undone_at is None)


def comes_back(again_from: date | None, *, noted_on: date, again_days: int) -> date:
    """Give the day on which somebody is to be called again.

    :param again_from: the day that the last note says, if it does.
    :param noted_on: when that note was written, on the territory's clock.
    :param again_days: by the territory's rule in force that day.
    """
    return again_from or noted_on + timedelta(days=again_days)


def is_wrong_number(notes: Iterable[ContactNote], phone: str | None) -> bool:
    """Tell whether a number is not the person's: the last note of who answered there says so.

    :param notes: in any order.
    """
    if phone is None:
        return False
    about = (note for note in standing(notes) if note.said.phone == phone)
    telling = (note for note in about if note.said.outcome in TELLS_OF_NUMBER)
    last = max(telling, key=attrgetter("noted_at"), default=None)
    return last is not None and last.said.outcome is ContactOutcome.WRONG_NUMBER


def appointments(notes: Iterable[ContactNote], today: date) -> tuple[Appointment, ...]:
    """Give the appointments of today, until the day is over, and later; cancelled ones too, soonest first."""
    found = (note.said.appointment for note in standing(notes))
    return tuple(sorted(one for one in found if one is not None and one.on >= today))


def page_seen(notes: Iterable[ContactNote], wishes: Iterable[tuple[Week, int]]) -> str:
    """Write what the page held from which something is noted: how much was noted, and who waits for a call.

    :param wishes: weeks with a wish to talk that waits, each with the number of its version.
    """
    return " ".join((str(times_noted(notes)), *(f"{week}.{version}" for week, version in wishes)))


def is_told_again(notes: Sequence[ContactNote], said: NoteContent, *, by: int, seen: str) -> bool:
    """Tell whether the last note says the same, and was noted from the same page: a second tap.

    :param notes: newest first.
    :param seen: `page_seen` of that page.
    """
    if not notes or notes[0].undone_at is not None or notes[0].current.by != by or notes[0].said != said:
        return False
    return seen.partition(" ")[0] == str(times_noted(notes[1:]))
