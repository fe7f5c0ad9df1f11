"""Fictitious people in a real database: what was told is kept, once, and never beside real people."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from tests.conftest import Clock
from xprsa.demo.bulk import Bulk
from xprsa.demo.cast import NADIA, NAMED, demo_people
from xprsa.demo.filling import NotFictitious, fill, plan_for, stage_kept
from xprsa.demo.keeping import Keeper
from xprsa.demo.life import Life, lives
from xprsa.demo.stage import DemoPlan, stage_of
from xprsa.domain.caseload import status_of
from xprsa.domain.receipt import matches
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Use
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.rollups import statuses_of
from xprsa.storage.schema import METADATA
from xprsa.storage.tables import AccountRow, inserted, table
from xprsa.storage.tables_weeks import RollupRow

FIRST, LAST = Week(2026, 20), Week(2026, 48)


def few(service: Service, people: int = 40) -> DemoPlan:
    return plan_for(service, people=people, weeks=26, seed=1)


def told(service: Service, plan: DemoPlan) -> list[Life]:
    with service.database.reading() as store:
        return list(lives(plan, stage_kept(store, plan)))


def counted(service: Service) -> dict[str, int]:
    with service.database.reading() as store:
        return {
            name: store.connection.execute(select(func.count()).select_from(rows_of)).scalar_one()
            for name, rows_of in METADATA.tables.items()
        }


def test_what_is_kept_is_what_was_told(service: Service) -> None:
    plan = few(service)
    fill(service, plan)

    with service.database.reading() as store:
        here = store.territories.all()[0]
        assert (here.code, here.name, here.is_fictitious) == ("099", "Département de l’Exemple", True)
        assert {purpose.code for purpose in store.purposes.open_now(here.id)} >= {
            "support",
            "statistics",
            "research",
        }
        for life in told(service, plan):
            public_id = life.part.beneficiary.account.public_id
            account = store.people.account_by_public_id(public_id)
            assert account is not None
            kept = store.people.find(account.id)
            assert kept is not None
            assert kept.account.name == life.part.beneficiary.account.name
            assert kept.file_reference == life.part.beneficiary.file_reference
            assert store.contracts.engagement_of(kept.id) == life.part.engagement
            weeks = store.declarations.of_weeks(kept.id, FIRST, LAST)
            assert weeks == {lived.declaration.week: lived.declaration for lived in life.weeks}
            moves = store.decisions.of_weeks(kept.id, FIRST, LAST)
            assert moves == {lived.declaration.week: lived.moves for lived in life.weeks if lived.moves}


@pytest.mark.slow
def test_every_receipt_is_signed_and_is_that_of_its_content(service: Service) -> None:
    plan = few(service, 12)
    fill(service, plan)

    sent = verified = 0
    with service.database.reading() as store:
        for life in told(service, plan):
            for lived in life.weeks:
                receipts = store.declarations.receipts_of(life.part.beneficiary.id, lived.declaration.week)
                for version in lived.declaration.versions:
                    receipt, _ = receipts[version.number]
                    assert matches(receipt, version)
                    sent += 1
                    verified += service.keyring.verify(
                        Use.RECEIPT, receipt.key_id, receipt.statement, receipt.signature
                    )
    assert verified == sum(
        len(lived.declaration.versions) for life in told(service, plan) for lived in life.weeks
    )


@pytest.mark.slow
def test_the_marks_of_the_caseload_are_those_of_the_weeks(service: Service) -> None:
    plan = few(service)
    fill(service, plan)

    with service.database.reading() as store:
        rows = {row.person_id: row for row in store.connection.execute(select(table(RollupRow)))}
    now = service.now()
    for life in told(service, plan):
        newest = [lived for lived in life.weeks if lived.declaration.week > LAST.plus(-12)]
        wanted = {
            lived.declaration.week: status_of(lived.declaration, lived.moves, as_of=now) for lived in newest
        }
        row = rows.get(life.part.beneficiary.id)
        kept = statuses_of(row) if row else {}
        assert {week: status for week, status in kept.items() if week > LAST.plus(-12)} == wanted


@pytest.mark.slow
def test_a_draft_comes_back_as_the_form_posted_it(service: Service) -> None:
    plan = few(service)
    fill(service, plan)
    drafting = [life for life in told(service, plan) if life.unsent]

    assert drafting
    with service.database.reading() as store:
        for life in drafting:
            assert life.unsent is not None
            typed = store.files.with_draft(life.part.beneficiary.id, life.unsent.week)[1]
            assert typed is not None
            assert typed["answer"] == ["activities"]
            assert len(typed["row"]) == len(life.unsent.content.activities)


@pytest.mark.slow
def test_a_second_run_finds_everything_there_and_changes_nothing(service: Service) -> None:
    first = fill(service, few(service))
    before = counted(service)
    second = fill(service, few(service, 90))

    assert first.rows > 1000
    assert (second.rows, second.people) == (0, 40)
    assert counted(service) == before


def test_an_interrupted_run_is_completed_by_its_own_plan(service: Service) -> None:
    plan = few(service)

    def give_up(_kept: int, _everything: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(service, plan, progress=give_up, batch_size=15)
    assert counted(service)["beneficiary"] == 15
    fill(service, few(service, 300), batch_size=15)

    assert counted(service)["beneficiary"] == 40
    with service.database.reading() as store:
        last = told(service, plan)[-1]
        kept = store.declarations.of_weeks(last.part.beneficiary.id, FIRST, LAST)
    assert list(kept.values()) == [lived.declaration for lived in last.weeks]


def test_fictitious_people_never_enter_where_real_people_may_be(service: Service) -> None:
    with service.database.writing() as store:
        store.territories.add(
            Territory(id=0, code="98", name="Val-d’Essai", zone=stage_of(few(service)).territory.zone),
            at=service.now(),
        )
    before = counted(service)

    with pytest.raises(NotFictitious):
        fill(service, few(service))
    assert counted(service) == before


def test_the_named_people_are_found_for_a_visit_in_one_click(service: Service) -> None:
    with service.database.reading() as store:
        assert demo_people(store) == []
    fill(service, few(service))

    with service.database.reading() as store:
        found = demo_people(store)
        caseload = {store.people.find(shown.account.id) for shown in found[:7]}
    assert [(shown.account.name, shown.account.role) for shown in found] == [
        (f"{named.first_name} {named.last_name}", named.role) for named in NAMED
    ]
    assert {person.adviser.public_id for person in caseload if person and person.adviser} == {NADIA.public_id}


def test_somebody_who_arrives_later_gets_a_number_of_their_own(service: Service) -> None:
    fill(service, few(service))
    with service.database.writing() as store:
        made = store.connection.execute(
            insert(AccountRow),
            {
                "public_id": uuid4(),
                "role": "manager",
                "territory_id": store.territories.all()[0].id,
                "first_name": "Camille",
                "last_name": "Essai",
                "created_at": service.now(),
            },
        )
    assert inserted(made) > 40


def test_a_batch_with_somebody_who_is_there_already_is_refused_whole(service: Service) -> None:
    plan = few(service, 10)
    fill(service, plan)
    before = counted(service)
    with service.database.reading() as store:
        stage = stage_kept(store, plan)
    keeper = Keeper(plan, stage, service.keyring)
    more = DemoPlan(today=plan.today, people=12)

    with pytest.raises(Collision), service.database.writing() as store:
        Bulk(store.connection, service.keyring).people(map(keeper.whole, lives(more, stage, first=9)))
    assert counted(service) == before


def test_the_last_day_told_is_yesterday_on_the_territory_s_clock(service: Service, clock: Clock) -> None:
    clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert few(service).today == date(2026, 11, 23)
    assert stage_of(few(service)).ends_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
