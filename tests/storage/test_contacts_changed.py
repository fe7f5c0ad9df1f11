"""What follows a change of contacts, for as many people as one file holds."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.builders import People
from tests.statements import statements
from xprsa.running.contacts_changed import contacts_changed
from xprsa.running.service import Service
from xprsa.storage.tables import BeneficiaryRow

MANY = 70_000  # more than the parameters that one statement takes


@pytest.mark.slow
def test_seventy_thousand_people_gain_a_contact_in_one_transaction(service: Service, people: People) -> None:
    person = people.beneficiary(email=None, phone=None, access_opened_on=None)
    today = service.today(people.territory())
    before = [replace(person.account, id=person.id + place) for place in range(MANY)]
    changes = [(account, replace(account, phone="+33639981234")) for account in before]
    with statements(service.database) as sent, service.database.writing() as store:
        contacts_changed(store, changes, at=service.now(), today=today)
    assert len(sent) < MANY / 100
    opened = select(BeneficiaryRow.access_opened_on).where(BeneficiaryRow.account_id == person.id)
    with service.database.reading() as store:
        assert store.connection.execute(opened).scalar_one() == today
