"""Whether a change of name and contacts still speaks of the same person: one decision, for whoever asks."""

from xprsa.domain.folding import words_folded
from xprsa.domain.person import Account


def is_somebody_else(before: Account, after: Account) -> bool:
    """Tell whether name and contact change together, as when a file hands somebody's weeks to another person.

    A new name alone (a marriage, a correction) or a new contact alone (a new phone) is the same person's.
    """
    return is_renamed(before, after) and reaches_elsewhere(before, after)


def is_renamed(before: Account, after: Account) -> bool:
    """Tell whether the names are others, in whatever order and typography they stand."""
    return _names(before) != _names(after)


def reaches_elsewhere(before: Account, after: Account) -> bool:
    """Tell whether a code would go to an address or a number that it did not go to before."""
    return bool({after.email, after.phone} - {before.email, before.phone, None})


def _names(account: Account) -> list[str]:
    return sorted(words_folded(account.name).split())
