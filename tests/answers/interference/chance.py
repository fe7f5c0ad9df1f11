"""Chance that can be had twice: what nobody could guess is drawn from a seed, anew at each step."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from xprsa.storage import tables

_FIRST_ID = 10**15


class Chance:
    """The only source of random bytes while a walk goes on: ids, secrets, nonces and masks come out of it."""

    def __init__(self) -> None:
        self._random = random.Random(0)

    def begin(self, *step: object) -> None:
        """Begin a step: what another one drew before changes nothing."""
        self._random.seed(repr(step))

    def bytes(self, size: int) -> bytes:
        """Draw bytes, as `os.urandom` does."""
        return self._random.randbytes(size)

    @contextmanager
    def reigning(self) -> Iterator[None]:
        """Let everything be drawn from here: `uuid4` and `secrets` ask `os.urandom`, by these two names."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "urandom", self.bytes)
            patch.setattr(random, "_urandom", self.bytes)
            patch.setattr(tables, "time", SimpleNamespace(time_ns=lambda: 0))  # ids of rows count from there
            patch.setattr(tables, "_last", _FIRST_ID)
            yield
