"""The request to talk: since when it waits, and what ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import Clock, could_not
from xprsa.domain.caseload import (
    STATUS_WEEKS,
    CaseloadGroup,
    silent_weeks,
    standing_of,
    status_of,
    wish_to_talk,
)
from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.engagement import Engagement
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.review import THE_WEEK, Decision, Verdict
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week

SENT = Clock().instant
WEEK = Week(2026, 47)
RATHER_SAY = Content(prevented=could_not(reason=PreventedReason.RATHER_SAY))
FORGOTTEN = Content(prevented=could_not(reason=None))
NOTHING = Content()


def week_of(*contents: Content) -> Declaration:
    """Make a week whose versions were sent an hour apart."""
    versions = [
        Version(number, said, SENT + timedelta(hours=number), Channel.WEB, entered_by=1, rules=1)
        for number, said in enumerate(contents, start=1)
    ]
    return Declaration(1, WEEK, tuple(versions))


def call(version: int) -> Decision:
    return Decision(THE_WEEK, version, Verdict.COUNTED, by=2, at=SENT + timedelta(days=1))


def test_it_waits_since_the_version_that_first_said_so() -> None:
    request = wish_to_talk(week_of(NOTHING, RATHER_SAY, RATHER_SAY), ())
    assert request == SENT + timedelta(hours=2)


@pytest.mark.parametrize("last", [NOTHING, FORGOTTEN])
def test_another_choice_or_a_forgotten_reason_ends_it(last: Content) -> None:
    assert wish_to_talk(week_of(RATHER_SAY, last), ()) is None


def test_a_call_ends_it_for_later_versions_that_say_the_same() -> None:
    assert wish_to_talk(week_of(RATHER_SAY, RATHER_SAY), [call(1)]) is None


def test_a_wish_made_again_after_the_call_waits_again() -> None:
    assert wish_to_talk(week_of(RATHER_SAY, NOTHING, RATHER_SAY), [call(1)]) is not None


def test_a_week_taken_back_wishes_nothing() -> None:
    sent = week_of(RATHER_SAY)
    taken_back = replace(sent, versions=(replace(sent.versions[0], withdrawn_at=SENT),))
    assert wish_to_talk(taken_back, ()) is None


def test_the_mark_of_a_week_says_it_and_is_a_message_that_waits() -> None:
    status = status_of(week_of(RATHER_SAY), (), as_of=SENT + timedelta(days=1))
    assert status.wants_to_talk
    assert status.is_message
    assert status.waiting_since == SENT + timedelta(hours=1)
    assert status.newest_wait is None


def test_a_wish_older_than_the_marked_weeks_is_shown_no_more() -> None:
    status = status_of(week_of(RATHER_SAY), (), as_of=SENT)
    groups, to_do = [], []
    for weeks in (STATUS_WEEKS - 1, STATUS_WEEKS):
        now = SENT + timedelta(weeks=weeks)
        found = standing_of(
            [status],
            is_received={WEEK}.__contains__,
            is_asked=Engagement().is_asked,
            rules_of=lambda _: Rules(),
            this_week=WEEK.plus(weeks),
            now=now,
        )
        groups.append(found.group)
        to_do.append(found.to_do)
    assert groups == [CaseloadGroup.MESSAGES, CaseloadGroup.NOT_ASKED]
    assert to_do == [(status,), ()]


def test_silence_is_counted_back_to_the_last_week_received_or_not_asked() -> None:
    five = {WEEK.plus(-back) for back in range(5)}
    assert silent(received=set(), asked=five) == 5
    assert silent(received={WEEK.plus(-2)}, asked=five) == 2
    assert silent(received=set(), asked={WEEK, WEEK.plus(-2)}) == 1


def test_silence_is_counted_as_far_as_the_statuses_reach() -> None:
    assert silent(received=set(), asked={WEEK.plus(-back) for back in range(20)}) == STATUS_WEEKS - 1
    assert silent(received=set(), asked={WEEK.plus(-back) for back in range(13)}) == STATUS_WEEKS - 1


def silent(*, received: set[Week], asked: set[Week]) -> int:
    return silent_weeks(is_received=received.__contains__, is_asked=asked.__contains__, last=WEEK)
