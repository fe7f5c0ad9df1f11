"""A contact to which nothing arrives is shown to those who can mend it, and is written to no more."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.builders import People, activity, actor, content, week
from tests.pages import JudgingClient
from tests.people_import.test_people_file import file_of
from xprsa.accounts import outbox
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.identity import held_back
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Verdict
from xprsa.people_import.service import import_people
from xprsa.review import service as reviewing
from xprsa.review.service import LineChoice
from xprsa.running.service import Service
from xprsa.storage.tables import BeneficiaryRow, table
from xprsa.storage.tables_access import MessageRow

Browse = Callable[[Account], JudgingClient]
PHONE = "+33639981234"
LINE = activity("training", "2h")


@pytest.fixture
def adviser(people: People) -> Account:
    return people.adviser()


@pytest.fixture
def person(people: People, adviser: Account, service: Service) -> Beneficiary:
    """Somebody whose only contact refused what was sent."""
    found = people.beneficiary(adviser=adviser, first_name="Rose", phone=PHONE, email=None)
    with service.database.writing() as store:
        store.accounts.failed(Contact(ContactKind.SMS, PHONE), at=service.now())
    return found


def asks(service: Service, adviser: Account, person: Beneficiary) -> int:
    """Ask about a line of theirs; give how many messages wait."""
    choice = LineChoice(LINE.line, 1, Verdict.ASKED, None, "Où était-ce ?")
    reviewing.decide_line(service, actor=actor(adviser), person=person.id, week=week(), choice=choice)
    with service.database.reading() as store:
        return store.connection.execute(select(func.count()).select_from(table(MessageRow))).scalar_one()


def test_the_adviser_the_manager_and_the_person_see_it_with_the_way_out(
    people: People, person: Beneficiary, adviser: Account, as_adviser: Browse
) -> None:
    read = as_adviser(adviser).get(f"/portefeuille/{person.account.public_id}").text
    assert "injoignable" in read
    assert "le responsable peut préparer un courrier" in read
    manager = as_adviser(people.manager())
    letters = manager.get("/gestion/courriers")
    assert "Injoignables" in letters.text
    assert f"Préparer un courrier pour {person.account.name}" in letters.text
    assert manager.press(letters, "Préparer un courrier").status_code == 303
    assert "À imprimer" in manager.get("/gestion/courriers").text
    assert "Rien n’arrive" in as_adviser(person.account).get("/mon-acces").text


def test_a_manager_of_another_territory_does_not_see_it(
    people: People, person: Beneficiary, as_adviser: Browse
) -> None:
    elsewhere = as_adviser(people.manager(territory="98"))
    assert person.account.name not in elsewhere.get("/gestion/courriers").text


def test_a_notice_is_not_written_where_nothing_arrives(
    people: People, service: Service, adviser: Account, person: Beneficiary
) -> None:
    people.sends(person, week(), content(LINE))
    assert asks(service, adviser, person) == 0


def test_a_notice_is_not_written_to_a_landline(people: People, service: Service, adviser: Account) -> None:
    person = people.beneficiary(adviser=adviser, phone="0199001234", email=None)
    people.sends(person, week(), content(LINE))
    assert asks(service, adviser, person) == 0


def test_no_page_promises_a_code_at_a_landline(
    people: People, service: Service, adviser: Account, as_adviser: Browse
) -> None:
    landline = "Aucun code n’arrive au 01\u00a099\u00a000\u00a012\u00a034"
    for email, way_out in ((None, True), ("rose@example.org", False)):
        person = people.beneficiary(adviser=adviser, phone="+33199001234", email=email)
        own = as_adviser(person.account).get("/mon-acces").text
        assert landline in own
        assert ("demandez un code sur papier au service" in own) is way_out
        file = as_adviser(adviser).get(f"/portefeuille/{person.account.public_id}").text
        assert "Aucun code n’y arrive\u00a0: ce n’est pas un mobile." in file
    mobile = people.beneficiary(phone=PHONE)
    assert "Aucun code" not in as_adviser(mobile.account).get("/mon-acces").text


def test_no_page_promises_that_codes_will_arrive_at_a_landline_that_the_service_gives(
    people: People, service: Service, adviser: Account, as_adviser: Browse
) -> None:
    person = people.beneficiary(adviser=adviser, phone=PHONE)
    after = replace(person.account, phone="+33199001234")
    given = held_back(person.account, after, at=service.now(), by=people.manager().id)
    with service.database.writing() as store:
        assert store.accounts.change_contacts(person.account, given)
    address = f"/portefeuille/{person.account.public_id}"
    pages = [
        as_adviser(person.account).get(page).text for page in ("/ma-semaine", "/mon-acces", "/mes-donnees")
    ]
    pages += [
        as_adviser(adviser).get(address).text,
        as_adviser(people.manager()).get("/gestion/contacts").text,
    ]
    for page in pages:
        assert "Aucun code n’y arrivera\u00a0: ce n’est pas un mobile" in page
        assert "y arriveront" not in page


def test_a_new_contact_has_not_failed_and_the_same_one_still_has(
    people: People, service: Service, person: Beneficiary
) -> None:
    row = {
        "organisation": person.organisation.name,
        "reference": person.file_reference,
        "prenom": person.account.first_name,
        "nom": person.account.last_name,
    }
    for phone, fails in (("06 39 98 12 34", True), ("06 39 98 55 55", False)):
        content = file_of(row | {"telephone": phone})
        import_people(service, territory=people.territory(), content=content, actor=None, only_good=False)
        with service.database.reading() as store:
            account = store.people.account(person.id)
        assert account is not None
        assert (account.phone_failed_at is not None) is fails


def test_a_mail_to_staff_opens_no_access_to_somebody_with_the_same_address(
    people: People, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    staff = people.adviser(email="lou@example.org")
    person = people.beneficiary(email="lou@example.org")
    rows = table(BeneficiaryRow)
    with service.database.writing() as store:
        store.connection.execute(rows.update().values(access_opened_on=None))
        outbox.put_invitation(store, staff.email or "", "http://localhost/x", at=service.now())
    assert outbox.drain(service) == 1
    with service.database.reading() as store:
        found = store.people.find(person.id)
    assert found is not None
    assert found.access_opened_on is None
    assert "lou@example.org" in capsys.readouterr().out
