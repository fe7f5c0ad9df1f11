"""Every contact that somebody had is told when one is added, changed or removed, and learns nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import People
from tests.people_import.test_people_file import file_of
from tests.posted import Posted
from xprsa.accounts import outbox
from xprsa.accounts.contacts import service as changing
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import.doubts import NOTHING_SURE, Sure
from xprsa.people_import.service import Report, import_people
from xprsa.people_import.undoing import undo_import
from xprsa.running.parcels import Parcel, put, put_contact_news, put_notices
from xprsa.running.service import Service
from xprsa.storage.messages import Way

PHONE, MAIL = "+33639981234", "rose@example.org"
OLD_PHONE, OLD_MAIL = Contact(ContactKind.SMS, PHONE), Contact(ContactKind.MAIL, MAIL)
NEWS = (
    "Vos contacts ont changé : ajout, remplacement ou retrait."
    " Si cela ne vient pas de vous, appelez votre service."
)


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


@pytest.fixture
def rose(people: People) -> Beneficiary:
    return people.beneficiary(first_name="Rose", last_name="Essai", email=MAIL, phone=PHONE)


def imports(people: People, person: Beneficiary, *, sure: Sure = NOTHING_SURE, **cells: str) -> None:
    assert tries(people, person, sure=sure, **cells).is_kept


def tries(people: People, person: Beneficiary, *, sure: Sure = NOTHING_SURE, **cells: str) -> Report:
    """Import one row, unless it waits."""
    row = {
        "organisation": person.organisation.name,
        "reference": person.file_reference,
        "prenom": person.account.first_name,
        "nom": person.account.last_name,
    }
    return import_people(
        people.service,
        territory=people.territory(),
        content=file_of(row | cells),
        actor=None,
        only_good=False,
        sure=sure,
    )


def account_of(service: Service, person: Beneficiary) -> Account:
    with service.database.reading() as store:
        found = store.people.account(person.id)
    assert found is not None
    return found


BY_SMS = f"[SMS à {PHONE}] {NEWS} Le service d'insertion\n"
BY_MAIL = f"[courriel à {MAIL}] Vos contacts\n{NEWS}\n\nLe service d’insertion\n\n"


@pytest.mark.parametrize("cells", [{"telephone": "06 39 98 56 57"}, {"courriel": "effacer"}])
def test_an_import_that_changes_or_removes_one_tells_it_and_the_one_that_stays(
    cells: dict[str, str], people: People, rose: Beneficiary, posted: Posted
) -> None:
    imports(people, rose, **cells)
    said = posted.now()
    assert said.count(NEWS) == 2
    assert BY_SMS in said
    assert BY_MAIL in said


@pytest.mark.parametrize("came", [True, False])
def test_an_import_that_adds_a_mail_beside_a_phone_tells_the_phone(
    came: bool, people: People, posted: Posted
) -> None:
    given = {} if came else {"came_on": None}
    imports(people, people.beneficiary(email=None, phone=PHONE, **given), courriel=MAIL)
    assert posted.now() == BY_SMS


def test_an_import_that_adds_a_phone_beside_a_mail_tells_the_mail(people: People, posted: Posted) -> None:
    imports(people, people.beneficiary(email=MAIL, phone=None), telephone="06 39 98 12 34")
    assert posted.now() == BY_MAIL


def test_undoing_an_import_that_had_removed_one_tells_the_one_that_stayed(
    people: People, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    number = tries(people, rose, courriel="effacer").number
    assert number is not None
    posted.now()
    undo_import(service, number, territory=None, actor=None)
    assert posted.now() == BY_SMS


def test_where_nothing_was_or_nothing_arrives_nobody_is_told_and_the_page_says_it(
    people: People, service: Service, posted: Posted, as_beneficiary: Any, as_adviser: Any
) -> None:
    nobody = people.beneficiary(email=None, phone=None)
    failing = people.beneficiary(email=None, phone=PHONE)
    with service.database.writing() as store:
        store.accounts.failed(OLD_PHONE, at=service.now())
    imports(people, nobody, courriel=MAIL)
    imports(people, failing, courriel="autre@example.org")
    assert posted.now() == ""
    for person, given in ((nobody, MAIL), (failing, "autre@example.org")):
        page = as_beneficiary(person).get("/ma-semaine").text
        assert "Un nouveau courriel est dans votre dossier" in page
        assert given in page
    page = as_adviser(people.manager()).get("/gestion/contacts").text
    assert "Un message part aux contacts que la personne avait." in page
    assert "Si elle n’en avait pas, ou si rien n’y arrive, elle ne le lit que sur sa page." in page


def test_an_import_that_hands_a_file_over_tells_both(
    people: People, rose: Beneficiary, posted: Posted
) -> None:
    sure = Sure(lines=frozenset({2}))
    imports(
        people,
        rose,
        sure=sure,
        prenom="Paul",
        nom="Autre",
        courriel="paul@example.org",
        telephone="06 39 98 56 57",
    )
    assert posted.now().count(NEWS) == 2


def test_a_change_that_waited_for_its_codes_is_gone_once_the_file_is_handed_over(
    people: People, service: Service, rose: Beneficiary
) -> None:
    changing.ask(service, account=rose.account, kind=ContactKind.SMS, new=OLD_PHONE, network="network")
    imports(people, rose, telephone="06 39 98 56 57")
    assert changing.pending(service, rose.id) is not None
    sure = Sure(lines=frozenset({2}))
    imports(people, rose, sure=sure, prenom="Paul", nom="Autre", courriel="paul@example.org")
    assert changing.pending(service, rose.id) is None


@pytest.mark.parametrize(
    "cells",
    [
        {"telephone": "+33 (0)6.39.98.12.34", "courriel": "Rose@EXAMPLE.org"},
        {"prenom": "Rosa"},
        {"adresse": "1 rue d’Essai"},
    ],
)
def test_typography_a_name_and_an_address_tell_nobody(
    cells: dict[str, str], people: People, rose: Beneficiary, posted: Posted
) -> None:
    imports(people, rose, **cells)
    assert posted.now() == ""


def test_a_file_that_takes_back_what_somebody_changed_waits_until_somebody_is_sure(
    people: People, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    """Offices send the same file again and again: it may be older than the person's own number."""
    new, said = (
        "+33639985657",
        "06\u00a039\u00a098\u00a056\u00a057. Le fichier dit 06\u00a039\u00a098\u00a012\u00a034.",
    )
    with service.database.writing() as store:
        account = rose.account.with_own_contact(ContactKind.SMS, new, at=service.now())
        account = account.with_own_contact(ContactKind.MAIL, None, at=service.now())
        assert store.accounts.change_contacts(rose.account, account)
    imports(people, rose, telephone="06.39.98.56.57")
    report = tries(people, rose, telephone="06 39 98 12 34")
    (doubt,) = report.doubts
    assert (doubt.column, report.is_kept) == ("telephone", False)
    assert doubt.sentence.startswith(f"Rose Essai a changé ici son téléphone\u00a0: {said}")
    (doubt,) = tries(people, rose, courriel=MAIL).doubts
    assert f"son courriel\u00a0: aucun. Le fichier dit {MAIL}." in doubt.sentence
    assert account_of(service, rose).phone == new
    imports(people, rose, sure=Sure(lines=frozenset({2})), telephone="06 39 98 12 34")
    assert (account_of(service, rose).phone, account_of(service, rose).phone_changed_at) == (PHONE, None)
    assert f"[SMS à {new}] {NEWS}" in posted.now()


