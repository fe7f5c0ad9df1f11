"""Reading what a module writes: whose answer a line is, and whether it is an answer at all."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from pydantic import ValidationError
from pydantic_core import from_json

from xprsa.modules.received import Fault, Incidents, ReceivedAnswer, excerpt_of
from xprsa.scoring.answer import Answer
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import WrittenQuestion

LONGEST_LINE = 1_000_000  # bytes
CHUNK = 1 << 18  # bytes read at once


class AnswerParser:
    """Reads the answers to the questions under way.

    A line that names nobody cannot be told from noise at once. The first question without an answer is
    then *in doubt*: a proper answer ends the doubt, else the line is held to be its answer.
    """

    def __init__(self, card: ModuleCard, reads: type[Answer]) -> None:
        """Read answers of the module of this card, in this form."""
        self.incidents = Incidents()
        self._card = card
        self._fields = frozenset(card.fields)
        self._reads = reads
        self._unanswered: OrderedDict[str, WrittenQuestion] = OrderedDict()
        self._doubts: dict[str, str] = {}
        self._answered: set[str] = set()

    def begin(self) -> None:
        """Forget earlier questions."""
        self._answered.clear()
        self.forgotten()

    def expect(self, question: WrittenQuestion) -> None:
        """Wait for the answer to one more question."""
        self._unanswered[question.person] = question

    def forgotten(self) -> list[WrittenQuestion]:
        """Give the questions without an answer, in the order asked, and wait for them no longer."""
        left = list(self._unanswered.values())
        self._unanswered.clear()
        self._doubts.clear()
        return left

    @property
    def awaited(self) -> int:
        """Number of questions under way."""
        return len(self._unanswered)

    @property
    def doubts_all(self) -> bool:
        """Whether every question under way may have had its answer, in a line that is none."""
        return 0 < len(self._unanswered) == len(self._doubts)

    def parse(self, line: bytes) -> ReceivedAnswer | None:
        """Tell what a line says to a question under way; None when it says nothing to any."""
        if not line or line.isspace():
            return None
        try:
            answer = self._reads.model_validate_json(line) if len(line) <= LONGEST_LINE else None
        except ValidationError:
            answer = None
        person = _person(line) if answer is None else answer.person
        if person not in self._unanswered:
            self._note_unexpected(person, line)
            return None
        self._note_order(person)
        if answer is not None and self._counts(answer):
            return self._settled(ReceivedAnswer(person, answer))
        return self._settled(ReceivedAnswer(person, None, Fault.NOT_AN_ANSWER, excerpt_of(line)))

    def parsed(self, lines: Iterable[bytes]) -> Iterator[ReceivedAnswer]:
        """Yield what lines say to the questions under way."""
        return (answer for line in lines if (answer := self.parse(line)) is not None)

    def doubted(self) -> list[ReceivedAnswer]:
        """Hold each line in doubt to be the answer to its question."""
        return [
            self._settled(ReceivedAnswer(person, None, Fault.NOT_AN_ANSWER, excerpt))
            for person, excerpt in list(self._doubts.items())
        ]

    def fail_first(self, fault: Fault, excerpt: str) -> list[ReceivedAnswer]:
        """Give up the first question without an answer, if there is one."""
        return [
            self._settled(ReceivedAnswer(person, None, fault, excerpt))
            for person in list(self._unanswered)[:1]
        ]

    def ended(self) -> list[ReceivedAnswer]:
        """Give up all questions under way: nothing more will come."""
        silent = [person for person in self._unanswered if person not in self._doubts]
        return self.doubted() + [
            self._settled(ReceivedAnswer(person, None, Fault.NO_ANSWER)) for person in silent
        ]

    def _settled(self, answer: ReceivedAnswer) -> ReceivedAnswer:
        del self._unanswered[answer.person]
        self._doubts.pop(answer.person, None)
        self._answered.add(answer.person)
        return answer

    def _counts(self, answer: Answer) -> bool:
        card = self._card
        return (
            (answer.module, answer.version) == (card.name, card.version)
            and (answer.abstains is not None or card.scale.severity(answer) is not None)
            and answer.contributions.keys() <= self._fields
        )

    def _note_order(self, person: str) -> None:
        if person not in (next(iter(self._unanswered)), self._first_without_doubt):
            self.incidents.out_of_order += 1

    @property
    def _first_without_doubt(self) -> str | None:
        if self.doubts_all:  # told apart at once, for a module that prints without end
            return None
        return next((person for person in self._unanswered if person not in self._doubts), None)

    def _note_unexpected(self, person: str, line: bytes) -> None:
        if person in self._answered:
            self.incidents.repeated += 1
            return
        if person:
            self.incidents.strangers += 1
        else:
            self.incidents.printed_noise += 1
        if (first := self._first_without_doubt) is not None:
            self._doubts[first] = excerpt_of(line)


def _person(line: bytes) -> str:
    """Give the person whom a line names although it is no answer, or nothing."""
    if len(line) > LONGEST_LINE:
        return ""
    try:
        payload = from_json(line)
    except ValueError:
        return ""
    person = payload.get("person") if isinstance(payload, dict) else None
    return person if isinstance(person, str) else ""


class Lines:
    """Cuts what arrives into lines; one too long is given once, cut short."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest = b""
        self._is_skipping = False

    def fed(self, chunk: bytes) -> list[bytes]:
        """Give the lines that this chunk completes."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if lines and self._is_skipping:
            del lines[0]
            self._is_skipping = False
        if self._is_skipping:
            self._rest = b""
        elif len(self._rest) > LONGEST_LINE:
            lines.append(self._rest[: LONGEST_LINE + 1])
            self._rest, self._is_skipping = b"", True
        return lines

    def last(self) -> bytes:
        """Give what came after the last newline."""
        rest, self._rest = self._rest, b""
        return rest
