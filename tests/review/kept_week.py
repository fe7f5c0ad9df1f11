"""One week as it is kept, and what several people have before their eyes of it: held against each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from tests.builders import actor
from xprsa.domain.caseload import WeekStatus
from xprsa.domain.content import Activity
from xprsa.domain.declaration import Declaration
from xprsa.domain.permission import Permission, Subject, may
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import BY_ADVISER, Decision, Verdict, in_force
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.turn import times_said
from xprsa.domain.week import Week
from xprsa.review.service import LineChoice
from xprsa.running.service import Service

_TOO_OLD = {Reason.STALE_VERSION, Reason.SAID_SINCE}


@dataclass(frozen=True)
class Page:
    """What somebody has before their eyes, of a week as it stood."""

    declaration: Declaration
    decisions: tuple[Decision, ...]

    def on(self, line: str) -> tuple[Decision, ...]:
        """Give what was said of a line."""
        return tuple(move for move in self.decisions if move.line == line)

    @property
    def lines(self) -> tuple[Activity, ...]:
        """The lines of the version that stands."""
        current = self.declaration.current
        return current.content.activities if current else ()

    def line_at(self, place: int, *, of_adviser: bool = False) -> str:
        """Name a line by its place, beginning again at the end; where there is none, one that nobody sent.

        :param of_adviser: among those of which an adviser spoke last, if there are any.
        """
        names = [line.line for line in self.lines]
        spoken = [name for name in names if self.on(name) and self.on(name)[-1].verdict in BY_ADVISER]
        some = spoken if of_adviser and spoken else names
        return some[place % len(some)] if some else "0" * 32

    def holds_all_of(self, before: "Page") -> bool:
        """Tell whether all that was kept is still there, as it was; a version may have been taken back."""
        versions = self.declaration.versions[: len(before.declaration.versions)]
        kept = tuple(
            replace(version, withdrawn_at=old.withdrawn_at)
            for version, old in zip(versions, before.declaration.versions, strict=True)
        )
        said = self.decisions[: len(before.decisions)]
        return (kept, said) == (before.declaration.versions, before.decisions)


@dataclass
class KeptWeek:
    """A week of somebody in the database, read as a page, a list and an export read it."""

    service: Service
    person: int
    week: Week

    def page(self) -> Page:
        """Read it."""
        with self.service.database.reading() as store:
            return Page(
                store.declarations.of_week(self.person, self.week),
                store.decisions.of_week(self.person, self.week),
            )

    def act(self, page: Page, do: Callable[[], object], *lines: str) -> bool:
        """Do something on a page; tell whether anything was kept.

        :param lines: what is decided or said of; none when it is the whole week that is sent or taken back.
        """
        before = self.page()
        is_old = page.declaration != before.declaration
        is_answered = any(page.on(line) != before.on(line) for line in lines)
        refused = None
        try:
            do()
        except RuleBroken as broken:
            refused = broken.reason
        after = self.page()
        if refused is not None:
            assert after == before, "what is refused leaves everything as it was"
            assert refused not in _TOO_OLD or is_old or is_answered, "a page that shows all is not too old"
            return False
        assert after.holds_all_of(before), "nothing that was kept is lost"
        if after == before:
            return False
        assert not is_old, "nobody builds on a version that they did not see"
        for move in after.decisions[len(before.decisions) :]:
            assert page.on(move.line) == before.on(move.line), "nobody decides beside somebody else"
        return True

    def check_decided(self, choice: LineChoice, *, by: int) -> None:
        """Hold the last move on a line against what was just decided."""
        *earlier, last = self.page().on(choice.line)
        assert (last.verdict, last.by, last.minutes) == (choice.verdict, by, choice.minutes)
        standing = in_force(earlier)
        if standing and standing[-1].verdict is Verdict.CONTESTED and standing[-1].version == last.version:
            decided = [move for move in standing if move.verdict in BY_ADVISER]
            assert decided[-1].by != by, "nobody decides of a contest of their own decision"

    def beneficiary(self) -> Beneficiary:
        """Read whose it is, and who follows them now."""
        with self.service.database.reading() as store:
            found = store.people.find(self.person)
        assert found is not None
        return found

    def may(self, who: Account, permission: Permission) -> bool:
        """Tell whether somebody may do something about the person today."""
        person = self.beneficiary()
        adviser = person.adviser.id if person.adviser else None
        subject = Subject(person.id, person.account.territory, adviser, person.account.organisation)
        return may(actor(who), permission, subject)

    def listed(self) -> WeekStatus | None:
        """Read what the list of whoever follows the person says of the week."""
        adviser = self.beneficiary().adviser
        assert adviser is not None
        today = self.service.today(self.service.territory(adviser.territory))
        with self.service.database.reading() as store:
            (followed,) = store.caseloads.of_adviser(adviser.id, self.week, today=today)
        return followed.statuses.get(self.week)

    def summary(self, as_of: datetime) -> Summary | None:
        """Sum it up as it stood at an instant."""
        territory = self.service.territory(self.beneficiary().account.territory)
        page = self.page()
        rules = territory.rules_of(self.week)
        return summarise(page.declaration, page.decisions, rules=rules, target=900, as_of=as_of)


def choice_on(page: Page, line: str, verdict: Verdict, minutes: int) -> LineChoice:
    """Make what the form of a page says of a line.

    :param minutes: those to count when lowered.
    """
    return LineChoice(
        line,
        page.declaration.base,
        verdict,
        minutes=minutes if verdict is Verdict.ADJUSTED else None,
        words="" if verdict is Verdict.COUNTED else "des mots",
        seen=times_said(page.on(line)),
    )
