"""What is kept of askings: the asking, an answer, what a reader thought before, a contest."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from xprsa.domain.week import Week
from xprsa.scoring.answer import Answer


class AskingState(StrEnum):
    """Where an asking stands; nobody reads anything of it before it is done."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ContestOutcome(StrEnum):
    """What somebody else decided of an answer that its person contests."""

    WITHDRAWN = "withdrawn"  # nobody reads it any more but the person
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class ModuleAsking:
    """One module asked once about everybody whom it may be asked about.

    :ivar module: internal id in the register; `territory`: internal id.
    :ivar as_of: the cut-off of the documents that it read.
    :ivar planned_week: the week in which the worker asked by itself, or None.
    :ivar export_run: internal id of the run about whose documents answers were brought, or None.
    :ivar brought_sha256: of the bytes in which they came; None also of those brought before it was kept.
    :ivar after: internal id of the last person who was dealt with.
    :ivar people: asked about so far: `answers`, `abstentions` and `faults` together.
    :ivar failure: why it failed.
    """

    id: int
    public_id: UUID
    territory: int
    module: int
    first: Week
    last: Week
    as_of: datetime
    state: AskingState
    planned_week: Week | None
    export_run: int | None
    brought_sha256: str | None
    asked_at: datetime
    ended_at: datetime | None
    beat_at: datetime | None
    after: int
    people: int
    answers: int
    abstentions: int
    faults: int
    failure: str | None


@dataclass(frozen=True, slots=True)
class ContestDecision:
    """What somebody decided of a contested answer.

    :ivar account: internal id; `by`: first and last name.
    """

    account: int
    by: str
    at: datetime
    outcome: ContestOutcome
    reasons: str


@dataclass(frozen=True, slots=True)
class AnswerContest:
    """A contested answer.

    :ivar person: internal id; `asking`: internal id.
    :ivar words: the person's own; "" when they gave none.
    :ivar decision: None while it is open.
    """

    person: int
    asking: int
    words: str
    contested_at: datetime
    decision: ContestDecision | None


@dataclass(frozen=True)
class KeptAnswer:
    """What a module was asked about a person, and what came back: an answer or a fault.

    :ivar person: internal id.
    :ivar question: JSON, as it was sent.
    :ivar fault: why there is no answer that counts, as `xprsa.modules.received.Fault` writes it.
    """

    person: int
    asking: ModuleAsking
    pseudonym: str
    question: str
    answer: Answer | None
    fault: str | None
    at: datetime
    contest: AnswerContest | None

    @cached_property
    def documents(self) -> tuple[dict[str, Any], ...]:
        """The documents that the module read, oldest first, with the fields of its card only."""
        return tuple(json.loads(self.question)["documents"])

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether staff may not read it: it is contested, or somebody took it back for good."""
        if self.contest is None:
            return False
        decision = self.contest.decision
        return decision is None or decision.outcome is ContestOutcome.WITHDRAWN

    @property
    def says_something(self) -> bool:
        """Tell whether it is a value or a grade: neither an abstention nor a fault."""
        return self.answer is not None and self.answer.abstains is None


@dataclass(frozen=True, slots=True)
class OwnView:
    """What somebody thought before they opened what modules answered.

    :ivar account: internal id; `by`: first and last name.
    :ivar asking: internal id of the latest asking of the territory by then.
    :ivar words: None for « je n’ai pas encore d’avis ».
    :ivar changed: whether what they read changed their view; None until they say.
    """

    account: int
    by: str
    asking: int
    written_at: datetime
    words: str | None
    changed: bool | None
    changed_at: datetime | None