def test_a_landline_is_told_nothing(people: People, posted: Posted) -> None:
    imports(people, people.beneficiary(phone="01 99 00 12 34", email=None), telephone="06 39 98 56 57")
    assert posted.now() == ""


def test_remembered_phones_go_on_when_an_import_changes_a_contact_alone(
    people: People, service: Service, rose: Beneficiary
) -> None:
    with service.database.writing() as store:
        store.remembered_phones.add(rose.id, secret_hash="0" * 64, at=service.now())
    imports(people, rose, telephone="06 39 98 56 57")
    with service.database.reading() as store:
        assert store.remembered_phones.of_account(rose.id, at=service.now())


def test_whoever_shares_it_is_told_too_and_nothing_is_noted_about_them(
    people: People, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    """What arrives, or does not, speaks of the account that it left alone: it opens nothing to the other."""
    other = people.beneficiary(phone=PHONE, email=None, access_opened_on=None)
    with service.database.writing() as store:
        store.accounts.failed(OLD_PHONE, at=service.now())
        put_contact_news(store, {rose.id: [OLD_PHONE]}, at=service.now())
    assert NEWS in posted.now()
    assert account_of(service, other).phone_failed_at is not None
    with service.database.reading() as store:
        found = store.people.find(other.id)
    assert found is not None
    assert found.access_opened_on is None


def test_news_of_contacts_that_is_refused_marks_nobody(
    people: People, service: Service, rose: Beneficiary, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = people.beneficiary(phone=PHONE, email=None)

    class Refusing:
        def send(self, _: object) -> None:
            raise outbox.SmsRefused("no such number")

    monkeypatch.setattr(outbox, "sms_sender", lambda _: Refusing())
    with service.database.writing() as store:
        put_contact_news(store, {rose.id: [OLD_PHONE]}, at=service.now())
    assert outbox.drain(service) == 0
    assert outbox.drain(service) == 0
    assert account_of(service, other).phone_failed_at is None


def test_news_of_contacts_takes_the_place_of_no_notice(
    people: People, service: Service, rose: Beneficiary, posted: Posted
) -> None:
    imports(people, rose, telephone="06 39 98 56 57")
    with service.database.writing() as store:
        put_notices(store, [rose.id], at=service.now())
    assert "Votre service vous a répondu." in posted.now()


def test_news_of_contacts_that_waited_a_week_no_longer_leaves(
    service: Service, rose: Beneficiary, posted: Posted
) -> None:
    with service.database.writing() as store:
        put_contact_news(store, {rose.id: [OLD_MAIL]}, at=service.now() - timedelta(days=7))
    assert posted.now() == ""


@pytest.mark.parametrize("about", [{}, {"about": None}, {"about": 999}])
def test_nothing_else_leaves_for_a_contact_that_nobody_has(
    about: dict[str, Any], service: Service, posted: Posted
) -> None:
    until = service.now() + timedelta(days=1)
    with service.database.writing() as store:
        parcel = Parcel("inconnue@example.org", "x", "y", until.isoformat(), staff=False, **about)
        put(store, Way.MAIL, parcel, at=service.now())
    assert posted.now() == ""


def test_nothing_leaves_about_an_account_that_is_shut(
    service: Service, rose: Beneficiary, posted: Posted
) -> None:
    with service.database.writing() as store:
        put_contact_news(store, {rose.id: [OLD_MAIL]}, at=service.now())
        store.accounts.disable(rose.id, at=service.now())
    assert posted.now() == ""


def test_a_parcel_that_an_earlier_version_wrote_is_still_read(
    service: Service, rose: Beneficiary, posted: Posted
) -> None:
    until = (service.now() + timedelta(minutes=15)).isoformat()
    parcel = {
        "to": MAIL,
        "subject": "Votre code",
        "text": "Votre code : 123 456.",
        "until": until,
        "staff": False,
    }
    with service.database.writing() as store:
        store.messages.put(Way.MAIL, json.dumps(parcel), at=service.now())
    assert f"[courriel à {MAIL}] Votre code\n" in posted.now()
