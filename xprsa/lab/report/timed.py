"""How long a module took: all that differs between the reports of equal runs."""

import json
from typing import Protocol


class Timed(Protocol):
    """A run, timed."""

    @property
    def seconds(self) -> float:
        """Waited for answers, in all."""

    @property
    def slowest(self) -> float:
        """Waited for a single answer, at most, in seconds."""

    @property
    def asked(self) -> int:
        """Questions."""


def written(timing: Timed | None) -> bytes:
    """Write it as JSON; null for a run that nobody timed."""
    if timing is None:
        return b"null\n"
    payload = {
        "seconds": round(timing.seconds, 3),
        "slowest_seconds": round(timing.slowest, 3),
        "questions": timing.asked,
        "questions_per_second": round(timing.asked / timing.seconds, 1) if timing.seconds else None,
    }
    return json.dumps(payload, indent=2).encode() + b"\n"
