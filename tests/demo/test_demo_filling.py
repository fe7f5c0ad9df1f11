"""Fictitious people in a real database: what was told is kept, once, and never beside real people."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from tests.conftest import Clock
from xprsa.demo.filling import NotFictitious, fill, plan_for, stage_kept
from xprsa.demo.keeping import Keeper
from xprsa.demo.life import Life, lives
from xprsa.demo.stage import Plan, stage_of
from xprsa.domain.caseload import mark_of
from xprsa.domain.receipt import matches
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Use
from xprsa.scoring.document import Purpose
from xprsa.storage.bulk import Bulk
from xprsa.storage.database import Collision
from xprsa.storage.demo import NADIA, NAMED, demo_people
from xprsa.storage.rollups import marks_of
from xprsa.storage.schema import METADATA
from xprsa.storage.tables import AccountRow, inserted, table
from xprsa.storage.tables_weeks import RollupRow
from xprsa.web.house import House

FIRST, LAST = Week(2026, 20), Week(2026, 48)


def few(house: House, people: int = 40) -> Plan:
    return plan_for(house, people=people, weeks=26, seed=1)


def told(house: House, plan: Plan) -> list[Life]:
    with house.database.reading() as memory:
        return list(lives(plan, stage_kept(memory, plan)))


def counted(house: House) -> dict[str, int]:
    with house.database.reading() as memory:
        return {
            name: memory.connection.execute(select(func.count()).select_from(one)).scalar_one()
            for name, one in METADATA.tables.items()
        }


def test_what_is_kept_is_what_was_told(house: House) -> None:
    plan = few(house)
    fill(house, plan)

    with house.database.reading() as memory:
        here = memory.territories.all()[0]
        assert (here.code, here.name, here.is_fictitious) == ("099", "Département de l’Exemple", True)
        assert [purpose.code for purpose in memory.exports.purposes(here.id)] == [Purpose.SUPPORT]
        for life in told(house, plan):
            public_id = life.part.beneficiary.account.public_id
            kept = memory.people.by_public_id(public_id)
            assert kept is not None
            assert kept.account.name == life.part.beneficiary.account.name
            assert kept.file_reference == life.part.beneficiary.file_reference
            assert memory.contracts.engagement_of(kept.id) == life.part.engagement
            weeks = memory.declarations.of_weeks(kept.id, FIRST, LAST)
            assert weeks == {lived.declaration.week: lived.declaration for lived in life.weeks}
            moves = memory.decisions.of_weeks(kept.id, FIRST, LAST)
            assert moves == {lived.declaration.week: lived.moves for lived in life.weeks if lived.moves}


def test_every_receipt_is_signed_and_is_that_of_its_content(house: House) -> None:
    plan = few(house, 12)
    fill(house, plan)

    sent = verified = 0
    with house.database.reading() as memory:
        for life in told(house, plan):
            for lived in life.weeks:
                receipts = memory.declarations.receipts_of(life.part.beneficiary.id, lived.declaration.week)
                for version in lived.declaration.versions:
                    receipt = receipts[version.number]
                    assert matches(receipt, version)
                    sent += 1
                    verified += house.keyring.verify(
                        Use.RECEIPT, receipt.key_id, receipt.statement, receipt.signature
                    )
    assert verified == sum(
        len(lived.declaration.versions) for life in told(house, plan) for lived in life.weeks
    )


def test_the_marks_of_the_caseload_are_those_of_the_weeks(house: House) -> None:
    plan = few(house)
    fill(house, plan)

    with house.database.reading() as memory:
        rows = {row.person_id: row for row in memory.connection.execute(select(table(RollupRow)))}
    now = house.now()
    for life in told(house, plan):
        newest = [lived for lived in life.weeks if lived.declaration.week > LAST.plus(-12)]
        wanted = {
            lived.declaration.week: mark_of(lived.declaration, lived.moves, as_of=now) for lived in newest
        }
        row = rows.get(life.part.beneficiary.id)
        kept = marks_of(row) if row else {}
        assert {week: mark for week, mark in kept.items() if week > LAST.plus(-12)} == wanted


def test_a_draft_comes_back_as_the_form_posted_it(house: House) -> None:
    plan = few(house)
    fill(house, plan)
    drafting = [life for life in told(house, plan) if life.unsent]

    assert drafting
    with house.database.reading() as memory:
        for life in drafting:
            assert life.unsent is not None
            typed = memory.drafts.of_week(life.part.beneficiary.id, life.unsent.week)
            assert typed is not None
            assert typed["answer"] == ["activities"]
            assert len(typed["row"]) == len(life.unsent.content.activities)


def test_a_second_run_finds_everything_there_and_changes_nothing(house: House) -> None:
    first = fill(house, few(house))
    before = counted(house)
    second = fill(house, few(house, 90))

    assert first.rows > 1000
    assert (second.rows, second.people) == (0, 40)
    assert counted(house) == before


def test_an_interrupted_run_is_completed_by_its_own_plan(house: House) -> None:
    plan = few(house)

    def give_up(_kept: int, _everything: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(house, plan, progress=give_up, batch_size=15)
    assert counted(house)["beneficiary"] == 15
    fill(house, few(house, 300), batch_size=15)

    assert counted(house)["beneficiary"] == 40
    with house.database.reading() as memory:
        last = told(house, plan)[-1]
        kept = memory.declarations.of_weeks(last.part.beneficiary.id, FIRST, LAST)
    assert list(kept.values()) == [lived.declaration for lived in last.weeks]


def test_fictitious_people_never_enter_where_real_people_may_be(house: House) -> None:
    with house.database.writing() as memory:
        memory.territories.add(
            Territory(id=0, code="98", name="Val-d’Essai", zone=stage_of(few(house)).territory.zone),
            at=house.now(),
        )
    before = counted(house)

    with pytest.raises(NotFictitious):
        fill(house, few(house))
    assert counted(house) == before


def test_the_named_people_are_found_for_a_visit_in_one_click(house: House) -> None:
    with house.database.reading() as memory:
        assert demo_people(memory) == []
    fill(house, few(house))

    with house.database.reading() as memory:
        found = demo_people(memory)
        caseload = {memory.people.find(one.account.id) for one in found[:7]}
    assert [(one.account.name, one.account.role) for one in found] == [
        (f"{named.first_name} {named.last_name}", named.role) for named in NAMED
    ]
    assert {person.adviser.public_id for person in caseload if person and person.adviser} == {NADIA.public_id}


def test_somebody_who_arrives_later_gets_a_number_of_their_own(house: House) -> None:
    fill(house, few(house))
    with house.database.writing() as memory:
        made = memory.connection.execute(
            insert(AccountRow),
            {
                "public_id": uuid4(),
                "role": "manager",
                "territory_id": memory.territories.all()[0].id,
                "first_name": "Camille",
                "last_name": "Essai",
                "created_at": house.now(),
            },
        )
    assert inserted(made) > 40


def test_a_batch_with_somebody_who_is_there_already_is_refused_whole(house: House) -> None:
    plan = few(house, 10)
    fill(house, plan)
    before = counted(house)
    with house.database.reading() as memory:
        stage = stage_kept(memory, plan)
    keeper = Keeper(plan, stage, house.keyring)
    more = Plan(today=plan.today, people=12)

    with pytest.raises(Collision), house.database.writing() as memory:
        Bulk(memory.connection, house.keyring).people(map(keeper.whole, lives(more, stage, first=9)))
    assert counted(house) == before


def test_the_last_day_told_is_yesterday_on_the_territory_s_clock(house: House, clock: Clock) -> None:
    clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert few(house).today == date(2026, 11, 23)
    assert stage_of(few(house)).ends_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
