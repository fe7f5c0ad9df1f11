"""A conversation with a module: questions out, answers back, wherever the module runs."""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self

from xprsa.modules.received import Incidents, ReceivedAnswer
from xprsa.scoring.question import WrittenQuestion


class Conversation(Protocol):
    """One instance of a module, ready to answer. Close it, or use it as a context.

    :ivar incidents: counted since it began.
    :ivar seconds: waited for answers, in total.
    :ivar slowest: longest wait between two answers, in seconds.
    :ivar is_waiting: somebody else has yet to answer the latest questions.
    :ivar isolation: what keeps the module apart: `bwrap`, `process`, `http` or `files`.
    :ivar last_words: the end of what a process wrote beside its answers.
    """

    incidents: Incidents
    seconds: float
    slowest: float
    is_waiting: bool

    @property
    def isolation(self) -> str: ...

    @property
    def last_words(self) -> str: ...

    def ask(self, questions: Iterable[WrittenQuestion]) -> Iterator[ReceivedAnswer]:
        """Yield exactly one `ReceivedAnswer` per question, in whatever order they come.

        :raises ValueError: when two questions name the same person.
        """

    def close(self) -> None:
        """End the conversation; nothing is left running."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None: ...
