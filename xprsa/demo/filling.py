"""Fills an empty database with fictitious people, a batch a transaction; interrupted, it goes on later."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, time
from itertools import islice

from xprsa.demo.bulk import Bulk
from xprsa.demo.cast import BEGUN, FILLED, filling
from xprsa.demo.keeping import Keeper
from xprsa.demo.life import Life, lives
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.demo.stage import ZONE, DemoPlan, Stage, organisations, stage_of, territory_of
from xprsa.domain.week import local_date
from xprsa.running.journal import seal
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.store import Store

BATCH = 1000
Progress = Callable[[int, int], None]


class NotFictitious(Exception):
    """A database that holds real people, or may: no fictitious person enters it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filling did.

    :ivar plan: the plan that was followed: that of the first run, when it was interrupted.
    :ivar rows: rows written now; 0 when everything was there already.
    """

    plan: DemoPlan
    people: int
    rows: int


def plan_for(service: Service, *, people: int, weeks: int, seed: int) -> DemoPlan:
    """Plan a demonstration that ends today on the territory's clock."""
    return DemoPlan(today=local_date(service.now(), ZONE), people=people, weeks=weeks, seed=seed)


def fill(
    service: Service, plan: DemoPlan, *, progress: Progress | None = None, batch_size: int = BATCH
) -> Filled:
    """Fill the database and seal its journal, or complete what an interrupted run began by its own plan.

    :param batch_size: people kept by one transaction.
    :param progress: told after each batch how many people are kept, of how many.
    :raises NotFictitious: when the database holds a territory that is not fictitious.
    :raises Collision: when another run fills the same database at the same time.
    """
    with service.database.writing() as store:
        stage, plan, first = _begin(service, store, plan)
    if stage is None:
        return Filled(plan, first, 0)
    service.forget_territories()
    rows, kept, keeper = 0, first, Keeper(plan, stage, service.keyring)
    for batch in _batches(lives(plan, stage, first=first), batch_size):
        with service.database.writing() as store:
            rows += Bulk(store.connection, service.keyring).people(map(keeper.whole, batch))
        kept += len(batch)
        if progress is not None:
            progress(kept, plan.people)
    with suppress(Collision):  # a worker beside seals the same lines
        seal(service)
    with service.database.writing() as store:
        store.audit.note(at=service.now(), actor=None, event=FILLED)
    return Filled(plan, plan.people, rows)


def _begin(service: Service, store: Store, plan: DemoPlan) -> tuple[Stage | None, DemoPlan, int]:
    """Give the stage (None when all is done), the plan to follow and how many people are there."""
    territories = store.territories.all()
    if any(not territory.is_fictitious for territory in territories):
        raise NotFictitious
    if territories:
        known = filling(store)
        begun = _plan_read(known.plan) if known.plan else plan
        if known.is_over:
            return None, begun, known.people
        return stage_kept(store, begun), begun, known.people
    store.keyring_marks.keep(service.keyring.marks())
    here = store.territories.add(territory_of(plan), at=service.now())
    for place in organisations():
        store.organisations.add(here, code=place.code, name=place.name)
    stage = stage_kept(store, plan)
    opened_at = stage.instant(stage.territory.rules[0].valid_from, time(9))
    Bulk(store.connection, service.keyring).staff(stage.staff, at=opened_at)
    for card in purpose_cards(stage.territory):
        store.purposes.open(card, territory=here, at=service.now())
    store.audit.note(at=service.now(), actor=None, event=BEGUN, detail=_plan_written(plan))
    return stage, plan, 0


def stage_kept(store: Store, plan: DemoPlan) -> Stage:
    """Set the stage of a plan with the département as this database keeps it."""
    here = store.territories.all()[0]
    places = sorted(store.organisations.of_territory(here.id), key=lambda place: place.id)
    return stage_of(plan, territory=here, places=tuple(places))


def _batches(told: Iterator[Life], size: int) -> Iterator[tuple[Life, ...]]:
    while batch := tuple(islice(told, size)):
        yield batch


def _plan_written(plan: DemoPlan) -> str:
    return json.dumps({**asdict(plan), "today": plan.today.isoformat()})


def _plan_read(text: str) -> DemoPlan:
    said = json.loads(text)
    return DemoPlan(**{**said, "today": date.fromisoformat(said["today"])})
