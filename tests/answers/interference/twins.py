"""Twins of the service in which something depends on what a module answered: each must be found out."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from xprsa.answers import engine, person_reading
from xprsa.monitoring import figures
from xprsa.review import listing
from xprsa.review import views as review_views
from xprsa.running.parcels import put_news
from xprsa.storage.store import Store
from xprsa.web.current import current_service

HIGH = 50  # of 100


def value_of(store: Store, person: int) -> float:
    """What the module said of somebody the last time; less than anything when it said nothing."""
    kept = next(iter(store.kept_answers.about(person)), None)
    value = kept.answer.value if kept and kept.answer else None
    return -1 if value is None else value


def caseload_sorted_by_the_answer(patch: pytest.MonkeyPatch) -> None:
    """Whoever scores low is on top of the list."""
    as_it_is = listing._order

    def order(row: listing.CaseloadRow) -> Any:
        with current_service().database.reading() as store:
            return value_of(store, row.person.id), as_it_is(row)

    patch.setattr(listing, "_order", order)


def notice_for_high_values(patch: pytest.MonkeyPatch) -> None:
    """Only good news is told."""

    def tell(store: Store, asking: int, *, at: Any) -> None:
        for accounts in store.asked_people.slices(asking):
            put_news(store, [one for one in accounts if value_of(store, one.id) >= HIGH], at=at)

    patch.setattr(engine, "tell_all_asked", tell)


def count_of_answers(patch: pytest.MonkeyPatch) -> None:
    """What is monitored tells how many scored high."""
    as_it_is = figures._worker

    def worker(service: Any) -> Any:
        yield from as_it_is(service)
        with service.database.reading() as store:
            yield figures.ServiceFigure("xprsa_high", sum(value_of(store, one) >= HIGH for one in range(99)))

    patch.setattr(figures, "_OF_DATABASE", (worker, *figures._OF_DATABASE))


def way_only_where_something_opens(patch: pytest.MonkeyPatch) -> None:
    """The file of a person has a link to the answer where there is one, and nowhere else."""
    as_it_is = review_views.read_person

    def read(service: Any, *, actor: Any, file: Any, last: Any) -> Any:
        page = as_it_is(service, actor=actor, file=file, last=last)
        with service.database.reading() as store:
            opens = store.kept_answers.open_to_staff(file.person.id, territory=actor.territory)
        object.__setattr__(page, "programs_were_asked", bool(opens))
        return page

    patch.setattr(review_views, "read_person", read)


def longer_wait_for_low_values(patch: pytest.MonkeyPatch) -> None:
    """Whoever contests a low answer waits longer for a decision."""
    as_it_is = person_reading.last_day_to_decide

    def last_day(contested_at: Any, zone: Any) -> date:
        with current_service().database.reading() as store:
            scores_low = any(-1 < value_of(store, one) < HIGH for one in range(99))
        return as_it_is(contested_at, zone) + timedelta(days=30 * scores_low)

    patch.setattr(person_reading, "last_day_to_decide", last_day)


TWINS: dict[Callable[[pytest.MonkeyPatch], None], str] = {  # and a word of the place where each is found out
    caseload_sorted_by_the_answer: "/portefeuille",
    notice_for_high_values: "message",
    count_of_answers: "figures",
    way_only_where_something_opens: "/portefeuille/",
    longer_wait_for_low_values: "/mes-donnees/reponses/",
}
