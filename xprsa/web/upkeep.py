"""What was kept long enough is deleted, by the worker: little by little, so that nobody waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

from xprsa.domain import retention
from xprsa.domain.retention import RetentionPeriod
from xprsa.domain.sign_in import PHONE_LIFE
from xprsa.storage.memory import Memory
from xprsa.web.house import House

AT_ONCE = 1000  # rows, or people, in one transaction
_LANES = timedelta(days=7)  # by then what weighed there is forgiven


def tidy(house: House, *, at_once: int = AT_ONCE) -> int:
    """Delete everything that was kept long enough; give how many rows and files went."""

    def forget(some: Callable[[Memory], int]) -> int:
        """Forget so many rows a transaction, until fewer are left."""
        gone, last = 0, at_once
        while last == at_once:
            with house.database.writing() as memory:
                last = some(memory)
            gone += last
        return gone

    reasons = _before(house, retention.PREVENTED_REASON)
    drafts = _before(house, retention.DRAFTS)
    journal = _before(house, retention.AUDIT)
    return (
        _old_ways_in(house)
        + forget(lambda memory: memory.declarations.forget_reasons(sent_before=reasons, most=at_once))
        + forget(lambda memory: memory.drafts.forget(saved_before=drafts, most=at_once))
        + forget(lambda memory: memory.audit.forget(before=journal, most=at_once))
        + _quiet_files(house, at_once=at_once)
    )


def _before(house: House, period: RetentionPeriod) -> datetime:
    """Give the instant before which a period is over."""
    return house.now() - timedelta(days=period.days)


def _old_ways_in(house: House) -> int:
    """Delete old codes, messages, sign-ins, invitations, phones and lanes: an hour makes few of them old."""
    long_ago = _before(house, retention.SIGN_INS)
    with house.database.writing() as memory:
        return (
            memory.sign_in_codes.forget(expired_before=_before(house, retention.SIGN_IN_CODES))
            + memory.messages.forget(before=_before(house, retention.MESSAGES))
            + memory.sign_ins.forget_kept(started_before=_before(house, retention.KEPT_TEXTS))
            + memory.sign_ins.forget(started_before=long_ago)
            + memory.invitations.forget(expired_before=long_ago)
            + memory.remembered_phones.forget(used_before=house.now() - PHONE_LIFE)
            + memory.throttles.forget(before=house.now() - _LANES)
        )


def _quiet_files(house: House, *, at_once: int) -> int:
    """Empty the files in which nothing has happened for long; looking for them holds no lock."""
    since, gone, last = _before(house, retention.DECLARATIONS), 0, 0
    while True:
        with house.database.reading() as memory:
            people = memory.old_files.people_after(last, most=at_once)
            quiet = memory.old_files.quiet_among(people, since=since)
        if not people:
            return gone
        if quiet:
            with house.database.writing() as memory:
                memory.old_files.empty(memory.old_files.quiet_among(quiet, since=since))
        gone, last = gone + len(quiet), people[-1]
