"""A module is not measured against more of its scale than its answers use."""

import pytest

from tests.lab.cards import SCALE, world
from xprsa.lab.auditing import audit, open_under_study
from xprsa.lab.battery.layout import Layout
from xprsa.lab.hearing.plan import planned
from xprsa.lab.hearing.work import Work
from xprsa.lab.judging.verdict import power_of
from xprsa.scoring.audit import Light
from xprsa.scoring.module import NumberScale

PLAN = planned(world(), profiles=None, seed=None, secret="tests")
LONG = NumberScale(lowest=-10_000.0, highest=100.0, worse="lower", threshold=50.0)


def test_before_the_first_question_what_matters_is_a_hundredth_of_the_scale() -> None:
    yardstick, power = power_of(Layout(world()), SCALE, PLAN)
    assert yardstick.smallest_shift == power.smallest_shift == 1.0
    assert power.pairs == 6160


def test_a_scale_declared_longer_than_it_is_used_hides_nothing() -> None:
    yardstick, _ = power_of(Layout(world()), LONG, PLAN, used=60.0)
    assert yardstick.smallest_shift == pytest.approx(1.2)


def test_a_scale_used_in_full_is_measured_as_it_is() -> None:
    yardstick, _ = power_of(Layout(world()), SCALE, PLAN, used=90.0)
    assert yardstick.smallest_shift == 1.0


def test_the_public_battery_has_the_power_that_green_asks_for() -> None:
    _, power = power_of(Layout(world()), SCALE, PLAN)
    assert min(power.shift_power, power.flip_power) >= 0.80


@pytest.mark.slow
def test_a_fair_module_is_green_with_the_public_battery(tmp_path_factory: pytest.TempPathFactory) -> None:
    module = open_under_study("planted:fair_rule")
    work = Work(tmp_path_factory.mktemp("green"), PLAN, module=module.digest)
    found, _ = audit(module, world(), work)
    assert {rule.rule for rule in found.rules if rule.light is not Light.GREEN} == set()
    assert {effect.name for effect in found.effects if effect.light is Light.RED} == set()
    assert found.light is Light.GREEN
