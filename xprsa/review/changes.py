"""What changes between two versions of a week, line by line."""

from dataclasses import dataclass

from xprsa.domain.content import Activity, Content


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that is not the same in both versions; None where a version has no such line."""

    before: Activity | None
    after: Activity | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that a version changes.

    :ivar prevented: whether « je n'ai pas pu » differs (days; the reason where it is still known).
    """

    lines: tuple[ChangedLine, ...] = ()
    prevented: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.lines) or self.prevented


def changes(before: Content, after: Content) -> Changes:
    """Compare two versions: lines of the newer one first, then those that it no longer has."""
    old = {line.line: line for line in before.activities}
    new = {line.line: line for line in after.activities}
    changed = [ChangedLine(old.get(key), line) for key, line in new.items() if old.get(key) != line]
    gone = [ChangedLine(line, None) for key, line in old.items() if key not in new]
    return Changes((*changed, *gone), before.prevented != after.prevented)
