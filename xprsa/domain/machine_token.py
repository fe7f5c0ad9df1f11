"""The token of a machine: how it is written, how long it opens, and how often it may be used."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

USUAL_DAYS, MOST_DAYS = 90, 365
LONGEST_LABEL = 80  # signs
MOST_IN_MINUTE = 60  # requests of one token; those beyond wait for the next minute
NOTED_EVERY = timedelta(days=1)  # one token that takes one run: a line of the journal so often at most

# A name that anybody may see, then 256 random bits: a leaked one is found by its form.
_WRITTEN = re.compile(r"xprsa_([0-9a-f]{10})_[0-9a-f]{64}")


class TokenState(StrEnum):
    """Whether a token opens something."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


def token_state(*, expires_at: datetime, revoked_at: datetime | None, at: datetime) -> TokenState:
    """Tell whether a token opens something at an instant; what was revoked never does again."""
    if revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.LIVE if at < expires_at else TokenState.EXPIRED


def written_token(handle: str, secret: str) -> str:
    """Write a token.

    :param handle: its public name, 10 hexadecimal digits.
    :param secret: 64 hexadecimal digits.
    """
    return f"xprsa_{handle}_{secret}"


def handle_of(token: str) -> str | None:
    """Read the public name of a token; None for what is not written as one."""
    found = _WRITTEN.fullmatch(token)
    return found[1] if found else None
