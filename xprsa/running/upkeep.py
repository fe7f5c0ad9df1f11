"""What was kept long enough is deleted, by the worker: announced first, then little by little."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from xprsa.domain import retention
from xprsa.domain.retention import PERIODS, RetentionPeriod
from xprsa.running.service import Service
from xprsa.storage.worker_marks import DeletionNotice

AT_ONCE = 1000  # rows, or people, in one transaction
MOST_ROWS = 200_000  # of one period, in one pass
MOST_FILES = 1000  # emptied of their weeks in one pass


def tidy(service: Service, *, at_once: int = AT_ONCE) -> int:
    """Delete what was announced and is due, then announce what is next; give how many rows and files went.

    Whoever calls made sure of the clock.
    """
    now = service.now()
    with service.database.reading() as store:
        notices = store.worker_marks.notices()
    return sum(
        _pass(service, period, notices.get(period.code), now=now, at_once=at_once) for period in PERIODS
    )


def announced(service: Service) -> tuple[tuple[RetentionPeriod, DeletionNotice], ...]:
    """Give what is about to go, with its period; nothing for a period of which nothing is old."""
    with service.database.reading() as store:
        notices = store.worker_marks.notices()
    known = ((period, notices.get(period.code)) for period in PERIODS)
    return tuple((period, notice) for period, notice in known if notice is not None and notice.rows)


def _pass(
    service: Service, period: RetentionPeriod, notice: DeletionNotice | None, *, now: datetime, at_once: int
) -> int:
    """Do what one notice says once it is due, and announce the next one when all of it is done."""
    gone = 0
    if notice is not None and notice.is_waited_for(now, period):
        return 0
    most = MOST_FILES if period is retention.DECLARATIONS else MOST_ROWS
    if notice is not None and notice.rows and notice.due_at <= now:
        gone = _forget(service, period, before=notice.before, most=most, at_once=at_once)
    if gone < most:
        _announce(service, period, now=now)
    return gone


def _announce(service: Service, period: RetentionPeriod, *, now: datetime) -> None:
    """Announce what will be old once the notice is over."""
    due_at = now + timedelta(hours=period.notice_hours)
    before = due_at - timedelta(days=period.days)
    rows = _old(service, period, before=before)
    with service.database.writing() as store:
        store.worker_marks.announce(period.code, DeletionNotice(before, due_at, rows))


def _old(service: Service, period: RetentionPeriod, *, before: datetime) -> int:
    if period is retention.DECLARATIONS:
        return sum(len(quiet) for quiet in _quiet(service, since=before, at_once=AT_ONCE))
    with service.database.reading() as store:
        return store.old_rows.count(period, before=before)


def _forget(service: Service, period: RetentionPeriod, *, before: datetime, most: int, at_once: int) -> int:
    """Forget what is older than an instant, so much a transaction, until little or too much has gone."""
    if period is retention.DECLARATIONS:
        return _empty_files(service, since=before, most=most, at_once=at_once)
    gone, last = 0, at_once
    while last == at_once and gone < most:
        with service.database.writing() as store:
            last = store.old_rows.forget(period, before=before, most=at_once)
        gone += last
    return gone


def _empty_files(service: Service, *, since: datetime, most: int, at_once: int) -> int:
    """Empty the files in which nothing has happened for long."""
    gone = 0
    for quiet in _quiet(service, since=since, at_once=at_once):
        with service.database.writing() as store:
            still = store.old_files.quiet_among(quiet[: most - gone], since=since)
            store.old_files.empty(still)
        gone += len(still)
        if gone >= most:
            break
    return gone


def _quiet(service: Service, *, since: datetime, at_once: int) -> Iterator[tuple[int, ...]]:
    """Yield, some at a time, the people whose files are quiet; looking for them holds no lock."""
    last = 0
    while True:
        with service.database.reading() as store:
            people = store.old_files.people_after(last, most=at_once)
            quiet = store.old_files.quiet_among(people, since=since)
        if not people:
            return
        if quiet:
            yield quiet
        last = people[-1]
