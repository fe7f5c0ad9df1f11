"""Chance that only the run's secret can foresee: pseudonyms, order of questions, holdout people."""

import hashlib
import secrets
from dataclasses import dataclass

import numpy as np

PSEUDONYM_BYTES = 32


def new_secret() -> str:
    """Draw a secret of 32 hexadecimal digits."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Chance:
    """One stream of chance a purpose, all from the same secret."""

    secret: str

    def code(self, *purpose: object) -> str:
        """Give the code of 64 hexadecimal digits that this secret has for this purpose."""
        message = "/".join(map(str, purpose)).encode()
        return hashlib.blake2b(message, key=self.secret.encode(), digest_size=PSEUDONYM_BYTES).hexdigest()

    def numbers(self, *purpose: object) -> np.random.Generator:
        """Give a generator that this secret has for this purpose."""
        return np.random.Generator(np.random.Philox(key=int(self.code(*purpose)[:32], 16)))
