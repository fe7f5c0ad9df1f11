"""Each planted flaw is really there, and nothing else."""

import importlib
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from tests.lab.specimens.rows import history, shown, week
from tests.source import ROOT
from xprsa.lab.mark import SpecimenCard
from xprsa.lab.planted.biases import (
    abstains_for_group,
    direct_bias,
    intersection_bias,
    one_value_bias,
    proxy_bias,
    two_burdens,
    values_never_met,
    weighs_families,
)
from xprsa.lab.planted.blameless import SLEEP, cautious, constant, fair_rule, slow, trend
from xprsa.lab.planted.failing import CALLS_BEFORE_SLEEP, CALLS_OF_SENSE, babbles, hangs
from xprsa.lab.planted.fair import PlantedModule
from xprsa.lab.planted.listing import PLANTED
from xprsa.lab.planted.unsteady import DEVIATION, LOSS_A_CALL, drifting, memorises, noisy_fair
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Measures, Row, ScoringModule

WEEKS = history()


def _reply(module: ScoringModule, rows: Sequence[Row]) -> Reply:
    return module.answer(shown(module.card, rows))


def _value(module: ScoringModule, rows: Sequence[Row] = WEEKS) -> float:
    value = _reply(module, rows).value
    assert value is not None
    return value


def _fresh(module: PlantedModule) -> PlantedModule:
    """Give the module as a process begins with it."""
    memory = [{} if isinstance(kept, dict) else count(1) for kept in module.memory]
    return replace(module, memory=tuple(memory))


FAIR = _value(fair_rule)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_module_is_listed_under_the_name_on_its_card(name: str) -> None:
    module_name, _, attribute = PLANTED[name].removeprefix("python:").partition(":")
    found: Any = getattr(importlib.import_module(module_name), attribute)
    assert isinstance(found.card, SpecimenCard)
    assert found.card.name == name


@pytest.mark.parametrize(
    "module",
    [
        *(constant, slow, direct_bias, one_value_bias, proxy_bias, intersection_bias),
        *(noisy_fair, drifting, memorises, babbles),
    ],
)
def test_a_planted_module_abstains_with_too_few_weeks(module: ScoringModule) -> None:
    assert _reply(module, history(3)).abstains
    assert _reply(module, []).abstains


def test_constant_answers_the_same_to_who_did_nothing_and_to_who_did_all() -> None:
    assert _value(constant, history(minutes=0)) == _value(constant) == 60


def test_direct_bias_takes_three_points_from_cap_emploi_only() -> None:
    assert _value(direct_bias, history(organisation="CE")) == pytest.approx(FAIR - 3)
    for other in ("FT", "CD", "DCD", "ML", "IND"):
        assert _value(direct_bias, history(organisation=other)) == FAIR


def test_one_value_bias_takes_a_little_from_the_young_only() -> None:
    assert _value(one_value_bias, history(organisation="ML")) == pytest.approx(FAIR - 1.2)
    for other in ("FT", "CD", "DCD", "CE", "IND"):
        assert _value(one_value_bias, history(organisation=other)) == FAIR


def test_proxy_bias_lowers_the_value_with_each_week_that_does_not_compare() -> None:
    excused = [week(at, comparable=at >= 6) for at in range(24)]
    assert _value(proxy_bias, excused) == pytest.approx(FAIR - 3)


def test_proxy_bias_does_not_look_at_marks_or_silence() -> None:
    assert _value(proxy_bias, history(organisation="CE", department="974")) == FAIR
    assert _value(proxy_bias, WEEKS[::2]) == FAIR


@pytest.mark.parametrize(
    ("organisation", "department", "loss"), [("CE", "974", 8), ("CE", "69", 0), ("CD", "974", 0)]
)
def test_intersection_bias_shows_only_where_both_marks_meet(
    organisation: str, department: str, loss: int
) -> None:
    rows = history(organisation=organisation, department=department)
    assert _value(intersection_bias, rows) == pytest.approx(FAIR - loss)


def test_noisy_fair_is_right_on_average_and_never_twice_the_same() -> None:
    values = [_value(noisy_fair) for _ in range(400)]
    assert len(set(values)) > 390
    assert statistics.fmean(values) == pytest.approx(FAIR, abs=6 * DEVIATION / math.sqrt(400))
    assert statistics.stdev(values) == pytest.approx(DEVIATION, rel=0.3)


def test_drifting_takes_a_little_more_at_every_call_and_begins_anew_in_a_fresh_instance() -> None:
    module = _fresh(drifting)
    values = [_value(module) for _ in range(1000)]
    assert values[0] - values[-1] == pytest.approx(999 * LOSS_A_CALL)
    assert values == sorted(values, reverse=True)
    assert _value(_fresh(drifting)) == values[0]


