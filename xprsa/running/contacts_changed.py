"""What follows when the contacts of people change, whoever changes them: a file or the person."""

from collections.abc import Iterable
from datetime import date, datetime

from xprsa.domain.identity import change_of_contacts, phones_ended
from xprsa.domain.person import Account
from xprsa.running.parcels import put_contact_news
from xprsa.storage.intake import parts
from xprsa.storage.store import Store


def contacts_changed(
    store: Store, changes: Iterable[tuple[Account, Account]], *, at: datetime, today: date
) -> None:
    """Tell the contacts that were there, open access to those that come, end what somebody else could open.

    What a contact had ended stays so once it is replaced. In the transaction that writes the
    changes, and in a few statements whatever their number.

    :param changes: what each account was, and is.
    :param today: the day on the territory's clock.
    """
    changes = list(changes)
    ended = {after.id: phones_ended(before, after, at=at) for before, after in changes}
    store.remembered_phones.revoke_older(
        {account: opened for account, opened in ended.items() if opened is not None}, at=at
    )
    entailed = {after.id: change_of_contacts(before, after) for before, after in changes}
    put_contact_news(store, {account: change.told for account, change in entailed.items()}, at=at)
    for some in parts([account for account, change in entailed.items() if change.gained]):
        store.people.open_access(some, on=today)
    store.taking_back.sign_out([account for account, change in entailed.items() if change.hands_over], at=at)
