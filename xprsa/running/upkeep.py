"""What was kept long enough goes, by the worker or by `xprsa forget`: announced, then little by little.

An open contest holds the weeks that it is about, and the file in which they stand.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from xprsa.domain import retention
from xprsa.domain.retention import PERIODS, RetentionPeriod
from xprsa.running.open_contests import held_of
from xprsa.running.service import Service
from xprsa.storage.contests import Held
from xprsa.storage.store import Store
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


def most_of(period: RetentionPeriod) -> int:
    """Give how many rows of a period, or files, go in one pass at most."""
    return MOST_FILES if period is retention.DECLARATIONS else MOST_ROWS


def held_reasons(store: Store, period: RetentionPeriod, *, before: datetime) -> Held:
    """Give the weeks of which an open contest holds the rows of a period; whole files are held elsewhere."""
    if period is not retention.PREVENTED_REASON:
        return {}
    return store.contests.held(reason_before=before)


def quiet_files(service: Service, *, since: datetime, at_once: int) -> Iterator[tuple[tuple[int, ...], Held]]:
    """Yield, some at a time, the people whose files are quiet, and the contests that hold others of them.

    Looking for them holds no lock.
    """
    last = 0
    while True:
        with service.database.reading() as store:
            people = store.old_files.people_after(last, most=at_once)
            quiet, held = _loose(store, people, since=since)
        if not people:
            return
        if quiet or held:
            yield quiet, held
        last = people[-1]


def _pass(
    service: Service, period: RetentionPeriod, notice: DeletionNotice | None, *, now: datetime, at_once: int
) -> int:
    """Do what one notice says once it is due, and announce the next one when all of it is done."""
    gone = 0
    if notice is not None and notice.is_waited_for(now, period):
        return 0
    most = most_of(period)
    if notice is not None and notice.rows and notice.due_at <= now:
        gone = _forget(service, period, before=notice.before, most=most, at_once=at_once)
    if gone < most:
        _announce(service, period, now=now)
    return gone


def _announce(service: Service, period: RetentionPeriod, *, now: datetime) -> None:
    """Announce what will be old once the notice is over."""
    due_at = now + timedelta(hours=period.notice_hours)
    before = due_at - timedelta(days=period.days)
    rows = count_old(service, period, before=before)
    with service.database.writing() as store:
        store.worker_marks.announce(period.code, DeletionNotice(before, due_at, rows))


def count_old(service: Service, period: RetentionPeriod, *, before: datetime) -> int:
    """Give how many rows of a period, or files, are older than an instant and held by nothing."""
    if period is retention.DECLARATIONS:
        return sum(len(quiet) for quiet, _ in quiet_files(service, since=before, at_once=AT_ONCE))
    with service.database.reading() as store:
        held = held_reasons(store, period, before=before)
        return store.old_rows.count(period, before=before, held=held)


def _forget(service: Service, period: RetentionPeriod, *, before: datetime, most: int, at_once: int) -> int:
    """Forget what is older than an instant, so much a transaction, until little or too much has gone."""
    if period is retention.DECLARATIONS:
        return _empty_files(service, since=before, most=most, at_once=at_once)
    gone, last = 0, at_once
    while last == at_once and gone < most:
        with service.database.writing() as store:
            held = held_reasons(store, period, before=before)
            last = store.old_rows.forget(period, before=before, most=at_once, held=held)
        gone += last
    return gone


def _empty_files(service: Service, *, since: datetime, most: int, at_once: int) -> int:
    """Empty the files in which nothing has happened for long."""
    gone = 0
    for quiet, _ in quiet_files(service, since=since, at_once=at_once):
        with service.database.writing() as store:
            still, _ = _loose(store, quiet[: most - gone], since=since)
            store.old_files.empty(still)
        gone += len(still)
        if gone >= most:
            break
    return gone


def _loose(store: Store, people: tuple[int, ...], *, since: datetime) -> tuple[tuple[int, ...], Held]:
    """Give those whose files are quiet and that no contest holds, and the contests that hold the others."""
    quiet = store.old_files.quiet_among(people, since=since)
    held = held_of(store, quiet)
    holding = {person for person, _ in held}
    return tuple(person for person in quiet if person not in holding), held
