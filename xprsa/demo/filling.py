"""Fills an empty database with fictitious people, a batch a transaction; interrupted, it goes on later."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, time
from itertools import islice

from xprsa.demo.keeping import Keeper
from xprsa.demo.life import Life, lives
from xprsa.demo.stage import ZONE, Plan, Stage, organisations, stage_of, territory_of
from xprsa.domain.week import local_date
from xprsa.storage.bulk import Bulk
from xprsa.storage.demo import BEGUN, FILLED, filling
from xprsa.storage.memory import Memory
from xprsa.web.house import House

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

    plan: Plan
    people: int
    rows: int


def plan_for(house: House, *, people: int, weeks: int, seed: int) -> Plan:
    """Plan a demonstration that ends today on the territory's clock."""
    return Plan(today=local_date(house.now(), ZONE), people=people, weeks=weeks, seed=seed)


def fill(house: House, plan: Plan, *, progress: Progress | None = None, batch_size: int = BATCH) -> Filled:
    """Fill the database, or complete what an interrupted run began by its own plan.

    :param batch_size: people kept by one transaction.
    :param progress: told after each batch how many people are kept, of how many.
    :raises NotFictitious: when the database holds a territory that is not fictitious.
    :raises Collision: when another run fills the same database at the same time.
    """
    with house.database.writing() as memory:
        stage, plan, first = _begin(house, memory, plan)
    if stage is None:
        return Filled(plan, first, 0)
    house.forget_territories()
    rows, kept, keeper = 0, first, Keeper(plan, stage, house.keyring)
    for batch in _batches(lives(plan, stage, first=first), batch_size):
        with house.database.writing() as memory:
            rows += Bulk(memory.connection, house.keyring).people(map(keeper.whole, batch))
        kept += len(batch)
        if progress is not None:
            progress(kept, plan.people)
    with house.database.writing() as memory:
        memory.audit.note(at=house.now(), actor=None, event=FILLED)
    return Filled(plan, plan.people, rows)


def _begin(house: House, memory: Memory, plan: Plan) -> tuple[Stage | None, Plan, int]:
    """Give the stage (None when all is done), the plan to follow and how many people are there."""
    territories = memory.territories.all()
    if any(not territory.is_fictitious for territory in territories):
        raise NotFictitious
    if territories:
        known = filling(memory)
        begun = _plan_read(known.plan) if known.plan else plan
        if known.is_over:
            return None, begun, known.people
        return stage_kept(memory, begun), begun, known.people
    memory.keyring_marks.keep(house.keyring.marks())
    here = memory.territories.add(territory_of(plan), at=house.now())
    for place in organisations():
        memory.organisations.add(here, code=place.code, name=place.name)
    stage = stage_kept(memory, plan)
    opened_at = stage.instant(stage.territory.rules[0].valid_from, time(9))
    Bulk(memory.connection, house.keyring).staff(stage.staff, at=opened_at)
    memory.exports.seed_support(stage.territory, at=house.now())
    memory.audit.note(at=house.now(), actor=None, event=BEGUN, detail=_plan_written(plan))
    return stage, plan, 0


def stage_kept(memory: Memory, plan: Plan) -> Stage:
    """Set the stage of a plan with the département as this database keeps it."""
    here = memory.territories.all()[0]
    places = sorted(memory.organisations.of_territory(here.id), key=lambda place: place.id)
    return stage_of(plan, territory=here, places=tuple(places))


def _batches(told: Iterator[Life], size: int) -> Iterator[tuple[Life, ...]]:
    while batch := tuple(islice(told, size)):
        yield batch


def _plan_written(plan: Plan) -> str:
    return json.dumps({**asdict(plan), "today": plan.today.isoformat()})


def _plan_read(text: str) -> Plan:
    said = json.loads(text)
    return Plan(**{**said, "today": date.fromisoformat(said["today"])})
