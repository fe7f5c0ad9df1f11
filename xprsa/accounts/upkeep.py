"""What is no longer of use is deleted, by the worker."""

from datetime import timedelta

from xprsa.domain.retention import MESSAGES, SIGN_IN_CODES
from xprsa.web.house import House

_THROTTLES = timedelta(days=7)
_SIGN_INS = timedelta(days=90)  # as long as a network stays known to its owner


def tidy(house: House) -> int:
    """Delete old codes, messages, sign-ins and throttles; give how many rows went."""
    now = house.now()
    with house.database.writing() as memory:
        return (
            memory.sign_in_codes.forget(expired_before=now - timedelta(days=SIGN_IN_CODES.days))
            + memory.messages.forget(before=now - timedelta(days=MESSAGES.days))
            + memory.sign_ins.forget(started_before=now - _SIGN_INS)
            + memory.throttles.forget(before=now - _THROTTLES)
        )
