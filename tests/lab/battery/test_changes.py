"""Changes to a history whose right answer is known without knowing what a module measures."""

import numpy as np
import pytest

from tests.lab.cards import deck
from xprsa.lab.battery.changes import changed as made
from xprsa.lab.battery.changes import dosed, excused, nudged
from xprsa.lab.battery.layout import DOSES, RULES
from xprsa.lab.people.histories import Histories
from xprsa.scoring.audit import Rule

BASE = deck().histories
USABLE = BASE.declared & BASE.comparable & (BASE.target > 0)


def _made(rule: Rule, few_weeks: int = 3) -> Histories:
    return made(BASE, rule, canary=1, few_weeks=few_weeks)


def _documents(history: Histories, person: int) -> list[tuple[object, ...]]:
    weeks = history.declared[person].nonzero()[0]
    return [
        (history.comparable[person, week], history.target[person, week], *history.minutes[person, week])
        for week in weeks
    ]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_a_deck_has_its_change(rule: Rule) -> None:
    assert len(_made(rule)) == len(BASE)


def test_nobody_can_foresee_which_week_a_canary_sings_in() -> None:
    once, again, other = (nudged(BASE, canary).minutes for canary in (1, 1, 2))
    assert (once == again).all()
    assert (once != other).any(axis=(1, 2)).mean() > 0.9


def test_closing_gaps_keeps_every_document_in_its_order_and_leaves_no_hole() -> None:
    changed = _made(Rule.CLOSED)
    for person in range(0, len(BASE), 101):
        assert _documents(changed, person) == _documents(BASE, person)
        weeks = changed.declared[person].nonzero()[0]
        assert len(weeks) == 0 or list(weeks) == list(range(52 - len(weeks), 52))


def test_some_history_has_a_gap_to_close() -> None:
    assert (_made(Rule.CLOSED).declared != BASE.declared).any()


@pytest.mark.parametrize(("rule", "minutes"), [(Rule.MORE, 60), (Rule.NUDGED, 5)])
def test_minutes_are_added_to_one_comparable_week_and_counted(rule: Rule, minutes: int) -> None:
    changed = _made(rule)
    added = changed.declared_minutes - BASE.declared_minutes
    assert set(np.unique(added.sum(axis=1))) <= {0, minutes}
    assert ((added > 0).sum(axis=1) <= 1).all()
    assert (added.sum(axis=1) == minutes)[USABLE.any(axis=1)].mean() > 0.99
    assert not added[~USABLE].any()
    assert (changed.counted_minutes - BASE.counted_minutes == added).all()
    assert changed.declared_minutes.max() <= 7 * 24 * 60


def test_only_weak_comparable_weeks_are_excused_and_nothing_else_changes() -> None:
    changed = excused(BASE, 4)
    hit = BASE.comparable & ~changed.comparable
    assert hit.sum(axis=1).max() == 4
    assert not hit[~USABLE].any()
    assert (changed.minutes == BASE.minutes).all()
    ratio = np.where(USABLE, BASE.declared_minutes, 0).sum(axis=1) / np.maximum(
        np.where(USABLE, BASE.target, 0).sum(axis=1), 1
    )
    level = BASE.declared_minutes / np.maximum(BASE.target, 1)
    assert (level < ratio[:, None])[hit].all()


def test_excusing_never_lowers_how_far_a_person_goes_towards_the_contract() -> None:
    changed = excused(BASE, 16)
    for person in range(0, len(BASE), 53):
        before, after = (
            history.declared_minutes[person][history.declared[person] & history.comparable[person]].sum()
            / max(history.target[person][history.declared[person] & history.comparable[person]].sum(), 1)
            for history in (BASE, changed)
        )
        if (changed.declared[person] & changed.comparable[person]).any():
            assert after >= before


@pytest.mark.parametrize("weeks", [0, 1, 5])
def test_the_silent_change_leaves_as_many_weeks_as_are_too_few(weeks: int) -> None:
    changed = _made(Rule.SILENT, few_weeks=weeks)
    assert (changed.declared.sum(axis=1) == np.minimum(BASE.declared.sum(axis=1), weeks)).all()
    assert not (changed.declared & ~BASE.declared).any()


@pytest.mark.parametrize(("of", "weeks"), DOSES)
def test_a_dose_touches_so_many_weeks_and_no_more(of: str, weeks: int) -> None:
    changed = dosed(BASE, of, weeks)  # type: ignore[arg-type]
    if of == "silence":
        gone = (BASE.declared & ~changed.declared).sum(axis=1)
        assert (gone == np.minimum(weeks, BASE.declared.sum(axis=1) // 2)).all()
    else:
        assert (BASE.comparable & ~changed.comparable).sum(axis=1).max() <= weeks


def test_silent_weeks_of_a_dose_lie_apart() -> None:
    whole = BASE.declared.all(axis=1).nonzero()[0]
    changed = dosed(BASE.taken(whole[:50]), "silence", 8)
    gaps = [np.diff((~row).nonzero()[0]).min() for row in changed.declared]
    assert min(gaps) >= 2