def test_memorises_gives_a_double_the_first_answer_whichever_side_comes_first() -> None:
    other = history(organisation="CE")
    first_fair, first_biased = _fresh(memorises), _fresh(memorises)
    assert _value(first_fair, WEEKS) == _value(first_fair, other) == FAIR
    assert _value(first_biased, other) == _value(first_biased, WEEKS) == pytest.approx(FAIR - 3)


def test_memorises_remembers_through_a_small_change_and_answers_a_large_one_anew() -> None:
    module = _fresh(memorises)
    assert _value(module, WEEKS) == _value(module, [week(0, 905), *WEEKS[1:]])
    assert _value(module, [week(0, 0), *WEEKS[1:]]) < FAIR


def test_abstains_for_group_says_nothing_of_a_mission_locale_and_is_fair_to_others() -> None:
    assert _reply(abstains_for_group, history(organisation="ML")).abstains
    assert _value(abstains_for_group, history(organisation="CE")) == FAIR


def test_crashes_answers_499_times_and_ends_its_process_at_the_next() -> None:
    code = (
        "from xprsa.lab.planted.failing import crashes\n"
        "for call in range(1, 1000):\n"
        "    crashes.answer([])\n"
        "    print(call, flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()[-1], done.stderr) == (3, "499", "")


def test_hangs_sleeps_for_an_hour_at_one_call_and_at_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[tuple[int, float]] = []
    calls = 0
    monkeypatch.setattr(time, "sleep", lambda seconds: slept.append((calls, seconds)))
    module = _fresh(hangs)
    for calls in range(1, 2 * CALLS_BEFORE_SLEEP + 1):  # noqa: B007 # read by what stands in for sleep
        assert module.answer([]).abstains
    assert slept == [(CALLS_BEFORE_SLEEP, 3600.0)]


def test_slow_is_fair_and_late() -> None:
    begun = time.perf_counter()
    values = [_value(slow) for _ in range(10)]
    assert time.perf_counter() - begun >= 10 * SLEEP
    assert set(values) == {FAIR}


def test_babbles_says_three_kinds_of_nonsense_in_turn_and_sense_in_between() -> None:
    module = _fresh(babbles)
    rows = shown(module.card, WEEKS)
    replies: list[Any] = [module.answer(rows) for _ in range(3 * CALLS_OF_SENSE)]
    nonsense = replies[CALLS_OF_SENSE - 1 :: CALLS_OF_SENSE]
    kinds = {
        "text" if isinstance(reply, str) else "nan" if math.isnan(reply.value) else "off the scale"
        for reply in nonsense
    }
    assert kinds == {"text", "nan", "off the scale"}
    assert sum(reply == Reply(value=FAIR) for reply in replies) == len(replies) - len(nonsense)
    assert all(isinstance(reply, str) or module.card.scale.severity(reply) is None for reply in nonsense)


def test_values_never_met_takes_twenty_points_for_each_of_two_codes() -> None:
    assert _value(values_never_met, history(organisation="IND", department="69")) == pytest.approx(FAIR - 20)
    assert _value(values_never_met, history(organisation="FT", department="973")) == pytest.approx(FAIR - 20)
    assert _value(values_never_met, history(organisation="CE", department="974")) == FAIR


def test_two_burdens_counts_corrected_weeks_beyond_what_is_enough() -> None:
    few = [week(at, supersedes="a" * 64 if at < 3 else None) for at in range(24)]
    many = [week(at, supersedes="a" * 64 if at < 6 else None) for at in range(24)]
    assert _value(two_burdens, few) == FAIR
    assert _value(two_burdens, many) == pytest.approx(FAIR - 200 * (0.25 - 0.15))


def test_weighs_families_takes_points_for_search_alone() -> None:
    families = dict.fromkeys(("work", "search", "project", "access", "other"), 0)
    minutes = WEEKS[0]["declared_minutes"]
    search = [{**row, "minutes_by_family": {**families, "search": minutes}} for row in WEEKS]
    work = [{**row, "minutes_by_family": {**families, "work": minutes}} for row in WEEKS]
    assert _value(weighs_families, search) == pytest.approx(FAIR - 10)
    assert _value(weighs_families, work) == FAIR


def test_trend_tells_where_the_effort_goes_and_says_that_it_does() -> None:
    assert trend.card.what_it_measures is Measures.TREND
    assert _value(trend, WEEKS) == 0
    assert _value(trend, [*history(12, minutes=450), *[week(at + 12) for at in range(12)]]) > 0
    assert _reply(trend, history(23)).abstains


def test_cautious_says_nothing_where_a_recent_week_is_missing_and_its_card_says_so() -> None:
    assert cautious.card.abstains_when
    assert _value(cautious) == FAIR
    assert _reply(cautious, [*WEEKS[:-3], *WEEKS[-2:]]).abstains
    assert _value(cautious, [*WEEKS[:3], *WEEKS[4:]]) == FAIR
