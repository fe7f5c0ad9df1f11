"""What a module answered to a deck, as two numbers a person, kept on disk until the run is over."""

import json
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xprsa.durable import appear
from xprsa.modules.received import Fault, ReceivedAnswer
from xprsa.scoring.module import Scale

MOST_EXCERPTS = 20
DAMAGED = (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile)


class State(IntEnum):
    """How one question ended."""

    ANSWERED = 0
    ABSTAINED = 1
    FAILED = 2
    AS_SAID = 3  # abstained where the card says that it does; told apart once all is heard


@dataclass
class Outcomes:
    """The answers to a list of people.

    :ivar severity: points from the best end of the scale, NaN without an answer; one a person.
    :ivar state: a `State`; one a person.
    :ivar faults: how often each went wrong.
    :ivar excerpts: what was received instead of an answer, a few times.
    """

    severity: NDArray[np.float64]
    state: NDArray[np.int8]
    faults: dict[str, int] = field(default_factory=dict)
    excerpts: list[str] = field(default_factory=list)

    @classmethod
    def empty(cls, people: int) -> "Outcomes":
        """Give room for so many people, all still without an answer."""
        return cls(np.full(people, np.nan), np.full(people, State.FAILED, dtype=np.int8))

    def note(self, person: int, answer: ReceivedAnswer, scale: Scale) -> None:
        """Note what was heard of a person."""
        if answer.reply is not None and answer.reply.abstains is not None:
            self.state[person] = State.ABSTAINED
            return
        severity = None if answer.reply is None else scale.severity(answer.reply)
        if severity is not None:
            self.severity[person] = severity
            self.state[person] = State.ANSWERED
            return
        fault = answer.fault or Fault.NOT_AN_ANSWER
        self.faults[fault.value] = self.faults.get(fault.value, 0) + 1
        if answer.excerpt and len(self.excerpts) < MOST_EXCERPTS:
            self.excerpts.append(answer.excerpt)


@dataclass(frozen=True)
class DeckResult:
    """All that a deck brought.

    :ivar again: people asked again of a fresh instance, by their place in the deck.
    :ivar incidents: how often something happened beside the answers.
    :ivar seconds: from the first question written to the last answer; `slowest`, waited for a single one.
    """

    first: Outcomes
    again: NDArray[np.int64]
    second: Outcomes
    incidents: dict[str, int]
    seconds: float
    slowest: float

    def keep(self, path: Path) -> None:
        """Write all of it, whole or not at all."""
        hidden = path.with_suffix(".part")
        with hidden.open("wb") as file:
            np.savez(
                file,
                severity=self.first.severity,
                state=self.first.state,
                again=self.again,
                second_severity=self.second.severity,
                second_state=self.second.state,
                beside=np.array(json.dumps(self._beside())),
            )
        appear(hidden, path)

    def _beside(self) -> dict[str, Any]:
        return {
            "faults": [self.first.faults, self.second.faults],
            "excerpts": [self.first.excerpts, self.second.excerpts],
            "incidents": self.incidents,
            "seconds": self.seconds,
            "slowest": self.slowest,
        }

    @classmethod
    def kept(cls, path: Path) -> "DeckResult":
        """Read what was kept.

        :raises Exception: one of `DAMAGED`, when the file is.
        """
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            beside = json.loads(str(held["beside"]))
            first, second = (
                Outcomes(held[severity], held[state], beside["faults"][hearing], beside["excerpts"][hearing])
                for hearing, (severity, state) in enumerate(
                    (("severity", "state"), ("second_severity", "second_state"))
                )
            )
            return cls(
                first, held["again"], second, beside["incidents"], beside["seconds"], beside["slowest"]
            )
