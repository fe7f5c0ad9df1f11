"""The versions of a person's week, and the moves that are allowed on it."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from xprsa.domain.content import Content, check
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week


class Channel(StrEnum):
    """How the week reached us; every channel is equal."""

    WEB = "web"
    ASSISTED = "assisted"
    PAPER = "paper"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a week, as sent; never changed afterwards.

    :ivar target_minutes: the target in force when it was sent, for the record only.
    :ivar entered_by: account of whoever typed it.
    :ivar confirmed_at: set once, when the person said that what somebody else typed is what they told.
    :ivar withdrawn_at: set once, when the person took this version back.
    """

    number: int
    content: Content
    sent_at: datetime
    channel: Channel
    entered_by: int
    rules: int
    target_minutes: int | None = None
    withdrawn_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class Declaration:
    """A person's week: every version sent, oldest first."""

    person: int
    week: Week
    versions: tuple[Version, ...] = ()

    @property
    def current(self) -> Version | None:
        """The version that stands, or None when nothing was sent or the last was withdrawn."""
        last = self.versions[-1] if self.versions else None
        return last if last is not None and last.withdrawn_at is None else None

    @property
    def base(self) -> int:
        """Number of the last version ever sent (0 before the first): what a new one builds on."""
        return self.versions[-1].number if self.versions else 0

    @property
    def shown(self) -> int:
        """What the form of a week keeps of what it shows: its `base`, below zero once that was taken back."""
        return self.base if self.current else -self.base

    def seen(self, number: int) -> Version | None:
        """Give the version that stands to whoever saw the last one sent; None when it was taken back.

        Every move on a week passes here: nobody builds on, takes back or decides of what changed since.

        :param number: of the version that they saw; 0 when they saw none.
        :raises RuleBroken: STALE_VERSION when another was sent since.
        """
        if number != self.base:
            raise RuleBroken(Reason.STALE_VERSION)
        return self.current

    def standing(self, *, seen: int) -> Version:
        """Give the version that stands, to whoever is about to decide of it.

        :raises RuleBroken: STALE_VERSION when another was sent since, NOT_SENT when none stands.
        """
        current = self.seen(seen)
        if current is None:
            raise RuleBroken(Reason.NOT_SENT)
        return current

    def send(self, version: Version, *, based_on: int, rules: Rules, today: date) -> "Declaration":
        """Add a version on top of the others.

        :param based_on: what the form showed, as `shown` gives it: what was taken back is not sent unknowing.
        :param today: the day on the territory's clock.
        :raises RuleBroken: WEEK_NOT_BEGUN, WEEK_CLOSED, STALE_VERSION, or what `check` finds.
        """
        rules.check_open(self.week, today=today)
        check(version.content, rules.catalogue, known=self._kinds_sent())
        self.seen(abs(based_on))
        if (based_on < 0) != (self.shown < 0):
            raise RuleBroken(Reason.STALE_VERSION)
        numbered = replace(version, number=self.base + 1)
        return replace(self, versions=(*self.versions, numbered))

    def withdraw(self, at: datetime, *, based_on: int) -> "Declaration":
        """Take the week back: it is to declare again, and its versions stay readable; once is enough.

        :param based_on: number of the version that the person had before their eyes.
        :raises RuleBroken: NOTHING_TO_WITHDRAW when nothing was ever sent, STALE_VERSION.
        """
        if not self.versions:
            raise RuleBroken(Reason.NOTHING_TO_WITHDRAW)
        if (current := self.seen(based_on)) is None:
            return self
        return replace(self, versions=(*self.versions[:-1], replace(current, withdrawn_at=at)))

    def as_of(self, cut_off: datetime) -> "Declaration":
        """Give the week as it stood at an instant: later versions and withdrawals left out."""
        then = tuple(
            replace(version, withdrawn_at=None)
            if version.withdrawn_at and version.withdrawn_at > cut_off
            else version
            for version in self.versions
            if version.sent_at <= cut_off
        )
        return self if then == self.versions else replace(self, versions=then)

    def _kinds_sent(self) -> frozenset[str]:
        return frozenset(line.kind for version in self.versions for line in version.content.activities)


def version_typed(text: str) -> int:
    """Read the number of a version, below zero for one that was taken back; 0 when the text is none."""
    return int(text) if re.fullmatch("-?[0-9]{1,4}", text) else 0
