"""What the tests of modules share: questions, and modules that misbehave."""

import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from xprsa.modules.received import Fault, ReceivedAnswer
from xprsa.scoring.question import WrittenQuestion, write_question

ODD = Path(__file__).with_name("odd_module.py")


def odd(behaviour: str) -> list[str]:
    """Give the command of a module that behaves like this."""
    return [sys.executable, "-S", "-E", str(ODD), behaviour]


def some_questions(count: int, *, weeks: int = 3) -> list[WrittenQuestion]:
    """Give questions about different people; the person of each is its number."""
    row = {"week": "2026-W01", "status": "declared", "comparable": True, "target_minutes": 900}
    return [write_question(f"{number:064x}", [row] * weeks) for number in range(1, count + 1)]


def by_number(answers: Sequence[ReceivedAnswer]) -> dict[int, ReceivedAnswer]:
    """Give the answers by the number of their question; each has exactly one."""
    found = {int(answer.person, 16): answer for answer in answers}
    assert len(found) == len(answers), "a question has two answers"
    return found


def faults(answers: Sequence[ReceivedAnswer]) -> dict[int, Fault]:
    """Give the faults by the number of their question."""
    return {number: answer.fault for number, answer in by_number(answers).items() if answer.fault is not None}


def is_soon_gone(word: str) -> bool:
    """Wait for the end of the killed processes that have this word on their command line, 2 s at most."""
    until = time.monotonic() + 2
    while any(word.encode() in line for line in _command_lines()):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _command_lines() -> Iterator[bytes]:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            yield process.read_bytes()
