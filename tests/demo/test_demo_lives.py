"""Fictitious people, before any database: the same for the same plan, legal, and telling."""

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest

from xprsa.demo.life import Life, lives
from xprsa.demo.situation import Circumstance, Situation
from xprsa.demo.situations import SITUATIONS
from xprsa.demo.stage import DemoPlan, Stage, stage_of
from xprsa.domain.caseload import STATUS_WEEKS, CaseloadGroup, standing_of, status_of
from xprsa.domain.declaration import Channel
from xprsa.domain.engagement import NotAsked
from xprsa.domain.retention import PREVENTED_REASON
from xprsa.domain.review import LineState, Verdict, readings
from xprsa.domain.summary import summarise
from xprsa.domain.week import Week
from xprsa.gateways import contacts

TODAY = date(2026, 11, 24)
PLAN = DemoPlan(today=TODAY)
LAST = Week.of(TODAY).plus(-1)
A_WEEK_OF_DAYS = [TODAY + timedelta(days=n) for n in range(7)] + [date(2027, 1, 4), date(2026, 3, 30)]
DIGEST = """
import hashlib
from datetime import date
from xprsa.demo.life import lives
from xprsa.demo.stage import DemoPlan, stage_of
plan = DemoPlan(today=date(2026, 11, 24), people=60)
print(hashlib.sha256(repr((stage_of(plan), list(lives(plan, stage_of(plan))))).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def stage() -> Stage:
    return stage_of(PLAN)


@pytest.fixture(scope="module")
def everybody(stage: Stage) -> list[Life]:
    return list(lives(PLAN, stage))


def living(everybody: list[Life], code: str) -> list[Life]:
    return [life for life in everybody if life.part.situation.code == code]


@pytest.mark.slow
def test_the_same_plan_gives_the_same_people_in_two_processes_with_different_hash_seeds() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "20261124")
    }

    assert len(digests) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", digests.pop())


@pytest.mark.parametrize("other", [replace(PLAN, seed=2), replace(PLAN, today=TODAY + timedelta(weeks=1))])
def test_another_seed_or_another_day_gives_other_weeks(everybody: list[Life], other: DemoPlan) -> None:
    assert list(lives(other, stage_of(other)))[:20] != everybody[:20]


def test_a_person_does_not_depend_on_those_before(everybody: list[Life], stage: Stage) -> None:
    assert next(lives(PLAN, stage, first=123)) == everybody[123]


def test_the_first_of_two_million_people_come_without_the_others() -> None:
    many = DemoPlan(today=TODAY, people=2_000_000)

    assert len(list(islice(lives(many, stage_of(many)), 3))) == 3


def test_every_situation_is_lived_among_two_hundred_people(everybody: list[Life]) -> None:
    lived = {life.part.situation.code for life in everybody}

    assert lived == {situation.code for situation in SITUATIONS}
    assert len(lived) >= 15


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.code)
def test_a_story_is_told_in_short_plain_sentences(situation: Situation) -> None:
    sentences = [sentence for sentence in situation.story.split(".") if sentence.strip()]

    assert len(sentences) == 3
    assert all(len(sentence.split()) < 15 for sentence in sentences)
    assert not re.search(
        r"fraude|suspicion|manquement|radiation|sanction|contrôle", situation.story, re.IGNORECASE
    )


def test_phones_and_mails_come_only_from_ranges_reserved_for_fiction(
    everybody: list[Life], stage: Stage
) -> None:
    accounts = [*stage.staff, *(life.part.beneficiary.account for life in everybody)]
    phones = [account.phone for account in accounts if account.phone]
    mails = [account.email for account in accounts if account.email]

    assert all(re.fullmatch(r"\+3363998\d{4}|\+3319900\d{4}", phone) for phone in phones)
    assert all(re.fullmatch(r"[a-z0-9.-]+@example\.(org|net)", mail) for mail in mails)
    assert all(contacts.phone(phone) == phone for phone in phones)
    assert len(set(mails)) == len(mails)
    assert contacts.phone(stage.territory.service_phone) not in phones


def test_only_partners_share_a_phone_and_they_share_a_name_too(everybody: list[Life]) -> None:
    couples = living(everybody, "same_phone")
    phones = Counter(life.part.beneficiary.account.phone for life in everybody)
    of_couples = Counter(
        (life.part.beneficiary.account.phone, life.part.beneficiary.account.last_name) for life in couples
    )

    assert set(of_couples.values()) == {2}
    assert {phone for phone, count in phones.items() if count > 1} == {phone for phone, _ in of_couples}


def test_about_one_in_ten_has_no_mail(everybody: list[Life]) -> None:
    without = sum(life.part.beneficiary.account.email is None for life in everybody)

    assert 0.05 <= without / len(everybody) <= 0.15


def test_nothing_happens_from_today_on_nor_before_the_file_was_opened(
    everybody: list[Life], stage: Stage
) -> None:
    for life in everybody:
        instants = [
            *(version.sent_at for lived in life.weeks for version in lived.declaration.versions),
            *(move.at for lived in life.weeks for move in lived.moves),
            *(at for lived in life.weeks for at in lived.read_at),
        ]
        assert all(life.part.created_at < at < stage.ends_at for at in instants)


def test_every_week_adds_up(everybody: list[Life], stage: Stage) -> None:
    seen = 0
    for lived in (lived for life in everybody for lived in life.weeks):
        rules = stage.territory.rules_of(lived.declaration.week)
        summary = summarise(lived.declaration, lived.moves, rules=rules, target=None, as_of=stage.ends_at)
        if summary is not None:
            parts = (summary.counted, summary.pending, summary.contested, summary.set_aside)
            assert summary.declared == sum(parts)
            assert all(part >= 0 for part in parts)
            seen += 1
    assert seen > 3000


def test_every_kind_of_move_every_state_and_every_channel_is_met(everybody: list[Life], stage: Stage) -> None:
    every = [lived for life in everybody for lived in life.weeks]
    lines = [
        line
        for lived in every
        for line in readings(lived.declaration, lived.moves, tacit_days=14, as_of=stage.ends_at)
    ]

    assert {move.verdict for lived in every for move in lived.moves} == set(Verdict)
    assert {line.state for line in lines} == set(LineState)
    assert any(line.tacit for line in lines)
    assert {version.channel for lived in every for version in lived.declaration.versions} == set(Channel)
    assert any(version.content.minutes == 0 for lived in every for version in lived.declaration.versions)


def test_a_contest_is_decided_by_somebody_else(everybody: list[Life], stage: Stage) -> None:
    settled = [
        move
        for life in everybody
        for lived in life.weeks
        for before, move in zip(lived.moves, lived.moves[1:], strict=False)
        if before.verdict is Verdict.CONTESTED
    ]

    assert settled
    assert {move.by for move in settled} == {stage.manager.id}


def test_a_reason_older_than_three_months_is_forgotten(everybody: list[Life], stage: Stage) -> None:
    prevented = [
        (stage.ends_at - version.sent_at, version.content.prevented.reason)
        for life in everybody
        for lived in life.weeks
        for version in lived.declaration.versions
        if version.content.prevented
    ]
    limit = timedelta(days=PREVENTED_REASON.days)

    assert any(reason is None for _, reason in prevented)
    assert all((reason is None) == (age > limit) for age, reason in prevented)


@pytest.mark.slow
@pytest.mark.parametrize("today", A_WEEK_OF_DAYS, ids=str)
def test_every_caseload_shows_every_group_on_any_day(today: date) -> None:
    plan = replace(PLAN, today=today)
    stage = stage_of(plan)
    groups: dict[int, Counter[CaseloadGroup]] = {adviser.id: Counter() for adviser in stage.advisers}
    for life in lives(plan, stage):
        adviser = life.part.beneficiary.adviser
        if adviser is not None:
            groups[adviser.id][group_of(life, stage, today)] += 1

    assert len(groups) == 3
    for met in groups.values():
        assert set(met) == set(CaseloadGroup)
        assert 55 <= met.total() <= 75


def group_of(life: Life, stage: Stage, today: date) -> CaseloadGroup:
    oldest = Week.of(today).plus(1 - STATUS_WEEKS)
    statuses = {
        lived.declaration.week: status_of(lived.declaration, lived.moves, as_of=stage.ends_at)
        for lived in life.weeks
        if lived.declaration.week >= oldest
    }
    return standing_of(
        [status for status in statuses.values() if status.waits],
        is_received={week for week, status in statuses.items() if status.is_received}.__contains__,
        is_asked=life.part.engagement.is_asked,
        rules_of=stage.territory.rules_of,
        this_week=Week.of(today),
        now=stage.ends_at + timedelta(hours=9),
    ).group


def test_who_corrected_twice_has_three_versions_of_last_week(everybody: list[Life]) -> None:
    for life in living(everybody, "corrected_twice"):
        assert [
            len(lived.declaration.versions) for lived in life.weeks if lived.declaration.week == LAST
        ] == [3]


def test_who_is_silent_sent_nothing_for_three_weeks_but_did_before(everybody: list[Life]) -> None:
    for life in living(everybody, "silent"):
        assert life.weeks
        assert max(lived.declaration.week for lived in life.weeks) <= LAST.plus(-3)


def test_who_never_came_is_to_call_and_never_sent_anything(everybody: list[Life], stage: Stage) -> None:
    absent = living(everybody, "never_came")
    assert {life.part.beneficiary.account.name for life in absent} > {"Rosa Moreira"}
    for life in absent:
        assert (life.weeks, life.unsent) == ((), None)
        assert life.part.beneficiary.access_opened_on is not None
        assert life.part.beneficiary.came_on is None
        assert group_of(life, stage, TODAY) is CaseloadGroup.TO_CALL
    came = [life for life in everybody if life not in absent]
    assert all(life.part.beneficiary.came_on is not None for life in came)


def test_a_reduced_target_leaves_earlier_weeks_at_fifteen_hours(everybody: list[Life]) -> None:
    for life in living(everybody, "reduced"):
        assert life.part.engagement.target(LAST) == 7 * 60
        assert life.part.engagement.target(LAST.plus(-12)) == 15 * 60


@pytest.mark.parametrize(
    ("standing", "cause"),
    [
        (Circumstance.EXEMPT, NotAsked.EXEMPT),
        (Circumstance.LEFT, NotAsked.LEFT),
        (Circumstance.NO_CONTRACT, NotAsked.NO_CONTRACT),
        (Circumstance.NO_ADVISER, NotAsked.NO_CONTRACT),
    ],
)
def test_who_is_not_asked_is_not_asked_for_the_right_cause(
    everybody: list[Life], standing: Circumstance, cause: NotAsked
) -> None:
    concerned = [life for life in everybody if life.part.situation.standing is standing]

    assert concerned
    assert {life.part.engagement.not_asked(LAST) for life in concerned} == {cause}


def test_a_draft_waits_for_the_last_week_and_nothing_was_sent_for_it(everybody: list[Life]) -> None:
    drafting = [life for life in everybody if life.unsent]

    assert drafting
    for life in drafting:
        assert life.unsent is not None
        assert life.unsent.week == LAST
        assert all(lived.declaration.week != LAST for lived in life.weeks)
