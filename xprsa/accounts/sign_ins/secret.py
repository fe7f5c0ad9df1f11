"""What is hard to guess: cookies, links and codes; only their hashes are kept."""

import hashlib
import secrets
from uuid import UUID

from xprsa.domain.patience import SHORT_CODE
from xprsa.gateways.keyring import Keyring, Use

# Neither 0 O, 1 I L, nor U V: a letter is read from paper, sometimes aloud.
_LETTERS = "ABCDEFGHJKMNPQRSTWXYZ23456789"
_LETTER_LENGTH = 10  # 29^10, about 48 bits


def new_secret() -> str:
    """Make what a cookie or a link holds (256 bits)."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Give the hash under which such a secret is kept: SHA-256, enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code(digits: int = SHORT_CODE) -> str:
    """Make a code of so many digits."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def new_letter_code() -> str:
    """Make the code of a letter: `K7MRT-9QXWP`."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LETTER_LENGTH))
    return f"{drawn[:5]}-{drawn[5:]}"


def code_hash(keyring: Keyring, public_id: UUID, code: str) -> str:
    """Give the keyed hash of a code, bound to its row: without the keyring it cannot be tried offline."""
    return keyring.mac(Use.CODE, _bound(public_id, code)).hex()


def code_matches(keyring: Keyring, public_id: UUID, code: str, kept: str) -> bool:
    """Tell whether this is the code, in constant time."""
    return keyring.mac_matches(Use.CODE, _bound(public_id, code), bytes.fromhex(kept))


def _bound(public_id: UUID, code: str) -> bytes:
    return b"code:" + public_id.bytes + code.encode()
