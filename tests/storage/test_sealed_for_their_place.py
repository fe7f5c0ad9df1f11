"""A sealed value opens in its column and its row alone; one of before, without a place, is still read."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.builders import People, activity, content, could_not, week
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.undoing import Imprint
from xprsa.gateways.keyring import CannotOpen, Keyring, Use
from xprsa.running.service import Service
from xprsa.storage.contact_changes import CodeSent, WaitingChange
from xprsa.storage.imports import ImportedPerson
from xprsa.storage.messages import Way
from xprsa.storage.store import Store
from xprsa.storage.tables import Row, table
from xprsa.storage.tables_access import ContactChangeRow, MessageRow, SignInCodeRow, StaffSecretRow
from xprsa.storage.tables_imports import ImportedPersonRow
from xprsa.storage.tables_weeks import DraftRow, VersionRow

WEEK = week("2026-W47")
MAIL = Contact(ContactKind.MAIL, "rose@example.org")
Read = Callable[[Store], object]
Scene = tuple[type[Row], str, Read]


def reasons(service: Service, people: People) -> Scene:
    one, other = people.beneficiary(), people.beneficiary()
    for person in (one, other):
        people.sends(person, WEEK, content(activity("training", "1 h"), prevented=could_not(4)))
    return VersionRow, "prevented_reason", lambda store: store.declarations.of_week(one.id, WEEK)


def drafts(service: Service, people: People) -> Scene:
    one, other = people.beneficiary(), people.beneficiary()
    with service.database.writing() as store:
        for person in (one, other):
            store.drafts.keep(person=person.id, week=WEEK, typed={"note": ["mot"]}, at=service.now())
    return DraftRow, "fields", lambda store: store.files.with_draft(one.id, WEEK)


def second_factors(service: Service, people: People) -> Scene:
    one, other = people.adviser(), people.adviser()
    with service.database.writing() as store:
        for account in (one, other):
            store.staff_secrets.put(
                account.id, password_hash="x", totp_secret="ABCD", totp_step=0, at=service.now()
            )
    return StaffSecretRow, "totp_secret", lambda store: store.staff_secrets.of(one.id)


def codes(service: Service, people: People, column: str) -> Scene:
    one, other = uuid4(), uuid4()
    with service.database.writing() as store:
        for place, code in enumerate((one, other)):
            at = service.now() + timedelta(microseconds=place)
            store.sign_in_codes.ask(code, contact=MAIL.value, carried="[]", at=at)
    return SignInCodeRow, column, lambda store: store.sign_in_codes.unused(one)


def changes(service: Service, people: People, column: str) -> Scene:
    one, other = people.beneficiary(), people.beneficiary()
    sent = CodeSent(MAIL, "0" * 64)
    with service.database.writing() as store:
        for person in (one, other):
            store.contact_changes.put(
                WaitingChange(uuid4(), person.id, ContactKind.MAIL, sent, sent, service.now())
            )
    return ContactChangeRow, column, lambda store: store.contact_changes.of_account(one.id)


def imprints(service: Service, people: People, column: str) -> Scene:
    one, other = people.beneficiary(), people.beneficiary()
    with service.database.writing() as store:
        number = store.imports.begin(one.account.territory, at=service.now(), actor=None)
        for person in (one, other):
            imprint = Imprint.of(person, store.contracts.engagement_of(person.id))
            store.imports.record(number, [ImportedPerson(person.id, imprint, imprint)])
    return ImportedPersonRow, column, lambda store: store.imports.people_after(number, 0, most=10)


SCENES: dict[str, Callable[[Service, People], Scene]] = {
    "reason": reasons,
    "draft": drafts,
    "second factor": second_factors,
    "contact of a code": lambda service, people: codes(service, people, "contact"),
    "carried by a code": lambda service, people: codes(service, people, "carried"),
    "contact after": lambda service, people: changes(service, people, "after"),
    "contact before": lambda service, people: changes(service, people, "before"),
    "imprint before": lambda service, people: imprints(service, people, "was"),
    "imprint after": lambda service, people: imprints(service, people, "became"),
}


@pytest.mark.parametrize("scene", SCENES)
def test_a_value_moved_to_another_row_is_refused(service: Service, people: People, scene: str) -> None:
    row, name, read = SCENES[scene](service, people)
    rows = table(row)
    column = rows.c[name]
    with service.database.reading() as store:
        assert read(store)
        both = store.connection.execute(select(column)).scalars().all()
    assert len(both) == 2
    assert all(sealed.startswith("2.") for sealed in both)
    with service.database.writing() as store:
        for sealed, other in (both, both[::-1]):
            store.connection.execute(update(rows).where(column == sealed).values({name: f"moved{other}"}))
        for sealed in both:
            store.connection.execute(update(rows).where(column == f"moved{sealed}").values({name: sealed}))
    with service.database.reading() as store, pytest.raises(CannotOpen):
        read(store)


@pytest.mark.parametrize(
    ("row", "from_", "to"), [("code", "contact", "carried"), ("change", "after", "before")]
)
def test_a_value_moved_to_another_column_is_refused(
    service: Service, people: People, row: str, from_: str, to: str
) -> None:
    made, _, read = (codes if row == "code" else changes)(service, people, to)
    with service.database.writing() as store:
        store.connection.execute(update(table(made)).values({to: table(made).c[from_]}))
    with service.database.reading() as store, pytest.raises(CannotOpen):
        read(store)


def test_a_letter_is_no_mail(service: Service, people: People) -> None:
    with service.database.writing() as store:
        store.messages.put(Way.MAIL, "mot", at=service.now())
        store.connection.execute(update(table(MessageRow)).values(channel="sms"))
        with pytest.raises(CannotOpen):
            store.messages.claim(
                at=service.now(),
                until=service.now(),
                longest=dict.fromkeys((True, False), timedelta(hours=1)),
            )


@pytest.mark.parametrize("scene", SCENES)
def test_what_was_sealed_without_a_place_is_still_read(
    service: Service, people: People, keyring: Keyring, scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(Keyring, "seal_at", lambda self, text, place: self.seal(text))
        row, name, read = SCENES[scene](service, people)
    with service.database.reading() as store:
        kept = store.connection.execute(select(table(row).c[name])).scalars().all()
        assert all(sealed.startswith("gAAAA") for sealed in kept)
        assert read(store)


def test_a_value_opens_at_its_place_alone(keyring: Keyring) -> None:
    sealed = keyring.seal_at("mot", "draft.fields 1 2")
    assert keyring.open_at(sealed, "draft.fields 1 2") == "mot"
    for elsewhere in ("draft.fields 1 3", "draft.fields 11 2", "staff_secret.totp_secret 1 2", ""):
        with pytest.raises(CannotOpen):
            keyring.open_at(sealed, elsewhere)


@pytest.mark.parametrize("altered", ["2.", "2.AAAA", "2.é", "3.AAAA", "", "2." + "A" * 80])
def test_what_nobody_sealed_does_not_open(keyring: Keyring, altered: str) -> None:
    with pytest.raises(CannotOpen):
        keyring.open_at(altered, "draft.fields 1 2")


def test_every_byte_of_it_counts(keyring: Keyring) -> None:
    sealed = keyring.seal_at("mot", "here")
    for place in range(2, len(sealed.rstrip("=")) - 1):  # the last sign holds bits of no byte
        other = "A" if sealed[place] != "A" else "B"
        with pytest.raises(CannotOpen):
            keyring.open_at(sealed[:place] + other + sealed[place + 1 :], "here")


def test_a_value_of_before_is_still_read_and_its_form_says_so(keyring: Keyring) -> None:
    assert keyring.open_at(keyring.seal("mot"), "draft.fields 1 2") == "mot"
    assert keyring.seal_at("mot", "here").startswith("2.")


def test_a_value_sealed_before_a_rotation_opens_after_it(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    before = Keyring.create(file)
    after = Keyring.extend(file, [Use.FIELD])
    assert after.open_at(before.seal_at("mot", "here"), "here") == "mot"
    with pytest.raises(CannotOpen):
        before.open_at(after.seal_at("mot", "here"), "here")
