"""What follows when the contacts of somebody change, whoever changes them: a file, or the person."""

from datetime import date, datetime

from xprsa.domain.identity import change_of_contacts
from xprsa.domain.person import Account
from xprsa.running.parcels import put_farewells
from xprsa.storage.store import Store


def contacts_changed(store: Store, before: Account, after: Account, *, at: datetime, today: date) -> None:
    """Tell the contacts that leave, open access to those that come, end what another person could still open.

    In the transaction that writes the change: neither is without the other.

    :param today: the day on the territory's clock.
    """
    change = change_of_contacts(before, after)
    put_farewells(store, after.id, change.left, at=at)
    if change.gained:
        store.people.open_access(after.id, on=today)
    if change.hands_over:
        store.sign_ins.end_all(after.id, at=at)
        store.remembered_phones.revoke_all(after.id, at=at)
        store.sign_in_codes.drop_letters(after.id, at=at)
        store.messages.drop_letters(after.id)
        store.contact_changes.drop(after.id)
