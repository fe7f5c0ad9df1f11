"""What was kept long enough is deleted, by the worker: little by little, so that nobody waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

from xprsa.domain import retention
from xprsa.domain.retention import RetentionPeriod
from xprsa.domain.sign_in import PHONE_LIFE
from xprsa.running.service import Service
from xprsa.storage.store import Store

AT_ONCE = 1000  # rows, or people, in one transaction
_LANES = timedelta(days=7)  # by then what weighed there is forgiven


def tidy(service: Service, *, at_once: int = AT_ONCE) -> int:
    """Delete everything that was kept long enough; give how many rows and files went."""

    def forget(some: Callable[[Store], int]) -> int:
        """Forget so many rows a transaction, until fewer are left."""
        gone, last = 0, at_once
        while last == at_once:
            with service.database.writing() as store:
                last = some(store)
            gone += last
        return gone

    reasons = _before(service, retention.PREVENTED_REASON)
    drafts = _before(service, retention.DRAFTS)
    journal = _before(service, retention.AUDIT)
    imports = _before(service, retention.IMPORTS)
    return (
        _old_ways_in(service)
        + forget(lambda store: store.declarations.forget_reasons(sent_before=reasons, most=at_once))
        + forget(lambda store: store.drafts.forget(saved_before=drafts, most=at_once))
        + forget(lambda store: store.audit.forget(before=journal, most=at_once))
        + forget(lambda store: store.imports.forget(before=imports, most=at_once))
        + _quiet_files(service, at_once=at_once)
    )


def _before(service: Service, period: RetentionPeriod) -> datetime:
    """Give the instant before which a period is over."""
    return service.now() - timedelta(days=period.days)


def _old_ways_in(service: Service) -> int:
    """Delete old codes, messages, sign-ins, invitations, phones and lanes: an hour makes few of them old."""
    long_ago = _before(service, retention.SIGN_INS)
    codes = _before(service, retention.SIGN_IN_CODES)
    with service.database.writing() as store:
        return (
            store.sign_in_codes.forget(expired_before=codes)
            + store.contact_changes.forget(expired_before=codes)
            + store.messages.forget(before=_before(service, retention.MESSAGES))
            + store.sign_ins.forget_kept(started_before=_before(service, retention.KEPT_TEXTS))
            + store.sign_ins.forget(started_before=long_ago)
            + store.invitations.forget(expired_before=long_ago)
            + store.remembered_phones.forget(used_before=service.now() - PHONE_LIFE)
            + store.throttles.forget(before=service.now() - _LANES)
        )


def _quiet_files(service: Service, *, at_once: int) -> int:
    """Empty the files in which nothing has happened for long; looking for them holds no lock."""
    since, gone, last = _before(service, retention.DECLARATIONS), 0, 0
    while True:
        with service.database.reading() as store:
            people = store.old_files.people_after(last, most=at_once)
            quiet = store.old_files.quiet_among(people, since=since)
        if not people:
            return gone
        if quiet:
            with service.database.writing() as store:
                store.old_files.empty(store.old_files.quiet_among(quiet, since=since))
        gone, last = gone + len(quiet), people[-1]
