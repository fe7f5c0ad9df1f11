"""The weeks of a person, one after the other: what was sent, corrected, taken back, read and answered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from xprsa.demo import telling
from xprsa.demo.casting import CastMember
from xprsa.demo.exchange import Exchange
from xprsa.demo.hours import Hours
from xprsa.demo.situation import Narration, Situation
from xprsa.demo.stage import Stage
from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.prevented import WHOLE_WEEK
from xprsa.domain.review import Decision
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week, local_date

_SENDING_DAYS = (3, 4, 5, 6, 6, 6, 6, 6, 7, 7, 8)  # days after Monday: mostly Sunday
_UNREAD = 0.05
_QUIET_WEEKS = 3


@dataclass(frozen=True)
class LivedWeek:
    """A week for which something was sent, with everything that was said about it.

    :ivar read_at: when the adviser had it open.
    """

    declaration: Declaration
    moves: tuple[Decision, ...] = ()
    read_at: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Unsent:
    """What was typed and kept as a draft."""

    week: Week
    content: Content
    saved_at: datetime


class Weeks:
    """Tells the weeks of one person; nothing happens from the end of the story on."""

    def __init__(self, part: CastMember, stage: Stage, chance: Random) -> None:
        self._part = part
        self._situation: Situation = part.situation
        self._chance = chance
        self._hours = Hours(stage.territory.zone, chance)
        self._stage = stage
        self._person = part.beneficiary.id
        adviser = part.beneficiary.adviser
        self._adviser = adviser.id if adviser else stage.manager.id
        self._ends_at = stage.ends_at.astimezone(UTC)
        self.unsent: Unsent | None = None

    def told(self, first: Week, current: Week) -> tuple[LivedWeek, ...]:
        """Tell the weeks from `first` to `current`; those for which nothing was sent are left out."""
        opened = Week.at(self._part.created_at, self._stage.territory.zone)
        oldest = max(first, opened.plus(1))
        weeks = (Week.from_ordinal(n) for n in range(oldest.ordinal, current.ordinal + 1))
        lived = (self._week(week, back=current.ordinal - week.ordinal) for week in weeks)
        return tuple(week for week in lived if week is not None)

    def _week(self, week: Week, *, back: int) -> LivedWeek | None:
        asked = self._part.engagement.not_asked(week) is None
        if asked and self._situation.telling is Narration.SILENT and back <= _QUIET_WEEKS:
            return None
        if asked and back == 1 and self._situation.telling is not Narration.ORDINARY:
            return self._telling_week(week)
        likely = self._situation.answers if asked else self._likely_unasked(week)
        return self._ordinary_week(week) if self._chance.random() < likely else None

    def _likely_unasked(self, week: Week) -> float:
        """Somebody not asked may still declare; who has left does not."""
        left = self._part.engagement.departed_on
        gone = left is not None and left <= week.sunday
        return 0.0 if gone else min(0.25, self._situation.answers)

    def _ordinary_week(self, week: Week) -> LivedWeek | None:
        late = 14 if self._chance.random() < 0.03 else 0
        sent_at = self._home(week, self._chance.choice(_SENDING_DAYS) + late)
        content = telling.usual(self._situation, self._chance)
        if self._chance.random() < self._situation.prevented:
            content = self._with_days_lost(content, telling.some_days(self._chance), sent_at)
        declaration = self._sent(Declaration(self._person, week), content, sent_at)
        if self._chance.random() < 0.01:
            declaration = self._taken_back(declaration, self._home(week, 9 + late))
        if self._chance.random() < 0.04:
            again = telling.corrected(content, self._chance)
            declaration = self._sent(declaration, again, self._home(week, 10 + late))
        return self._read(declaration) if declaration.versions else None

    def _read(self, declaration: Declaration) -> LivedWeek:
        """Let the adviser read soon, later, or never: what nobody reads is counted after the delay."""
        current, soon = declaration.current, self._chance.random()
        if current is None or soon < _UNREAD or not current.content.activities:
            return LivedWeek(declaration)
        exchange = self._exchange(declaration)
        seen_on = self._day(current.sent_at) + timedelta(
            days=1 if soon < 0.85 else self._chance.randint(2, 5)
        )
        seen_at = self._hours.at_work(seen_on)
        line = max(current.content.activities, key=lambda activity: activity.minutes)
        self._discuss(exchange, line, seen_at)
        return LivedWeek(declaration, tuple(exchange.moves), tuple(exchange.read_at))

    def _discuss(self, exchange: Exchange, line: Activity, seen_at: datetime) -> None:
        turn = self._chance.random()
        if turn < 0.91:
            exchange.count(seen_at)
            return
        exchange.count(seen_at, leaving=line)
        replied_on = self._day(seen_at) + timedelta(days=self._chance.randint(1, 3))
        replied_at = self._hours.at_home(replied_on)
        settled_at = self._hours.at_work(replied_on + timedelta(days=self._chance.randint(1, 3)))
        if turn < 0.96:
            exchange.ask(line, seen_at)
            exchange.answer(line, replied_at)
            exchange.count(settled_at)
            return
        if turn < 0.985:
            exchange.reduce(line, seen_at, self._chance)
        else:
            exchange.set_aside(line, seen_at, self._chance)
        if self._chance.random() < 0.4:
            exchange.contest(line, replied_at, self._chance)
            exchange.settle(line, settled_at)

    def _telling_week(self, week: Week) -> LivedWeek | None:
        """Tell the last finished week, from its Thursday to its Sunday, so that it shows on any Monday."""
        content = telling.full(self._situation, self._chance)
        thursday, friday = self._home(week, 3), self._hours.at_work(week.days[4])
        saturday, sunday = self._home(week, 5), self._home(week, 6)
        match self._situation.telling:
            case Narration.DRAFTS:
                self.unsent = Unsent(week, content, sunday)
                return None
            case Narration.DAYS_LOST:
                content = self._with_days_lost(content, (4, 5), saturday)
            case Narration.WEEK_LOST:
                content = self._with_days_lost(content, WHOLE_WEEK, saturday)
        declaration = self._sent(Declaration(self._person, week), content, thursday)
        match self._situation.telling:
            case Narration.CORRECTS:
                for at in (saturday, sunday):
                    content = telling.corrected(content, self._chance)
                    declaration = self._sent(declaration, content, at)
            case Narration.WITHDRAWS:
                declaration = self._taken_back(declaration, saturday)
        exchange = self._exchange(declaration)
        self._tell_moves(exchange, content.activities, friday, saturday)
        return LivedWeek(declaration, tuple(exchange.moves), tuple(exchange.read_at))

    def _tell_moves(
        self, exchange: Exchange, lines: tuple[Activity, ...], friday: datetime, saturday: datetime
    ) -> None:
        match self._situation.telling:
            case Narration.ANSWERS | Narration.IS_ASKED:
                exchange.count(friday, leaving=lines[0])
                exchange.ask(lines[0], friday)
                if self._situation.telling is Narration.ANSWERS:
                    exchange.answer(lines[0], saturday)
            case Narration.CONTESTS:
                exchange.count(friday, leaving=lines[0])
                exchange.reduce(lines[0], friday, self._chance)
                exchange.contest(lines[0], saturday, self._chance)

    def _sent(self, declaration: Declaration, content: Content, at: datetime) -> Declaration:
        """Send through the domain; what would happen after the end of the story does not happen."""
        if at >= self._ends_at:
            return declaration
        rules = self._rules(declaration.week)
        channel = self._chance.choice(self._situation.channels)
        version = Version(
            number=0,
            content=content,
            sent_at=at,
            channel=channel,
            entered_by=self._person if channel is Channel.WEB else self._adviser,
            rules=rules.id,
            target_minutes=self._part.engagement.target(declaration.week),
        )
        return declaration.send(version, based_on=declaration.shown, rules=rules, today=self._day(at))

    def _taken_back(self, declaration: Declaration, at: datetime) -> Declaration:
        return (
            declaration
            if at >= self._ends_at or declaration.current is None
            else declaration.withdraw(at, based_on=declaration.base)
        )

    def _with_days_lost(self, content: Content, days: tuple[int, ...], sent_at: datetime) -> Content:
        reason = telling.reason_kept(self._situation, self._chance, sent_at=sent_at, now=self._ends_at)
        return telling.with_days_lost(content, reason, days)

    def _exchange(self, declaration: Declaration) -> Exchange:
        return Exchange(
            declaration, adviser=self._adviser, other=self._stage.manager.id, ends_at=self._ends_at
        )

    def _rules(self, week: Week) -> Rules:
        return self._stage.territory.rules_of(week)

    def _home(self, week: Week, day: int) -> datetime:
        return self._hours.at_home(week.monday + timedelta(days=day))

    def _day(self, instant: datetime) -> date:
        return local_date(instant, self._stage.territory.zone)
