"""What an asking is told while it runs: what came back about a person, why it fails, whose turn it is."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from xprsa.domain.week import Week


class AskingFailure(StrEnum):
    """Why a module is not asked, or why an asking came to nothing."""

    STOPPED = "stopped"  # it is not active: stopped, or its card has expired
    CHANGED = "changed"  # what is installed is not what two managers confirmed
    CLOSED = "closed"  # its purpose is closed, or got another card meanwhile
    FIELDS = "fields"  # it reads what the card of its purpose does not name
    SILENT = "silent"  # many faults came back, and not one answer
    OVERTAKEN = "overtaken"  # newer documents have been answered about
    INTERRUPTED = "interrupted"  # what was brought from outside was not kept to its end


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What came back about one person: an answer or a fault, exactly one of them.

    :ivar person: internal id.
    :ivar question: JSON, as it was sent.
    :ivar answer: JSON `xprsa.answer/1`, as it was checked.
    :ivar fault: as `xprsa.modules.received.Fault` writes it.
    :ivar abstains: the answer is an abstention.
    """

    person: int
    pseudonym: str
    question: str
    answer: str | None = None
    fault: str | None = None
    abstains: bool = False


@dataclass(frozen=True, slots=True)
class ModuleTurn:
    """A module of the register that is active, or of which an asking was left behind.

    :ivar module: public id.
    :ivar territory: internal id.
    :ivar planned: the latest week in which the worker asked it by itself, or None.
    :ivar is_left: nobody goes on with one of its askings.
    """

    module: UUID
    territory: int
    planned: Week | None
    is_left: bool
