"""What the module says of people: true answers, or hostile ones; heard by the real parser either way."""

import json
from collections.abc import Callable, Iterable, Iterator
from random import Random
from types import TracebackType
from typing import Any, Self

from xprsa.modules.answer_parser import AnswerParser
from xprsa.modules.received import Fault, Incidents, ReceivedAnswer
from xprsa.scoring.answer import MOST_REASONS, Answer
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import WrittenQuestion

Question = dict[str, Any]
Voice = Callable[[Question], list[bytes] | Fault]
Voices = Callable[[str], Voice]  # by the label of the conversation, equal from run to run
FEWEST_WEEKS = 2
MARKUP = '<script>alert("1")</script><b>&amp;</b></article></section></details>{{ 7*7 }}\u202e\u0000'
LONGEST = (MARKUP * 10)[:500]


def truly(_label: str) -> Voice:
    """Speak as a module does: the same of the same weeks, whatever the conversation."""
    return _true


def _true(question: Question) -> list[bytes] | Fault:
    """Say how much of the contract was done; nothing of somebody who declared too few weeks."""
    weeks = [row for row in question["documents"] if row["comparable"]]
    if len(weeks) < FEWEST_WEEKS:
        return _said(question, abstains="Trop peu de semaines.")
    done = sum(row["declared_minutes"] for row in weeks)
    owed = sum(row["target_minutes"] for row in weeks) or 1
    value = min(100.0, round(100 * done / owed, 1))
    return _said(question, value=value, contributions={"declared_minutes": value})


def _odd_replies(draw: Random) -> list[dict[str, Any]]:
    """Valid replies, at the ends of what is valid."""
    return [
        {"value": 0},
        {"value": 100},
        {"value": draw.choice([5e-324, 1e-9, 49.999999999, 50, 99.9999999])},
        {"value": draw.uniform(0, 100), "contributions": {"counted_minutes": draw.uniform(-100, 100)}},
        {"value": 100, "reasons": [LONGEST] * MOST_REASONS},
        {"value": 0, "reasons": [MARKUP], "contributions": {"week": 1.7e308, "status": -1.7e308}},
        {"abstains": LONGEST},
        {"abstains": MARKUP},
    ]


def _no_replies(question: Question, draw: Random) -> list[list[bytes] | Fault]:
    """All that is no answer."""
    whole = json.loads(_said(question, value=50)[0])
    return [
        Fault.CRASHED,
        Fault.TOO_SLOW,
        [],
        [b"<html><body>502 Bad Gateway</body></html>"],
        [json.dumps(whole | {"value": value}).encode() for value in (float("nan"), 50)],
        [json.dumps(whole | {"value": draw.choice([-1, 101, 1e300])}).encode()],
        [json.dumps(whole | {"module": "another"}).encode()],
        [json.dumps(whole | {"person": "f" * 64}).encode()],
        [json.dumps(whole | {"reasons": ["x" * 501]}).encode()],
    ]


def hostile(seed: int) -> Voices:
    """Speak at random, and against everybody."""

    def begin(label: str) -> Voice:
        draw = Random(f"{seed} {label}")

        def voice(question: Question) -> list[bytes] | Fault:
            if draw.random() < 0.5:
                return draw.choice(_no_replies(question, draw))
            return _said(question, **draw.choice(_odd_replies(draw)))

        return voice

    return begin


def _said(question: Question, **reply: Any) -> list[bytes]:
    whose = {"schema": "xprsa.answer/1", "person": question["person"], "module": "effort", "version": "1.0"}
    return [json.dumps(whose | reply).encode()]


class SpokenConversation:
    """A conversation with a voice instead of a process: the lines are read as those of any module."""

    isolation = "process"
    last_words = ""
    is_waiting = False
    seconds = slowest = 0.0

    def __init__(self, card: ModuleCard, voice: Voice) -> None:
        self._parser = AnswerParser(card, Answer)
        self._voice = voice

    @property
    def incidents(self) -> Incidents:
        return self._parser.incidents

    def ask(self, questions: Iterable[WrittenQuestion]) -> Iterator[ReceivedAnswer]:
        self._parser.begin()
        for question in questions:
            self._parser.expect(question)
            said = self._voice(json.loads(question.line))
            if isinstance(said, Fault):
                yield from self._parser.fail_first(said, "")
            else:
                yield from self._parser.parsed(said)
                yield from self._parser.ended()

    def close(self) -> None:
        """Nothing is left running."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
