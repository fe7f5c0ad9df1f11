"""What retention would delete, kind by kind, and what is held back and why: told before anything goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xprsa.domain import retention
from xprsa.domain.clock_guard import ClockDoubt
from xprsa.domain.retention import PERIODS, RetentionPeriod
from xprsa.domain.week import Week
from xprsa.running.clock_guard import doubt_of
from xprsa.running.service import Service
from xprsa.running.upkeep import AT_ONCE, count_old, held_reasons, most_of, quiet_files
from xprsa.storage.contests import Held
from xprsa.storage.worker_marks import DeletionNotice


@dataclass(frozen=True, slots=True)
class HeldWeek:
    """A week of which nothing is deleted: a contest about it is open.

    :ivar reference: of the person's file, as it was typed.
    :ivar since: when the oldest of its open contests was made.
    """

    reference: str
    week: Week
    since: datetime


@dataclass(frozen=True, slots=True)
class KindReport:
    """What stands of one period.

    :ivar over: rows (for the weeks: files) whose period is over, and that nothing holds.
    :ivar oldest: since when the oldest of them is kept.
    :ivar going: how many of them the next pass deletes: announced, due, and no more than a pass takes.
    :ivar notice: what was announced; None when nothing is.
    :ivar held: weeks whose period is over, and that an open contest holds.
    """

    period: RetentionPeriod
    over: int
    oldest: datetime | None
    going: int
    notice: DeletionNotice | None
    held: tuple[HeldWeek, ...]


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What stands of every period.

    :ivar doubt: why the clock may not be believed: nothing is deleted then; or None.
    """

    at: datetime
    doubt: ClockDoubt | None
    kinds: tuple[KindReport, ...]


def report(service: Service) -> RetentionReport:
    """Look at all that is kept, as a pass would; nothing is written, nothing is announced."""
    now = service.now()
    with service.database.reading() as store:
        notices = store.worker_marks.notices()
    kinds = (_of_kind(service, period, notices.get(period.code), now=now) for period in PERIODS)
    return RetentionReport(now, doubt_of(service), tuple(kinds))


def _of_kind(
    service: Service, period: RetentionPeriod, notice: DeletionNotice | None, *, now: datetime
) -> KindReport:
    before = now - timedelta(days=period.days)
    over, oldest, held = _over(service, period, before=before)
    going = 0
    if over and notice is not None and notice.rows and notice.due_at <= now:
        going = min(count_old(service, period, before=notice.before), most_of(period))
    told = notice if notice is not None and notice.rows else None
    return KindReport(period, over, oldest, going, told, _named(service, held))


def _over(
    service: Service, period: RetentionPeriod, *, before: datetime
) -> tuple[int, datetime | None, Held]:
    """Give how many rows or files are over, the oldest, and the contests that hold others."""
    if period is not retention.DECLARATIONS:
        with service.database.reading() as store:
            held = held_reasons(store, period, before=before)
            over = store.old_rows.count(period, before=before, held=held)
            return over, store.old_rows.oldest(period, before=before, held=held), held
    over, oldest, found = 0, list[datetime](), dict[tuple[int, Week], datetime]()
    for quiet, held in quiet_files(service, since=before, at_once=AT_ONCE):
        over += len(quiet)
        found.update(held)
        with service.database.reading() as store:
            oldest.extend(filter(None, [store.old_files.oldest(quiet)]))
    return over, min(oldest, default=None), found


def _named(service: Service, held: Held) -> tuple[HeldWeek, ...]:
    """Give the held weeks with the references of their files, oldest contest first."""
    with service.database.reading() as store:
        found = [store.people.find(person) for person in {who for who, _ in held}]
    references = {person.id: person.file_reference for person in found if person is not None}
    named = (HeldWeek(references.get(person, ""), week, since) for (person, week), since in held.items())
    return tuple(sorted(named, key=lambda held_week: (held_week.since, held_week.reference)))
