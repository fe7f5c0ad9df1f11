"""Form 2 of a sealed value: encrypted together with the place where it stands, it opens nowhere else."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORM = "2."  # stands in front; form 1 is a Fernet token, which begins with « gAAAA »
_NONCE = 12  # bytes
_PURPOSE = b"xprsa sealed value, form 2"


class Binder:
    """Seals with one secret, opens with any of several.

    :param secrets_newest_first: of 32 bytes each; what encrypts is derived from them, so that form 1 and
        form 2 share no key.
    """

    def __init__(self, secrets_newest_first: Iterable[bytes]) -> None:
        self._ciphers = [AESGCM(_derived(secret)) for secret in secrets_newest_first]

    def seal(self, text: str, *, place: str) -> str:
        """Encrypt and authenticate a text, with the place where it will stand."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._ciphers[0].encrypt(nonce, text.encode(), place.encode())
        return _FORM + urlsafe_b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, *, place: str) -> str:
        """Give the text back.

        :raises ValueError: when it was altered, sealed for another place, or its key is gone.
        """
        raw = urlsafe_b64decode(sealed.removeprefix(_FORM))
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
            except InvalidTag:
                continue
        raise ValueError("none of the keys opens it there")


def is_bound(sealed: str) -> bool:
    """Tell whether a value is of form 2."""
    return sealed.startswith(_FORM)


def _derived(secret: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
