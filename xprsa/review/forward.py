"""The next week that waits, from wherever an adviser is: the way through a caseload without the list."""

from uuid import UUID

from xprsa.domain.week import NoSuchWeek, Week
from xprsa.review.listing import Listing

WaitingWeek = tuple[UUID, Week]


def week_named(text: str) -> WaitingWeek | None:
    """Read which week of whom an address names, `<person>.<week>`; None when it makes no sense."""
    person, _, week = text.partition(".")
    try:
        return UUID(person), Week.parse(week)
    except (ValueError, NoSuchWeek):
        return None


def next_waiting(listing: Listing, *, after: WaitingWeek | None) -> WaitingWeek | None:
    """Give the week to read after another, in the order of the list; None when no other waits.

    Past the end it begins again, oldest first. Once the other waits no more, what else the same person sent
    comes first.
    """
    waiting = listing.waiting
    if after in waiting:
        at = waiting.index(after)
        waiting = (*waiting[at + 1 :], *waiting[:at])
    elif after is not None:
        waiting = (*(week for week in waiting if week[0] == after[0]), *waiting)
    return next(iter(waiting), None)
