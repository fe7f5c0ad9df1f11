"""What was said of activities that their person took out since: nothing said is ever hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from xprsa.domain.content import Activity
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import Decision, Verdict


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A line that no longer stands, and of which something was said in words.

    :ivar activity: as it last stood.
    :ivar exchange: every move on the line, oldest first.
    """

    activity: Activity
    exchange: tuple[Decision, ...]


def taken_out(declaration: Declaration, decisions: Sequence[Decision]) -> tuple[TakenOut, ...]:
    """Give the lines that the version that stands no longer has, and of which something was said.

    :param decisions: every move on this week, oldest first.
    """
    current = declaration.current
    last_stood = {line.line: line for version in declaration.versions for line in version.content.activities}
    standing = {line.line for line in current.content.activities} if current else set()
    gone = [line for key, line in last_stood.items() if key not in standing]
    exchanges = ((line, tuple(move for move in decisions if move.line == line.line)) for line in gone)
    return tuple(TakenOut(line, exchange) for line, exchange in exchanges if any(map(_says, exchange)))


def _says(move: Decision) -> bool:
    return bool(move.words) or move.verdict is Verdict.CONTESTED
