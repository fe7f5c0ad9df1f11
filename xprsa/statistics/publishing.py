"""Each week is counted once, when nothing of it can change any more, and told for good."""

import contextlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile

from xprsa.domain.statistic import WeekFact, facts_of, rounded, told, told_apart
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.running.clock_guard import doubt_of
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.statistics import CountedPerson

FORM = "xprsa.statistics/1"
COUNTED_AFTER = 14  # days from the last on which the week can be sent, for those who answer
_SLICE = 500  # people

Draw = Callable[[int], int]


@dataclass
class WeekCount:
    """How many people each fact is true of, in the territory and by organisation."""

    whole: Counter[WeekFact] = field(default_factory=Counter)
    by_organisation: dict[str, Counter[WeekFact]] = field(default_factory=dict)

    def add(self, person: CountedPerson, territory: Territory, week: Week) -> None:
        """Count somebody who was asked to declare the week; nobody else is in any figure."""
        if not person.engagement.is_asked(week):
            return
        facts = facts_of(
            person.declaration, person.decisions, rules=territory.rules_of(week), language=person.language
        )
        self.whole.update(facts)
        self.by_organisation.setdefault(person.organisation, Counter()).update(facts)

    def document(self, territory: Territory, week: Week, *, on: date, draw: Draw) -> str:
        """Write what may be told, rounded: nothing exact is kept anywhere."""
        names = sorted(self.by_organisation)
        apart = told_apart([self.by_organisation[name] for name in names])
        return json.dumps(
            {
                "form": FORM,
                "territory": territory.code,
                "week": str(week),
                "published_on": on.isoformat(),
                "people": _rounded(told(self.whole), draw),
                "organisations": [
                    {"name": name, "people": _rounded(counts, draw)}
                    for name, counts in zip(names, apart, strict=False)
                ],
            },
            ensure_ascii=False,
        )


def _rounded(counts: dict[WeekFact, int], draw: Draw) -> dict[str, int]:
    return {fact.value: rounded(count, draw=draw) for fact, count in counts.items()}


def publish_due(
    service: Service, *, stopped: Callable[[], bool] = lambda: False, draw: Draw = secrets.randbelow
) -> int:
    """Publish the weeks that are due, of every territory; give how many documents tell something.

    Of a territory that told nothing yet, the newest week that is due comes first: nobody begins with years.
    Two workers may count the same week at once: what one of them kept first stays.

    :param stopped: asked between two slices of people; what was counted is left then.
    """
    due = [(territory, week) for territory in service.territories() for week in _due(service, territory)]
    if not due or doubt_of(service):
        return 0  # a clock that is ahead would tell, for good, weeks that may still change
    return sum(_publish(service, territory, week, stopped=stopped, draw=draw) for territory, week in due)


def _due(service: Service, territory: Territory) -> Iterable[Week]:
    """Give the weeks to publish, oldest first."""
    today = service.today(territory)
    with service.database.reading() as store:
        last = store.statistics.last(territory.id)
    week = Week.of(today)
    while not _is_due(territory, week, today=today):
        week = week.plus(-1)
    if last is None:
        return (week,)
    later = (last.plus(after) for after in range(1, week.ordinal - last.ordinal + 1))
    return takewhile(lambda one: _is_due(territory, one, today=today), later)  # an older week may last longer


def _is_due(territory: Territory, week: Week, *, today: date) -> bool:
    last_day = territory.rules_of(week).last_day_to_send(week)
    return today > last_day + timedelta(days=COUNTED_AFTER)


def _publish(
    service: Service, territory: Territory, week: Week, *, stopped: Callable[[], bool], draw: Draw
) -> bool:
    counted, last = WeekCount(), 0
    while True:
        if stopped():
            return False
        with service.database.reading() as store:
            people = store.statistics.slice_after(last, territory=territory.id, week=week, most=_SLICE)
        if not people:
            break
        for person in people:
            counted.add(person, territory, week)
        last = people[-1].id
    return _keep(service, territory, week, counted, at=service.now(), draw=draw)


def _keep(
    service: Service, territory: Territory, week: Week, counted: WeekCount, *, at: datetime, draw: Draw
) -> bool:
    document = counted.document(territory, week, on=service.today(territory), draw=draw)
    with contextlib.suppress(Collision):  # another worker was faster
        with service.database.writing() as store:
            store.statistics.publish(territory.id, week, document, at=at)
        return bool(told(counted.whole))
    return False
