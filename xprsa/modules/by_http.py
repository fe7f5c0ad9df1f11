"""A conversation with a module behind a web address: questions posted in batches, answers in the response."""

import http.client
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from xprsa.modules.answer_parser import CHUNK, LONGEST_LINE, AnswerParser, Lines
from xprsa.modules.question_queue import distinct
from xprsa.modules.received import Fault, ReceivedAnswer, excerpt_of
from xprsa.scoring.answer import Answer
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import WrittenQuestion

BATCH = 100  # questions
_HEADERS = {"Content-Type": "application/x-ndjson", "Accept": "application/x-ndjson"}


class ByHttp:
    """Posts questions, JSON Lines in and out. Redirects are not followed, and nothing is sent elsewhere.

    A batch that fails is asked again one question at a time, so that a fault costs one question.
    """

    last_words = ""
    isolation = "http"

    def __init__(
        self,
        address: str,
        *,
        card: ModuleCard,
        reads: type[Answer] = Answer,
        patience: float = 10.0,
        most_restarts: int = 20,
    ) -> None:
        """Prepare a conversation; each batch opens a connection of its own.

        :param patience: seconds without any answer after which a request is given up.
        :param most_restarts: failures in one round of questions; then the rest have no answer.
        """
        self.seconds = 0.0
        self.slowest = 0.0
        self.is_waiting = False
        parts = urlsplit(address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=patience)
        self._target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._patience = patience
        self._most_restarts = most_restarts
        self._parser = AnswerParser(card, reads)
        self.incidents = self._parser.incidents

    def ask(self, questions: Iterable[WrittenQuestion]) -> Iterator[ReceivedAnswer]:
        """Yield exactly one `ReceivedAnswer` per question, in whatever order they come.

        :raises ValueError: when two questions name the same person.
        """
        self._parser.begin()
        asked = list(distinct(questions))
        batches = deque(asked[at : at + BATCH] for at in range(0, len(asked), BATCH))
        failures = 0
        while batches and failures <= self._most_restarts:
            batch = batches.popleft()
            begun = time.monotonic()
            answers, failed = self._asked(batch)
            self.seconds += time.monotonic() - begun
            if failed is None:
                answers += self._parser.ended()
            else:
                failures += 1
                self.incidents.restarts += 1
                if len(batch) == 1:
                    answers += self._parser.fail_first(*failed)
                batches.extendleft([question] for question in reversed(self._parser.forgotten()))
            yield from answers
        for batch in batches:
            yield from [ReceivedAnswer(question.person, None, Fault.NO_ANSWER) for question in batch]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asked(
        self, batch: Sequence[WrittenQuestion]
    ) -> tuple[list[ReceivedAnswer], tuple[Fault, str] | None]:
        """Post a batch; give the answers, and how the request failed, if it did."""
        answers: list[ReceivedAnswer] = []
        for question in batch:
            self._parser.expect(question)
        try:
            self._connection.request(
                "POST", self._target, b"".join(question.line for question in batch), _HEADERS
            )
            with self._connection.getresponse() as response:
                answers.extend(self._parser.parsed(self._lines(response, most=LONGEST_LINE * len(batch))))
        except TimeoutError:
            return answers, (Fault.TOO_SLOW, "")
        except (OSError, http.client.HTTPException) as failed:
            return answers, (Fault.CRASHED, excerpt_of(str(failed).encode()))
        finally:
            self.close()  # a server may drop an idle connection, which would look like a crash
        return answers, None

    def _lines(self, response: http.client.HTTPResponse, *, most: int) -> Iterator[bytes]:
        """Yield the lines of a response as they come.

        :param most: bytes; what exceeds them is not read.
        :raises TimeoutError: when no line ends for as long as patience lasts.
        :raises http.client.HTTPException: when the status is any but 200.
        """
        if response.status != http.client.OK:
            raise http.client.HTTPException(f"{response.status} {response.reason}")
        lines, size, since = Lines(), 0, time.monotonic()
        while size <= most and (chunk := response.read1(CHUNK)):
            size += len(chunk)
            if complete := lines.fed(chunk):
                self.slowest = max(self.slowest, time.monotonic() - since)
                since = time.monotonic()
                yield from complete
            elif time.monotonic() - since > self._patience:
                raise TimeoutError
        yield lines.last()
