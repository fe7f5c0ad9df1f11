"""Histories: what the documents of many people hold over 52 weeks, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from dataclasses import replace as _replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Minutes = NDArray[np.int32]
Codes = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Histories:
    """Content of the documents of n people, oldest week first.

    Where a week is not declared there is no document: its flags are false and its minutes 0, and only the
    target still says what the contract was.

    :ivar organisation, department: (n,) codes, the same in all weeks.
    :ivar declared, comparable, revised: (n, 52) flags.
    :ivar target: (n, 52) minutes of the contract.
    :ivar minutes: (n, 52, 5) declared minutes by family: work, search, project, access, other.
    :ivar pending, contested: (n, 52) minutes that nobody has read yet, and minutes in discussion.
    """

    organisation: Codes
    department: Codes
    declared: Flags
    comparable: Flags
    target: Minutes
    minutes: Minutes
    pending: Minutes
    contested: Minutes
    revised: Flags

    def __len__(self) -> int:
        """Number of people."""
        return len(self.declared)

    @property
    def declared_minutes(self) -> Minutes:
        """All minutes of each week: (n, 52)."""
        total: Minutes = self.minutes.sum(axis=2, dtype=np.int32)
        return total

    @property
    def counted_minutes(self) -> Minutes:
        """Minutes neither pending nor contested: (n, 52)."""
        return self.declared_minutes - self.pending - self.contested

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Give the people of all parts, one part after the other."""
        return cls(
            **{
                field.name: np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            }
        )

    def taken(self, indices: NDArray[np.integer[Any]]) -> Self:
        """Give the people at these places, in this order."""
        return type(self)(**{field.name: getattr(self, field.name)[indices] for field in fields(self)})

    def replaced(self, **arrays: NDArray[Any]) -> Self:
        """Give the same histories with some arrays in place of others."""
        return _replace(self, **arrays)
