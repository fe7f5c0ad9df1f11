"""What was received from a module: for each question an answer or a fault, and what happened beside."""

from dataclasses import dataclass
from enum import StrEnum

from xprsa.scoring.answer import Answer

LONGEST_EXCERPT = 200  # characters


class Fault(StrEnum):
    """Why a question has no answer that counts."""

    CRASHED = "crashed"  # the module ended, or its server failed
    TOO_SLOW = "too_slow"
    NOT_AN_ANSWER = "not_an_answer"  # a line in another form, off the scale, or of another module
    NO_ANSWER = "no_answer"  # it never came


@dataclass(frozen=True, slots=True)
class ReceivedAnswer:
    """What was received for one question: a reply or a fault, exactly one of them.

    :ivar excerpt: the beginning of what came instead of an answer, with all that does not print escaped.
    """

    person: str
    reply: Answer | None
    fault: Fault | None = None
    excerpt: str = ""


@dataclass(slots=True)
class Incidents:
    """How often something happened that is no fault of one question.

    :ivar strangers: answers about somebody who was not asked about.
    :ivar repeated: answers to a question that already had one.
    :ivar out_of_order: answers that came before that to an earlier question.
    :ivar restarts: times that the module had to be started, or asked, again.
    :ivar printed_noise: lines that name nobody.
    """

    strangers: int = 0
    repeated: int = 0
    out_of_order: int = 0
    restarts: int = 0
    printed_noise: int = 0


def excerpt_of(output: bytes) -> str:
    """Give the beginning of some output, on one line, with all that does not print escaped."""
    text = output[: 4 * LONGEST_EXCERPT].decode("utf-8", "replace")[:LONGEST_EXCERPT]
    return repr(text)[1:-1][:LONGEST_EXCERPT]
