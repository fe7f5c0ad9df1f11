"""Turning an attribute: to its other side, down its arrows only, and into documents only by a path."""

from dataclasses import fields, replace

import numpy as np
import pytest

from xprsa.lab.people.casting import Cast, cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.people.world import World

WORLD = World.read()
NAMES = [attribute.name for attribute in WORLD.all_attributes]
WITHOUT_PATH = [attribute.name for attribute in WORLD.all_attributes if not attribute.has_path]


@pytest.fixture(scope="module")
def people() -> Cast:
    """Six hundred people in all kinds of lives."""
    return cast(WORLD, WORLD.archetype("couple_on_rsa"), seed="turning", first=0, count=600)


@pytest.mark.parametrize("name", NAMES)
def test_a_turn_goes_to_the_other_side(people: Cast, name: str) -> None:
    column = WORLD.columns[name]
    turned, is_focal = people.flipped(name)
    was_at_reference = people.attributes[:, column] == 0
    assert np.array_equal(is_focal, was_at_reference)
    assert np.all(turned[is_focal, column] == people.focal[is_focal, column])
    assert not turned[~is_focal, column].any()
    assert turned[:, column].max() < len(WORLD.attribute(name).values)


@pytest.mark.parametrize("name", NAMES)
def test_turning_twice_leads_back(people: Cast, name: str) -> None:
    column = WORLD.columns[name]
    turned, _ = people.flipped(name)
    back, _ = replace(people, attributes=turned).flipped(name)
    assert np.array_equal(back[:, column], people.attributes[:, column])


@pytest.mark.parametrize("name", NAMES)
def test_turning_twice_undoes_all_that_the_first_turn_led_to(people: Cast, name: str) -> None:
    concerned = [WORLD.columns[attribute] for attribute in (name, *_downstream_of(name))]
    lives = people.attributes.copy()
    lives[:, concerned] = 0
    quiet = replace(people, attributes=lives)
    back = replace(people, attributes=quiet.turned([name])).turned([name])
    assert np.array_equal(back, lives)


@pytest.mark.parametrize("name", NAMES)
def test_only_what_lies_downstream_follows(people: Cast, name: str) -> None:
    turned, _ = people.flipped(name)
    moved = {NAMES[column] for column in np.flatnonzero(np.any(turned != people.attributes, axis=0))}
    assert moved - {name} <= _downstream_of(name)


def test_what_lies_downstream_does_follow_for_about_the_share_that_the_file_says(people: Cast) -> None:
    network = WORLD.columns["network"]
    lives = people.attributes.copy()
    lives[:, [WORLD.columns["housing"], WORLD.columns["territory"], network]] = 0
    lives_of = replace(people, attributes=lives, focal=np.full_like(lives, 2))  # caravan, countryside
    assert abs((lives_of.turned(["housing"])[:, network] == 1).mean() - 0.5) < 0.07
    assert abs((lives_of.turned(["territory"])[:, network] == 1).mean() - 0.35) < 0.07
    assert abs((lives_of.turned(["housing", "territory"])[:, network] == 1).mean() - 0.675) < 0.07


def test_an_effect_is_kept_while_another_cause_still_holds_it(people: Cast) -> None:
    network = WORLD.columns["network"]
    lives = people.attributes.copy()
    lives[:, network] = 1
    lives[:, WORLD.columns["housing"]] = lives[:, WORLD.columns["territory"]] = 2
    both = replace(people, attributes=lives)
    follows = people.draws.links[:, :, network]
    held = follows[:, WORLD.columns["territory"]] < 0.35
    caused = follows[:, WORLD.columns["housing"]] < 0.5
    left = both.flipped("housing")[0][:, network]
    assert np.all(left[held] == 1)
    assert np.all(left[caused & ~held] == 0)
    assert np.all(left[~caused & ~held] == 1), "a poor network that housing did not cause stays poor"


