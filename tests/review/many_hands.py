"""A week in many hands: its person, two who follow them in turn, a third reader, the territory's rules.

Each acts on the page that they last looked at, which may have grown old. Whatever is accepted answered all
that stood; whatever is refused left everything as it was; and nothing that was kept is ever lost.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import product
from string import digits
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.builders import Clock, People, activity, actor, content
from tests.domain.test_summary import assert_adds_up
from tests.posted import let_in
from tests.review.kept_week import KeptWeek, Page, choice_on
from xprsa.accounts.staff.handing_over import hand_over
from xprsa.declare.answering import Said, answer
from xprsa.declare.keeping import withdraw_week
from xprsa.declare.service import submit_week
from xprsa.domain.caseload import status_of
from xprsa.domain.content import Activity, Content
from xprsa.domain.permission import Actor, Permission
from xprsa.domain.review import BY_ADVISER, SETTLING, Verdict
from xprsa.domain.rule import RuleBroken
from xprsa.domain.second_thought import UNDO_WITHIN, DecisionMade
from xprsa.domain.summary import Summary
from xprsa.domain.territory import Rules
from xprsa.domain.turn import times_said
from xprsa.domain.week import Week
from xprsa.review.service import count_week, decide_contest, decide_line
from xprsa.review.together import Together, count_plain_weeks, uncount
from xprsa.review.undoing import undo
from xprsa.running.service import Service

THIS_WEEK = Week(2026, 48)
_NAMES = ("1" * 32, "2" * 32, "3" * 32)
_READERS = ("reader", "other", "third")
_CODES = ("".join(signs) for signs in product("T", digits + "ABCDEF", digits + "ABCDEF", digits, digits))
some_lines = st.lists(
    st.builds(
        Activity,
        line=st.sampled_from(_NAMES),
        kind=st.sampled_from(["training", "paid_work", "personal_steps"]),
        minutes=st.sampled_from([0, 1, 60, 120]),
        note=st.sampled_from(["", "Le matin."]),
    ),
    max_size=3,
    unique_by=lambda activity: activity.line,
)
places, some_minutes = st.integers(0, 2), st.sampled_from([1, 30])
readers = st.sampled_from(["follower", "follower", *_READERS])  # most of the time whoever follows the person
looking = st.booleans()  # whether whoever acts opens the week anew first
seldom = st.integers(0, 5).map(lambda drawn: drawn == 0)


class ManyHands(RuleBasedStateMachine):
    """One person's weeks, while time passes, rules change, and another comes to follow them."""

    def __init__(self, service: Service, people: People, clock: Clock) -> None:
        super().__init__()
        self.service, self.people, self.clock = service, people, clock
        self.seen: dict[str, Page] = {}
        self.made: dict[str, tuple[Week, DecisionMade]] = {}
        self.together: dict[str, tuple[Week, Together]] = {}
        self.told: dict[tuple[Week, datetime], Summary | None] = {}

    @initialize()
    def begin(self) -> None:
        """Open a territory where nobody else is."""
        self.clock.instant = Clock().instant
        self.code = next(_CODES)
        self.people.territory(self.code)
        self.staff = {name: self.people.adviser(territory=self.code) for name in _READERS}
        for member in self.staff.values():
            let_in(self.service, member)
        self.manager = actor(self.people.manager(territory=self.code))
        person = self.people.beneficiary(adviser=self.staff["reader"], territory=self.code)
        self.me = actor(person.account)
        self.kept = KeptWeek(self.service, person.id, THIS_WEEK.plus(-1))
        self.people.sends(
            person, self.kept.week, content(activity("training", "2 h"), activity("workshop", "1 h"))
        )
        self._everybody_looks()

    # Anybody.

    @rule(minutes=st.sampled_from([1, 1, 1, 9, 11, 60 * 24, 60 * 24 * 15]))
    def time_passes(self, minutes: int) -> None:
        """Wait for minutes, or past a delay."""
        self.clock.advance(minutes=minutes)

    @rule(back=st.integers(0, 2), now=seldom)
    def everybody_turns_to(self, back: int, now: bool) -> None:
        """Go to another of the last three weeks."""
        if not now:
            return
        today = self.service.today(self.service.territory(self.me.territory))
        self.kept.week = Week.of(today).plus(-back)
        self._everybody_looks()

    # The person.

    @rule(lines=some_lines, adds=st.booleans(), first=looking, again=seldom)
    def sends(self, lines: list[Activity], adds: bool, first: bool, again: bool) -> None:
        """Send the week, or send it again; half of the time as it was, with a line more."""
        page = self._page("person", first=first)
        if page.lines and not again:
            return
        taken = {line.line for line in page.lines}
        more = [line for line in lines if line.line not in taken][:1]
        said = Content(activities=(*page.lines, *more) if adds else tuple(lines))
        form = {"week": self.kept.week, "content": said, "based_on": page.declaration.shown}
        if self.kept.act(page, lambda: submit_week(self.service, actor=self.me, key=uuid4(), **form)):
            assert self.kept.page().declaration.versions[-1].content == said, "a week is kept as it was sent"

    @rule(first=looking, now=seldom)
    def takes_back(self, first: bool, now: bool) -> None:
        """Take the week back."""
        if not now:
            return
        page = self._page("person", first=first)
        form = {"week": self.kept.week, "number": page.declaration.base}
        if self.kept.act(page, lambda: withdraw_week(self.service, actor=self.me, **form)):
            assert self.kept.page().declaration.current is None

    @rule(verdict=st.sampled_from([Verdict.ANSWERED, Verdict.CONTESTED]), place=places, first=looking)
    def says(self, verdict: Verdict, place: int, first: bool) -> None:
        """Answer a question, or contest what was decided."""
        page, week = self._page("person", first=first), self.kept.week
        line = page.line_at(place, of_adviser=True)
        said = Said(line, page.declaration.base, verdict, "des mots", seen=times_said(page.on(line)))
        if self.kept.act(page, lambda: answer(self.service, actor=self.me, week=week, said=said), line):
            assert self.kept.page().on(line)[-1].verdict is verdict

    # Whoever reads.

    @rule(
        name=readers, verdict=st.sampled_from(BY_ADVISER), minutes=some_minutes, place=places, first=looking
    )
    def decides(self, name: str, verdict: Verdict, minutes: int, place: int, first: bool) -> None:
        """Count, lower, question or set aside a line."""
        name = self._name(name)
        if not self.kept.may(self.staff[name], Permission.REVIEW_WEEK):
            return
        page = self._page(name, first=first)
        line = page.line_at(place)
        choice = choice_on(page, line, verdict, minutes)

        def decide() -> None:
            made = decide_line(self.service, actor=self._actor(name), choice=choice, **self._where)
            self.made[name] = (self.kept.week, made)

        if self.kept.act(page, decide, line):
            self.kept.check_decided(choice, by=self.staff[name].id)

    @rule(name=readers, verdict=st.sampled_from(SETTLING), minutes=some_minutes, place=places, first=looking)
    def decides_a_contest(self, name: str, verdict: Verdict, minutes: int, place: int, first: bool) -> None:
        """Decide of a line that its person contests."""
        name = self._name(name)
        page, who = self._page(name, first=first), self._actor(name)
        line = page.line_at(place)
        choice = choice_on(page, line, verdict, minutes)
        if self.kept.act(
            page,
            lambda: decide_contest(self.service, actor=who, choice=choice, **self._where),
            line,
        ):
            assert self.kept.page().on(line)[-2].verdict is Verdict.CONTESTED
            self.kept.check_decided(choice, by=self.staff[name].id)

    @rule(name=readers, closes=st.booleans(), first=looking)
    def counts_the_week(self, name: str, closes: bool, first: bool) -> None:
        """Count all that waits."""
        name = self._name(name)
        page = self._page(name, first=first)
        if not self.kept.may(self.staff[name], Permission.REVIEW_WEEK):
            return
        read = {
            "version": page.declaration.base,
            "seen": times_said(page.decisions),
            "closes_questions": closes,
        }

        def count() -> None:
            made = count_week(self.service, actor=self._actor(name), **self._where, **read)
            self.made[name] = (self.kept.week, made)

        self.kept.act(page, count, *(line.line for line in page.lines))

    @rule(name=readers, first=looking)
    def counts_what_is_plain(self, name: str, first: bool) -> None:
        """Count the weeks that raise no question, this one among them."""
        name = self._name(name)
        page, before, who = self._page(name, first=first), self.kept.page(), self.kept.beneficiary()
        read = {(who.account.public_id, self.kept.week): page.declaration.base}
        done = count_plain_weeks(self.service, actor=self._actor(name), read=read)
        after = self.kept.page()
        assert after.holds_all_of(before)
        if done.done:
            assert who.adviser is not None
            assert who.adviser.id == self.staff[name].id, "nobody counts the weeks of whom they do not follow"
            assert page.declaration == before.declaration, "nobody counts a version that they did not read"
            assert not any(line.note for line in page.lines), "words are read before they are counted"
            self.together[name] = (self.kept.week, done)
        else:
            assert after == before

    @rule(name=readers)
    def undoes_what_was_plain(self, name: str) -> None:
        """Take back all that one counted together last."""
        name = self._name(name)
        week, made = self.together.get(name, (None, None))
        if made is None or week != self.kept.week:
            return
        before = self.kept.page()
        undone = uncount(self.service, actor=self._actor(name), made=made).done
        after = self.kept.page()
        back = [place for place, move in enumerate(before.decisions) if move.at == made.at]
        self._check_undone(name, before, after, back if undone else [])

    @rule(name=readers)
    def undoes(self, name: str) -> None:
        """Take back what one decided last."""
        name = self._name(name)
        week, made = self.made.get(name, (self.kept.week, DecisionMade(0, 0)))
        if week != self.kept.week or not self.kept.may(self.staff[name], Permission.REVIEW_WEEK):
            return
        before = self.kept.page()
        places = range(made.first, made.first + made.count)
        moves = [before.decisions[place] for place in places]
        try:
            undo(self.service, actor=self._actor(name), made=made, **self._where)
        except RuleBroken:
            assert self.kept.page() == before, "what is refused leaves everything as it was"
            return
        after = self.kept.page()
        if after == before:
            assert all(move.undone_at for move in moves), "a second tap alone takes back nothing"
            return
        self._check_undone(name, before, after, places)

    def _check_undone(self, name: str, before: Page, after: Page, places: Collection[int]) -> None:
        assert after.declaration == before.declaration
        for place, move in enumerate(before.decisions):
            if place not in places:
                assert after.decisions[place] == move
                continue
            assert replace(after.decisions[place], undone_at=None) == move
            assert after.decisions[place].undone_at
            assert before.on(move.line)[-1] == move, "what was said since of a line stays answered"
            assert (move.by, move.version) == (self.staff[name].id, before.declaration.base)
            assert self.clock.instant - move.at <= UNDO_WITHIN

    # The territory.

    @rule(to=st.sampled_from(["reader", "other"]), now=seldom)
    def is_followed_by(self, to: str, now: bool) -> None:
        """Let another follow the person."""
        before, who = self.kept.page(), self.kept.beneficiary()
        assert who.adviser is not None
        if not now or who.adviser.id == self.staff[to].id:
            return
        whom = {"adviser": who.adviser.public_id, "people": [who.account.public_id]}
        hand_over(self.service, actor=self.manager, **whom, to=self.staff[to].public_id)
        assert self.kept.page() == before

    @rule(days=st.sampled_from([2, 7, 30]))
    def rules_change(self, days: int) -> None:
        """Let another delay hold from next Monday on."""
        territory = self.service.territory(self.me.territory)
        monday = Week.of(self.service.today(territory)).plus(1).monday
        if monday not in {rules.valid_from for rules in territory.rules}:
            self.people.rules(Rules(valid_from=monday, tacit_days=days), territory=self.code)

    # What holds after each step.

    @invariant()
    def the_totals_add_up(self) -> None:
        """Sum the week up, and keep it, to hold against it what we say later of this instant."""
        summary = self.kept.summary(self.clock.instant)
        if summary is not None:
            assert_adds_up(summary)
        self.told[self.kept.week, self.clock.instant] = summary

    @invariant()
    def the_list_says_what_the_week_says(self) -> None:
        """Hold what lists read against the week itself."""
        page = self.kept.page()
        sent = page.declaration.versions
        expected = status_of(page.declaration, page.decisions, as_of=self.clock.instant) if sent else None
        assert self.kept.listed() == expected

    def teardown(self) -> None:
        """What was true at an instant is still what we say of that instant, whatever came since."""
        for (week, instant), summary in self.told.items():
            if instant < self.clock.instant:
                assert KeptWeek(self.service, self.kept.person, week).summary(instant) == summary

    @property
    def _where(self) -> dict[str, object]:
        return {"person": self.kept.person, "week": self.kept.week}

    def _actor(self, name: str) -> Actor:
        return actor(self.staff[name])

    def _name(self, who: str) -> str:
        adviser = self.kept.beneficiary().adviser
        followers = [name for name, account in self.staff.items() if adviser and account.id == adviser.id]
        return followers[0] if who == "follower" else who

    def _everybody_looks(self) -> None:
        self.seen = dict.fromkeys(("person", *_READERS), self.kept.page())

    def _page(self, who: str, *, first: bool) -> Page:
        if first:
            self.seen[who] = self.kept.page()
        return self.seen[who]
