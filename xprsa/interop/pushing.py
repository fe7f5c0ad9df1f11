"""Tells the platform, by name, the weeks that people declared: what is new since the last time.

Each message is kept before it leaves: whoever is killed in between sends the same message again, and the
person reads of it whatever came back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.gateways.si_platform import (
    NoUserToken,
    PlatformAway,
    PlatformUser,
    SiPlatform,
    Unmatched,
    WeekNotTaken,
)
from xprsa.interop.composing import Left, NamedComposer
from xprsa.running.naming import number_in, organisations_of
from xprsa.running.service import Service
from xprsa.scoring.intensity import IntensityCard
from xprsa.storage.audit import Note
from xprsa.storage.database import Collision
from xprsa.storage.export_reading import Period, PersonWeeks
from xprsa.storage.named_documents import NamedDocument
from xprsa.storage.store import Store

AT_ONCE = 200  # people read in one transaction
MOST_AWAY = 5  # people in a row without any answer: then the rest waits for another time
_NO_PURPOSE = 0  # what left under a pseudonym is another matter, and is not read
_NO_NUMBER = "0" * 11  # in place of one that is missing, to see whether there was something to tell

Progress = Callable[[int, int], None]  # people looked at, weeks that arrived


@dataclass(frozen=True, slots=True)
class PushRequest:
    """Which weeks are told, of whom, under which card."""

    card: IntensityCard
    territory: Territory
    weeks: tuple[Week, Week]


@dataclass
class PushReport:
    """What a push did, or would do. It holds references of files: they are for a terminal, never for a log.

    :ivar weeks: that the platform said that it has; in a rehearsal, those that would leave.
    :ivar people: whom they are about.
    :ivar without_number: people with something to tell, and no number of France Travail in their file.
    :ivar not_taken: people of whom the platform refuses a week.
    :ivar away: people of whom nobody knows what arrived.
    :ivar is_stopped: nobody answered any more, and the rest waits.
    """

    weeks: int = 0
    people: int = 0
    without_number: list[str] = field(default_factory=list)
    unmatched: dict[Unmatched, list[str]] = field(default_factory=lambda: {why: [] for why in Unmatched})
    not_taken: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class _ToTell:
    """A person as they were read, with what is still to arrive about them."""

    person: PersonWeeks
    reference: str
    leaving: tuple[NamedDocument, ...]
    known: Left


def rehearse(service: Service, request: PushRequest) -> PushReport:
    """Tell what a push would send; nothing is written, nobody is asked."""
    report = PushReport()
    for found in _with_something_to_tell(service, request, report, lambda _people, _weeks: None):
        report.people += 1
        report.weeks += len(found.leaving)
    return report


def push(service: Service, platform: SiPlatform, request: PushRequest, *, progress: Progress) -> PushReport:
    """Tell the platform what is new of some weeks; interrupted, it is begun again without harm.

    :raises PlatformClosed: when the platform does not let this service in.
    """
    report, in_a_row = PushReport(), 0
    for found in _with_something_to_tell(service, request, report, progress):
        try:
            _tell(service, platform, request, found=found, report=report)
            in_a_row = 0
        except NoUserToken as none:
            report.unmatched[none.why].append(found.reference)
            in_a_row = 0
        except Collision:
            continue  # somebody else tells the same just now, or erased the person
        except PlatformAway:
            report.away.append(found.reference)
            in_a_row += 1
        if in_a_row == MOST_AWAY:
            report.is_stopped = True
            break
    with service.database.writing() as store:
        said = f"{request.territory.code} {report.people} {report.weeks}"
        store.audit.note(at=service.now(), actor=None, event="named_push", detail=said)
    return report


def _with_something_to_tell(
    service: Service, request: PushRequest, report: PushReport, progress: Progress
) -> Iterator[_ToTell]:
    """Yield whoever something is to be told of; count who has no number to be told by."""
    last, looked_at = 0, 0
    while True:
        with service.database.reading() as store:
            people = _read_after(service, store, request, last)
        if not people:
            return
        for found in people:
            looked_at += 1
            progress(looked_at, report.weeks)
            if found.leaving and number_in(found.reference) is None:
                report.without_number.append(found.reference)
            elif found.leaving:
                yield found
        last = people[-1].person.person


def _read_after(
    service: Service, store: Store, request: PushRequest, person: int, *, most: int = AT_ONCE
) -> list[_ToTell]:
    """Read the next people of the territory; those of other organisations have nothing to tell."""
    now, (first, last) = service.now(), request.weeks
    period = Period(request.territory, _NO_PURPOSE, opened_at=now, first=first, last=last, as_of=now)
    composer = NamedComposer(request.card, request.territory, period)
    people = store.exports.slice_after(person, period=period, most=most)
    filed = store.named_documents.filed(
        [read.person for read in people],
        territory=request.territory.id,
        organisations=organisations_of(request.card),
    )
    known = store.named_documents.last_of([*filed])
    return [_found(composer, read, filed.get(read.person), known.get(read.person, {})) for read in people]


def _found(composer: NamedComposer, read: PersonWeeks, reference: str | None, known: Left) -> _ToTell:
    if reference is None:
        return _ToTell(read, "", (), known)
    number = number_in(reference) or _NO_NUMBER
    return _ToTell(read, reference, composer.leaving(read, number, known), known)


def _tell(
    service: Service, platform: SiPlatform, request: PushRequest, *, found: _ToTell, report: PushReport
) -> None:
    """Tell what there is to tell of a person, as they are now."""
    numbers = {leaving.document.number for leaving in found.leaving}
    users = {number: platform.user(number) for number in sorted(numbers)}
    arrived = 0
    for leaving in _kept_before_it_leaves(service, request, found.person.person, users):
        try:
            user = users[leaving.document.number]
            platform.put_week(user, str(leaving.week), leaving.document.payload)
        except WeekNotTaken:
            report.not_taken.append(found.reference)
            continue
        with service.database.writing() as store:
            store.named_documents.arrived(found.person.person, leaving.document.message, at=service.now())
        arrived += 1
        report.weeks += 1
        report.people += arrived == 1


def _kept_before_it_leaves(
    service: Service, request: PushRequest, person: int, users: Mapping[str, PlatformUser]
) -> tuple[NamedDocument, ...]:
    """Read a person again, keep what is about to leave and note it: what changed meanwhile is seen."""
    with service.database.writing() as store:
        read = _read_after(service, store, request, person - 1, most=1)
        if not read or read[0].person.person != person:
            return ()
        leaving = [message for message in read[0].leaving if message.document.number in users]
        known = {message.document.message for message in read[0].known.values()}
        new = [message for message in leaving if message.document.message not in known]
        store.named_documents.leave(person, new)
        notes = [Note("named_week_left", person, week=message.week) for message in leaving]
        store.audit.note_all(notes, at=service.now(), actor=None)
    return tuple(leaving)
