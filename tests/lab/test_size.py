"""What a size of battery can see and how much it asks is known, and told, before the first question."""

import pytest

from tests.lab.cards import ASKED_ON, card, world
from tests.source import ROOT
from xprsa.lab.hearing.plan import RunPlan, planned
from xprsa.lab.judging.yardstick import ENOUGH_POWER
from xprsa.lab.size import Size, TooSmall, size_of


def _size(profiles: int | None) -> Size:
    return size_of(world(), card(), _plan(profiles))


def _plan(profiles: int | None) -> RunPlan:
    return planned(world(), profiles=profiles, seed=None, secret="secret", asked_on=ASKED_ON)


def test_the_fewest_people_have_enough_power_and_one_deck_less_has_not() -> None:
    least = _size(None).least
    assert _size(least).power.shift_power >= ENOUGH_POWER
    assert _size(least - _size(1).profiles // 2).power.shift_power < ENOUGH_POWER


def test_a_green_light_asks_for_more_people_and_the_battery_of_published_reports_has_them() -> None:
    usual = _size(None)
    assert usual.least < usual.least_for_green <= usual.profiles
    assert _size(usual.least_for_green).power.flip_power >= ENOUGH_POWER


def test_fewer_than_a_verdict_needs_are_refused_with_how_many_it_needs() -> None:
    least = _size(None).least
    with pytest.raises(TooSmall, match=f"--profiles {least} au moins"):
        _size(least - 1 - _size(1).profiles // 2).refuse_blind()
    _size(least).refuse_blind()


@pytest.mark.parametrize(("profiles", "is_told"), [(None, False), (40_000, True)])
def test_where_no_green_light_is_possible_it_is_told(profiles: int | None, *, is_told: bool) -> None:
    assert ("aucun feu vert n’est possible" in _size(profiles).told()) is is_told


def test_what_is_asked_for_and_what_is_asked_are_both_told() -> None:
    told = _size(40_000).told().splitlines()
    assert told[0].startswith("40\u202f768 profils fictifs, ")


def test_the_page_on_the_lab_says_the_same_numbers() -> None:
    page = (ROOT / "docs/lab.md").read_text("utf-8")
    usual = _size(None)
    for profiles in (usual.least, usual.least_for_green):
        assert f"{profiles:,}".replace(",", " ") in page
