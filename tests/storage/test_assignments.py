"""Who followed whom, and since when, is written wherever an adviser is set."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from tests.builders import Clock, People
from xprsa.demo.bulk import Bulk
from xprsa.demo.bulk_rows import WholePerson
from xprsa.domain.engagement import Engagement
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.tables import AssignmentRow, table

ASSIGNMENT = table(AssignmentRow)


def advisers_of(service: Service, person: Beneficiary) -> list[int | None]:
    query = select(ASSIGNMENT.c.adviser_id).where(ASSIGNMENT.c.person_id == person.id)
    with service.database.reading() as store:
        return list(store.connection.execute(query.order_by(ASSIGNMENT.c.id)).scalars())


def test_each_change_of_adviser_adds_a_line_and_nothing_else_does(service: Service, people: People) -> None:
    first, second = people.adviser(), people.adviser()
    person = people.beneficiary(adviser=first)
    for adviser in (first, second, second, None, None, first):
        people.reassign(person, adviser)
    assert advisers_of(service, person) == [first.id, second.id, None, first.id]


def test_who_comes_in_by_an_import_is_followed_from_then_on(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    template = people.beneficiary(adviser=adviser)
    accounts = [replace(template.account, public_id=public_id) for public_id in _fresh(2)]
    with service.database.writing() as store:
        ids = store.intake.add_accounts(accounts, at=clock())
        followed, alone = (
            replace(
                template,
                account=replace(account, id=ids[account.public_id]),
                file_reference=account.public_id.hex[:8],
            )
            for account in accounts
        )
        store.intake.add_people([followed, replace(alone, adviser=None)], at=clock())
    assert advisers_of(service, followed) == [adviser.id]
    assert advisers_of(service, alone) == []


def test_who_comes_in_bulk_is_followed_since_they_were_known(
    service: Service, people: People, clock: Clock
) -> None:
    adviser = people.adviser()
    template = people.beneficiary(adviser=adviser)
    account = replace(template.account, id=template.id + 1000, public_id=_fresh(1)[0])
    person = replace(template, account=account, file_reference="D-bulk")
    before = clock() - timedelta(days=40)
    with service.database.writing() as store:
        Bulk(store.connection, service.keyring).people([WholePerson(person, before, Engagement())])
        store.audit.note(at=clock() - timedelta(days=1), actor=adviser.id, event="listed")
        store.audit.note(at=before - timedelta(days=1), actor=adviser.id, event="listed")
    with service.database.reading() as store:
        listings = store.audit.listings_of(
            store.followings.of_person(person.id), since=before - timedelta(days=2)
        )
    assert [listing.by for listing in listings] == [adviser.name]


def _fresh(number: int) -> list[UUID]:
    return [uuid4() for _ in range(number)]