def test_a_person_whose_life_is_another_one_already_keeps_it(people: Cast) -> None:
    age, housing = WORLD.columns["age"], WORLD.columns["housing"]
    lives = np.zeros_like(people.attributes)
    lives[:300, housing] = WORLD.attribute("housing").value_names.index("caravan")
    young = np.full_like(lives, WORLD.attribute("age").value_names.index("young"))
    turned, _ = replace(people, attributes=lives, focal=young).flipped("age")
    assert np.all(turned[:, age] == 1)
    assert np.array_equal(turned[:300, housing], lives[:300, housing])
    assert (turned[300:, housing] == 1).any(), "being young led nobody anywhere, so nothing was tested"


def test_a_cause_works_through_what_it_leads_to(people: Cast) -> None:
    sex, lone_parent, childcare = (WORLD.columns[name] for name in ("sex", "lone_parent", "childcare"))
    lives = people.attributes.copy()
    lives[:, [sex, lone_parent, childcare]] = 0
    turned, _ = replace(people, attributes=lives).flipped("sex")
    assert np.all(turned[turned[:, childcare] == 1, lone_parent] == 1)
    assert abs((turned[:, childcare] == 1).mean() - 0.2 * 0.4) < 0.04


@pytest.mark.parametrize("pair", WORLD.intersections, ids="-".join)
def test_corners_hold_both_attributes_where_they_are_put(people: Cast, pair: tuple[str, str]) -> None:
    first, second = (WORLD.columns[name] for name in pair)
    corners = people.corners(*pair)
    for corner, (has_first, has_second) in zip(corners, [(0, 0), (1, 0), (0, 1), (1, 1)], strict=True):
        assert np.array_equal(corner[:, first], has_first * people.focal[:, first])
        assert np.array_equal(corner[:, second], has_second * people.focal[:, second])


@pytest.mark.parametrize("name", WITHOUT_PATH)
def test_an_attribute_without_a_path_changes_nothing_but_itself(people: Cast, name: str) -> None:
    turned, _ = people.flipped(name)
    assert np.array_equal(
        np.any(turned != people.attributes, axis=0), [attribute == name for attribute in NAMES]
    )
    assert not _different(people.histories(turned), people.histories(people.attributes))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_PATH])
def test_an_attribute_with_a_path_does_change_documents(people: Cast, name: str) -> None:
    assert _different(people.histories(people.flipped(name)[0]), people.histories(people.attributes))


def test_first_name_nationality_and_placebos_have_no_path() -> None:
    assert {"first_name", "nationality", *(placebo.name for placebo in WORLD.placebos)} == set(WITHOUT_PATH)


@pytest.mark.parametrize("name", NAMES)
def test_a_turned_life_bears_the_marks_of_the_own_one(people: Cast, name: str) -> None:
    turned, own = people.histories(people.flipped(name)[0]), people.histories(people.attributes)
    assert np.array_equal(turned.organisation, own.organisation)
    assert np.array_equal(turned.department, own.department)


def test_marks_are_those_of_the_file_and_handicap_comes_before_age(people: Cast) -> None:
    lives = np.zeros_like(people.attributes[:5])
    handicap, age, territory = (WORLD.columns[name] for name in ("handicap", "age", "territory"))
    lives[1, handicap] = lives[3, handicap] = 1
    lives[2, age] = lives[3, age] = 1
    lives[:, territory] = [0, 1, 2, 3, 0]
    marks = replace(people, attributes=lives).marks
    usual = people.archetype
    assert marks.organisation.tolist() == [usual.organisation, "CE", "ML", "CE", usual.organisation]
    assert marks.department.tolist() == [usual.department, "93", "23", "974", usual.department]


def _downstream_of(name: str) -> set[str]:
    children = {NAMES[link.child] for link in WORLD.links if link.parent == WORLD.columns[name]}
    return children.union(*(_downstream_of(child) for child in children))


def _different(first: Histories, second: Histories) -> set[str]:
    return {
        field.name
        for field in fields(Histories)
        if not np.array_equal(getattr(first, field.name), getattr(second, field.name))
    }
