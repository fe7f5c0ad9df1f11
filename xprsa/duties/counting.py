"""Each day it is counted anew how every organisation kept what it owes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from xprsa.domain.caseload import WeekStatus
from xprsa.domain.duty import LOOKED_AT, Duty, median_of
from xprsa.domain.territory import Territory
from xprsa.domain.week import local_date
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.duties import CallPromise
from xprsa.storage.store import Store


def count_duties(service: Service) -> None:
    """Count those of every territory that were not counted today, on the territory's clock."""
    for territory in service.territories():
        today = service.today(territory)
        with service.database.reading() as store:
            known = store.duties.of_territory(territory.id)
        if any(duty is None or duty.counted_on != today for _, duty in known):
            _count(service, territory, today)


def _count(service: Service, territory: Territory, today: date) -> None:
    now = service.now()
    with service.database.reading() as store:
        organisations = [one.id for one in store.organisations.of_territory(territory.id)]
        days = _days_to_answer(store, territory, since=now - LOOKED_AT)
        people, oldest = _waiting(store, territory, now=now, today=today)
        promised, kept = _promises(store, territory, today=today)
    duties = {
        organisation: Duty(
            counted_on=today,
            people=people[organisation],
            answered=len(days[organisation]),
            median_days=median_of(days[organisation]),
            oldest_days=oldest.get(organisation),
            promised=promised[organisation],
            kept=kept[organisation],
        )
        for organisation in organisations
    }
    try:
        with service.database.writing() as store:
            store.duties.keep(duties)
    except Collision:  # another worker counted the same, or an organisation went with an import undone
        return


def _days_to_answer(store: Store, territory: Territory, *, since: datetime) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for answer in store.duties.first_answers(territory.id, since=since):
        found[answer.organisation].append(max(0, (answer.answered_at - answer.sent_at).days))
    return found


def _waiting(
    store: Store, territory: Territory, *, now: datetime, today: date
) -> tuple[Counter[int], dict[int, int]]:
    """Count people, and the days of the oldest week that waits for us: what silence counted waits no more."""
    people: Counter[int] = Counter()
    oldest: dict[int, int] = {}
    for organisation, statuses in store.duties.waiting(territory.id, on=today):
        people[organisation] += 1
        for status in statuses.waiting:
            if status.waiting_since is not None and _waits(status, territory, now):
                days = (now - status.waiting_since).days
                oldest[organisation] = max(days, oldest.get(organisation, 0))
    return people, oldest


def _waits(status: WeekStatus, territory: Territory, now: datetime) -> bool:
    deadline = now - timedelta(territory.rules_of(status.week).tacit_days)
    return status.is_to_read(deadline=deadline) or bool(status.answered or status.wants_to_talk)


def _promises(store: Store, territory: Territory, *, today: date) -> tuple[Counter[int], Counter[int]]:
    """Count the calls promised for a day that is over, and those noted by that day."""
    promises = store.duties.promises(territory.id, first=today - LOOKED_AT, last=today - timedelta(days=1))
    noted = store.duties.noted(sorted({promise.person for promise in promises}))
    kept = [promise for promise in promises if _is_kept(promise, noted[promise.person], territory)]
    return _by_organisation(promises), _by_organisation(kept)


def _is_kept(promise: CallPromise, noted: list[datetime], territory: Territory) -> bool:
    return any(promise.noted_at < at and local_date(at, territory.zone) <= promise.again_from for at in noted)


def _by_organisation(promises: Iterable[CallPromise]) -> Counter[int]:
    return Counter(promise.organisation for promise in promises)
