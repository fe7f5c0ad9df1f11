"""One person's week as it is told in tests: sent, corrected, withdrawn, read, answered, day after day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.prevented import Prevented
from xprsa.domain.review import Decision, LineReading, Verdict, check_move, readings
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week

WEEK = Week(2026, 47)  # Monday 16 to Sunday 22 November 2026
START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
PERSON, ADVISER, OTHER_ADVISER = 1, 2, 3
RULES = Rules(id=1)


def line(
    name: str = "a", minutes: int = 120, *, kind: str = "training", days: tuple[int, ...] = (), note: str = ""
) -> Activity:
    """Make a line that keeps its name from one version to the next."""
    return Activity(line=name, kind=kind, minutes=minutes, days=days, note=note)


def version(content: Content, *, at: datetime = START) -> Version:
    """Make a version that is not numbered yet."""
    return Version(number=0, content=content, sent_at=at, channel=Channel.WEB, entered_by=PERSON, rules=1)


@dataclass
class Story:
    """A week and every move on it, at a clock that only `wait` moves."""

    now: datetime = START
    declaration: Declaration = field(default_factory=lambda: Declaration(PERSON, WEEK))
    decisions: list[Decision] = field(default_factory=list)

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def send(self, *lines: Activity, prevented: Prevented | None = None) -> None:
        """Send a version on top of whatever was sent before."""
        self.declaration = self.declaration.send(
            version(Content(lines, prevented), at=self.now),
            based_on=self.declaration.shown,
            rules=RULES,
            today=date(2026, 11, 22),
        )

    def withdraw(self) -> None:
        """Take the week back."""
        self.declaration = self.declaration.withdraw(self.now, based_on=self.declaration.base)

    def move(
        self,
        verdict: Verdict,
        name: str = "a",
        *,
        by: int | None = None,
        minutes: int | None = None,
        words: str = "des mots",
        version: int | None = None,
    ) -> None:
        """Make a move that the domain allows; the adviser or the person makes it unless `by` says who."""
        theirs = verdict in (Verdict.ANSWERED, Verdict.CONTESTED)
        decision = Decision(
            line=name,
            version=self.declaration.base if version is None else version,
            verdict=verdict,
            by=by or (PERSON if theirs else ADVISER),
            at=self.now,
            minutes=minutes,
            words=words,
        )
        check_move(self.declaration, self.decisions, decision)
        self.decisions.append(decision)

    def read(self) -> dict[str, LineReading]:
        """Read every line now, by name."""
        lines = readings(self.declaration, self.decisions, tacit_days=RULES.tacit_days, as_of=self.now)
        return {reading.activity.line: reading for reading in lines}

    def summary(self, as_of: datetime | None = None) -> Summary | None:
        """Sum the week up at an instant, now unless told."""
        return summarise(self.declaration, self.decisions, rules=RULES, target=900, as_of=as_of or self.now)
