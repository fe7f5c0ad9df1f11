"""One decision says what a change of contacts entails, whoever makes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.identity import OwnChange, change_of_contacts, own_changes
from xprsa.domain.permission import Role
from xprsa.domain.person import Account

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OLD, NEW = "+33639981234", "+33639985678"
ROSE = Account(
    id=1,
    public_id=UUID(int=1),
    role=Role.BENEFICIARY,
    territory=1,
    organisation=1,
    first_name="Rose",
    last_name="Essai",
    email="rose@example.org",
    phone=OLD,
)
MAIL, PHONE = Contact(ContactKind.MAIL, "rose@example.org"), Contact(ContactKind.SMS, OLD)


def changed(
    before: Account = ROSE, *, email: str | None = ROSE.email, phone: str | None = ROSE.phone
) -> Account:
    return before.with_contacts(email=email, phone=phone, address=None)


def test_where_one_is_replaced_both_are_told_and_the_new_one_is_gained() -> None:
    change = change_of_contacts(ROSE, changed(phone=NEW))
    assert change.told == (MAIL, PHONE)
    assert change.gained == (Contact(ContactKind.SMS, NEW),)
    assert not change.hands_over


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (ROSE, changed(phone=None), (MAIL, PHONE)),
        (ROSE, changed(email=None, phone=NEW), (MAIL, PHONE)),
        (replace(ROSE, email=None), ROSE, (PHONE,)),
        (replace(ROSE, phone=None), ROSE, (MAIL,)),
        (replace(ROSE, phone=None, email=None), ROSE, ()),
        (ROSE, changed(), ()),
        (ROSE, replace(ROSE, first_name="Rosa"), ()),
    ],
)
def test_every_contact_that_they_had_is_told_of_one_that_is_added_changed_or_removed(
    before: Account, after: Account, told: tuple[Contact, ...]
) -> None:
    assert change_of_contacts(before, after).told == told


def test_a_contact_to_which_nothing_arrives_is_told_nothing() -> None:
    failing = replace(ROSE, phone_failed_at=NOW)
    assert change_of_contacts(failing, changed(failing, email=None, phone=NEW)).told == (MAIL,)


def test_the_contacts_of_an_account_that_is_shut_are_told_nothing() -> None:
    shut = replace(ROSE, disabled_at=NOW)
    assert change_of_contacts(shut, changed(shut, email=None, phone=NEW)).told == ()


def test_another_name_and_another_contact_together_hand_the_account_over() -> None:
    other = replace(ROSE, first_name="Paul", last_name="Autre")
    assert change_of_contacts(ROSE, changed(other, phone=NEW)).hands_over
    assert not change_of_contacts(ROSE, other).hands_over
    assert not change_of_contacts(ROSE, changed(other, phone=None)).hands_over


def test_a_contact_that_its_owner_changed_has_not_failed_and_says_since_when() -> None:
    failing = replace(ROSE, phone_failed_at=NOW, email_failed_at=NOW)
    after = failing.with_own_contact(ContactKind.SMS, NEW, at=NOW)
    assert (after.phone, after.phone_failed_at, after.phone_changed_at) == (NEW, None, NOW)
    assert (after.email, after.email_failed_at, after.email_changed_at) == (ROSE.email, NOW, None)


def test_what_somebody_changed_is_told_for_thirty_days_until_somebody_else_writes_it() -> None:
    after = ROSE.with_own_contact(ContactKind.SMS, NEW, at=NOW).with_own_contact(
        ContactKind.MAIL, None, at=NOW
    )
    both = (
        OwnChange(ContactKind.SMS, NOW, is_removal=False),
        OwnChange(ContactKind.MAIL, NOW, is_removal=True),
    )
    assert own_changes(after, now=NOW + timedelta(days=29)) == both
    assert own_changes(after, now=NOW + timedelta(days=30)) == ()
    imported = after.with_contacts(email=None, phone=OLD, address=None)
    assert own_changes(imported, now=NOW) == both[1:]
