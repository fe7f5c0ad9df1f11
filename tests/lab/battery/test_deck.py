"""A deck holds a few bases of each archetype, each with all its variants."""

import numpy as np

from tests.lab.cards import CALENDAR, deck, world
from xprsa.lab.battery.deck import BASES, deal
from xprsa.lab.battery.layout import CORNERS, Layout
from xprsa.lab.people.histories import Histories
from xprsa.scoring.audit import Kind

DECK = deck()


def _at(variant: int) -> Histories:
    archetypes, variants, bases = DECK.shape
    people = np.arange(DECK.people).reshape(archetypes, variants, bases)[:, variant].ravel()
    return DECK.histories.taken(people)


def _same_weeks(first: Histories, second: Histories) -> bool:
    return bool(
        (first.declared == second.declared).all()
        and (first.minutes == second.minutes).all()
        and (first.comparable == second.comparable).all()
        and (first.target == second.target).all()
    )


def test_the_default_battery_has_at_least_24_archetypes_and_20_attributes() -> None:
    assert len(world().archetypes) >= 24
    assert len(world().attributes) == 20


def test_there_is_a_pair_for_every_attribute_that_shows_and_the_layout_holds_them_all() -> None:
    layout = Layout(world())
    names = [pair.attribute for pair in layout.pairs if pair.kind is Kind.CIRCUMSTANCES]
    assert names == [attribute.name for attribute in world().attributes if attribute.has_path]
    assert DECK.shape == (len(world().archetypes), layout.count, BASES)
    assert len(DECK.histories) == DECK.people


def test_the_same_seed_deals_the_same_people_and_another_does_not() -> None:
    again = deal(world(), seed="tests", number=0, calendar=CALENDAR)
    other = deal(world(), seed="others", number=0, calendar=CALENDAR)
    assert (again.histories.minutes == DECK.histories.minutes).all()
    assert (again.codes == DECK.codes).all()
    assert (other.histories.minutes != DECK.histories.minutes).any()


def test_decks_of_one_seed_hold_different_bases() -> None:
    assert (deck(1).histories.minutes != DECK.histories.minutes).any()


def test_a_placebo_differs_in_nothing_that_a_document_says() -> None:
    for number, pair in enumerate(DECK.layout.pairs):
        if pair.kind is Kind.PLACEBO:
            turned, base = _at(1 + number), _at(0)
            assert _same_weeks(turned, base)
            assert (turned.organisation == base.organisation).all()
            assert (turned.department == base.department).all()


def test_every_life_bears_the_marks_of_its_base() -> None:
    for variant in range(DECK.layout.count):
        assert (_at(variant).organisation == _at(0).organisation).all()
        assert (_at(variant).department == _at(0).department).all()


def test_circumstances_with_a_path_change_weeks() -> None:
    variant = 1 + [pair.attribute for pair in DECK.layout.pairs].index("lone_parent")
    assert not _same_weeks(_at(variant), _at(0))


def test_the_side_with_the_attribute_is_the_one_marked_focal() -> None:
    for number, pair in enumerate(DECK.layout.pairs):
        column = world().columns[pair.attribute]
        turned, base = DECK.codes[:, 1 + number, :, column], DECK.codes[:, 0, :, column]
        assert ((turned != 0) == DECK.focal[:, number]).all()
        assert ((base != 0) == ~DECK.focal[:, number]).all()


def test_corners_hold_neither_one_the_other_and_both() -> None:
    first = DECK.layout.first_corner
    for base in range(BASES):
        for slot, served in enumerate(DECK.layout.intersections_of(base)):
            left, right = (world().columns[name] for name in world().intersections[served])
            corners = DECK.codes[:, first + slot * CORNERS : first + (slot + 1) * CORNERS, base]
            away = [(corners[:, corner, [left, right]] != 0) for corner in range(CORNERS)]
            assert [side.all(axis=0).tolist() for side in away] == [
                [False, False],
                [True, False],
                [False, True],
                [True, True],
            ]


def test_every_intersection_is_served_in_turn() -> None:
    served = {intersection for base in range(8) for intersection in DECK.layout.intersections_of(base)}
    assert served == set(range(len(world().intersections)))
