"""What is no longer of use is deleted, by the worker."""

from datetime import timedelta

from xprsa.domain.retention import MESSAGES, SIGN_IN_CODES, SIGN_INS
from xprsa.domain.sign_in import PHONE_LIFE
from xprsa.web.house import House

_LANES = timedelta(days=7)  # by then what weighed there is forgiven


def tidy(house: House) -> int:
    """Delete old codes, messages, sign-ins, invitations, phones and lanes; give how many rows went."""
    now = house.now()
    long_ago = now - timedelta(days=SIGN_INS.days)
    with house.database.writing() as memory:
        return (
            memory.sign_in_codes.forget(expired_before=now - timedelta(days=SIGN_IN_CODES.days))
            + memory.messages.forget(before=now - timedelta(days=MESSAGES.days))
            + memory.sign_ins.forget(started_before=long_ago)
            + memory.invitations.forget(expired_before=long_ago)
            + memory.remembered_phones.forget(used_before=now - PHONE_LIFE)
            + memory.throttles.forget(before=now - _LANES)
        )
