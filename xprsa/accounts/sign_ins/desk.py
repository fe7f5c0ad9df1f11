"""A browser in which a member of staff signed in: a lane of its own, which nobody on its network can fill.

Its cookie opens nothing: password and phone are asked for all the same. It names nobody, and nothing of it is
kept here.
"""

import secrets
from datetime import UTC, datetime, timedelta

from xprsa.domain.retention import SIGN_INS
from xprsa.gateways.keyring import Keyring, Use

DESK_LIFE = timedelta(days=SIGN_INS.days)


def new_desk(keyring: Keyring, email: str, *, at: datetime) -> str:
    """Make what the cookie of a browser holds once somebody with this address signed in there."""
    number, second = secrets.token_hex(16), int(at.timestamp())
    return f"{number}.{second}.{keyring.mac(Use.CODE, _bound(email, number, second)).hex()}"


def desk_of(keyring: Keyring, held: str, email: str, *, at: datetime) -> str | None:
    """Give the number of a browser known for this address; None for anything else, or one too old."""
    try:
        number, since, code = held.split(".")
        second, mac = int(since), bytes.fromhex(code)
        begun = datetime.fromtimestamp(second, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    is_good = keyring.mac_matches(Use.CODE, _bound(email, number, second), mac) and at - begun < DESK_LIFE
    return number if is_good else None


def _bound(email: str, number: str, second: int) -> bytes:
    return f"desk\n{email}\n{number}\n{second}".encode(errors="replace")
