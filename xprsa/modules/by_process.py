"""A conversation with a module in a process of its own, on its standard input and output."""

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from xprsa.modules.answer_parser import CHUNK, AnswerParser, Lines
from xprsa.modules.child import MEMORY, Child, isolation
from xprsa.modules.question_queue import QuestionQueue
from xprsa.modules.received import Fault, ReceivedAnswer, excerpt_of
from xprsa.scoring.answer import Answer
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import WrittenQuestion

_LOOK_EVERY = 0.1  # seconds between two looks at a silent process
_IN_DOUBT = 0.25  # seconds; a module that answered before needs no more for what it still owes
_LAST_WORDS = 2000  # bytes


class ByProcess:
    """Asks a child process, some hundreds of questions ahead; starts it again when it fails.

    A child that ends, or stays silent for too long, costs the first question without an answer; the others
    are asked again. Time in which nobody draws from `ask` is not counted.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        card: ModuleCard,
        reads: type[Answer] = Answer,
        patience: float = 10.0,
        search_path: Sequence[str] = (),
        most_restarts: int = 20,
        window: int = 256,
        memory: int = MEMORY,
        hidden: Sequence[Path] = (),
    ) -> None:
        """Prepare a conversation; the child starts with the first question.

        :param patience: seconds without any answer after which the child is ended.
        :param search_path: directories where Python looks first.
        :param most_restarts: in one round of questions; then the rest have no answer.
        :param window: questions under way at once.
        :param memory: bytes of address space that the child may use.
        :param hidden: folders that it cannot see where `bwrap` keeps it apart.
        """
        self.seconds = 0.0
        self.slowest = 0.0
        self.is_waiting = False
        self._argv = tuple(argv)
        self._search_path = tuple(search_path)
        self._patience = patience
        self._most_restarts = most_restarts
        self._window = window
        self._memory = memory
        self._hidden = tuple(hidden)
        self._parser = AnswerParser(card, reads)
        self.incidents = self._parser.incidents
        self._child: Child | None = None
        self._lines = Lines()
        self._unsent = memoryview(b"")
        self._silent = 0.0  # seconds since the last answer
        self._has_spoken = False
        self._beside = b""

    @property
    def isolation(self) -> str:
        """What keeps the child apart: `bwrap` or `process`."""
        return isolation()

    @property
    def last_words(self) -> str:
        """The end of what the child wrote on its error output, 2 kB at most."""
        return self._beside.decode("utf-8", "replace")

    @property
    def _complaint(self) -> str:
        """The last line of it, where programs say why they end."""
        return excerpt_of(self._beside.rstrip().rpartition(b"\n")[2])

    def ask(self, questions: Iterable[WrittenQuestion]) -> Iterator[ReceivedAnswer]:
        """Yield exactly one `ReceivedAnswer` per question, in whatever order they come.

        :raises ValueError: when two questions name the same person.
        """
        self._parser.begin()
        if self._child is not None and self._child.has_ended:  # since it was last asked: no question's fault
            self.close()
            self.incidents.restarts += 1
        queue = QuestionQueue(questions)
        restarts = 0
        try:
            while queue or self._parser.awaited:
                begun = time.monotonic()
                child = self._child or self._started()
                has_ended = child.has_ended  # looked at before reading, so that nothing it said is missed
                answers, has_read = self._exchanged(child, queue)
                self._count(time.monotonic() - begun, answers=len(answers))
                if has_ended and not has_read:
                    answers += self._bereft(queue)
                elif not answers:
                    answers = self._impatient(queue)
                yield from answers
                if self._child is None and (queue or self._parser.awaited):
                    restarts += 1
                    self.incidents.restarts += 1
                    if restarts > self._most_restarts:
                        break
            yield from [
                ReceivedAnswer(question.person, None, Fault.NO_ANSWER, self._complaint)
                for question in queue.rest()
            ]
        finally:
            if self._parser.awaited:  # nobody is left to read the answers under way
                self.close()

    def close(self) -> None:
        """End the child and all that it started."""
        if self._child is not None:
            self._child.end()
            self._child = None
        self._unsent = memoryview(b"")
        self._parser.forgotten()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> Child:
        self._child = Child(
            self._argv, search_path=self._search_path, memory=self._memory, hidden=self._hidden
        )
        self._lines, self._has_spoken, self._silent = Lines(), False, 0.0
        return self._child

    def _exchanged(self, child: Child, queue: QuestionQueue) -> tuple[list[ReceivedAnswer], bool]:
        """Write and read once; give the answers, and whether anything was written at all."""
        self._fill(queue)
        ready = child.ready(is_writing=bool(self._unsent), seconds=min(_LOOK_EVERY, self._left))
        if child.stdin in ready:
            self._unsent = self._unsent[child.write(self._unsent) :]
        if child.stderr in ready:
            self._beside = (self._beside + child.read(child.stderr))[-_LAST_WORDS:]
        if child.stdout not in ready:
            return [], False
        chunk = child.read(child.stdout)
        return list(self._parser.parsed(self._lines.fed(chunk))), bool(chunk)

    def _fill(self, queue: QuestionQueue) -> None:
        if self._unsent:
            return
        lines, size = [], 0
        while queue and self._parser.awaited < self._window and size < CHUNK:
            question = queue.next()
            self._parser.expect(question)
            lines.append(question.line)
            size += len(question.line)
        self._unsent = memoryview(b"".join(lines))

    def _count(self, seconds: float, *, answers: int) -> None:
        self.seconds += seconds
        self._silent += seconds
        if answers:
            self.slowest = max(self.slowest, self._silent)
            self._silent = 0.0
            self._has_spoken = True

    @property
    def _left(self) -> float:
        """Seconds until patience ends."""
        hurried = self._has_spoken and self._parser.doubts_all
        return max(0.0, (min(_IN_DOUBT, self._patience) if hurried else self._patience) - self._silent)

    def _bereft(self, queue: QuestionQueue) -> list[ReceivedAnswer]:
        """Take note that the child ended."""
        answers = list(self._parser.parsed([self._lines.last()]))
        answers += self._parser.fail_first(Fault.CRASHED, self._complaint)
        self._give_back(queue)
        return answers

    def _impatient(self, queue: QuestionQueue) -> list[ReceivedAnswer]:
        """End a child that stayed silent for too long; take lines in doubt for answers."""
        if self._left > 0 or not self._parser.awaited:
            return []
        self.slowest = max(self.slowest, self._silent)
        doubted = self._parser.doubted()
        if late := self._parser.fail_first(Fault.TOO_SLOW, self._complaint):
            self._give_back(queue)
        self._silent, self._has_spoken = 0.0, True
        return doubted + late

    def _give_back(self, queue: QuestionQueue) -> None:
        """Put the questions under way back before the others, and end the child."""
        queue.again(self._parser.forgotten())
        self.close()
