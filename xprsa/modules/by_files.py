"""A conversation by a pair of files, with a module that nobody may run here."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from xprsa.modules.answer_parser import CHUNK, AnswerParser, Lines
from xprsa.modules.question_queue import distinct
from xprsa.modules.received import Fault, ReceivedAnswer
from xprsa.scoring.answer import Answer
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import WrittenQuestion


class ByFiles:
    """Writes `questions/LABEL-CODE.jsonl`, and reads `answers/LABEL-CODE.jsonl`.

    The code comes from the questions, so that answers can only be read for what was asked. As long as the
    file of answers is missing, no question has an answer and `is_waiting` is true.
    """

    last_words = ""
    isolation = "files"

    def __init__(
        self, directory: Path, *, label: str, card: ModuleCard, reads: type[Answer] = Answer
    ) -> None:
        """Prepare a conversation.

        :param label: tells the files of this conversation from those of others.
        """
        self.seconds = 0.0
        self.slowest = 0.0
        self.is_waiting = False
        self._directory = directory
        self._label = label
        self._parser = AnswerParser(card, reads)
        self.incidents = self._parser.incidents

    def ask(self, questions: Iterable[WrittenQuestion]) -> Iterator[ReceivedAnswer]:
        """Yield exactly one `ReceivedAnswer` per question, in whatever order they come.

        :raises ValueError: when two questions name the same person.
        """
        self._parser.begin()
        questions = tuple(distinct(questions))
        asked = b"".join(question.line for question in questions)
        name = f"{self._label}-{sha256(asked).hexdigest()[:16]}.jsonl"
        answers = self._directory / "answers" / name
        self._write(self._directory / "questions" / name, asked)
        self.is_waiting = not answers.exists()
        if self.is_waiting:
            yield from [ReceivedAnswer(question.person, None, Fault.NO_ANSWER) for question in questions]
            return
        for question in questions:
            self._parser.expect(question)
        lines = Lines()
        with answers.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield from self._parser.parsed(lines.fed(chunk))
        yield from self._parser.parsed([lines.last()])
        yield from self._parser.ended()

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, path: Path, questions: bytes) -> None:
        """Write the questions, whole or not at all, and make room for the answers."""
        for folder in ("questions", "answers"):
            (self._directory / folder).mkdir(parents=True, exist_ok=True)
        if path.exists():
            return
        half = path.with_suffix(".part")
        half.write_bytes(questions)
        half.replace(path)
