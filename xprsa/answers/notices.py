"""Everybody who was asked about is told that something is to be read: never what came back, nor whether."""

from datetime import datetime

from xprsa.running.parcels import put_news
from xprsa.storage.store import Store


def tell_all_asked(store: Store, asking: int, *, at: datetime) -> None:
    """Write a notice to everybody about whom an asking kept something, in the transaction that ends it.

    The words are the same for all: an answer, an abstention and a fault read alike. Whoever nothing reaches
    reads it under « Mes données ».

    :param asking: internal id; those who object are out of it already.
    """
    for accounts in store.asked_people.slices(asking):
        put_news(store, accounts, at=at)
