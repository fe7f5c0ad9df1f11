"""When two accesses of staff count as two people, for what takes two."""

from datetime import datetime, timedelta

LONG_ENOUGH = timedelta(days=7)  # open so long before: nobody makes a second person for the occasion


def counts(open_since: datetime | None, *, made_at: datetime) -> bool:
    """Tell whether an access counts for a change: it was open a week before the change was made.

    It holds for whoever made the change and for whoever confirms it. Who may invite staff could else make
    the change with a fresh access and confirm it with their own, or the other way round.

    :param open_since: since when it was open when the change was made; None when it was not.
    """
    return open_since is not None and made_at - open_since >= LONG_ENOUGH
