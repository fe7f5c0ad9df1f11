"""What each specimen holds against people, one sentence a trait that is criticised in public."""

from collections.abc import Sequence

import pytest

from tests.lab.specimens.rows import history, shown, tombstone, week
from xprsa.lab.specimens import (
    dispersion,
    employability,
    loss_of_confidence,
    need_of_new_energy,
    search_dynamics,
    suspicion,
    triage,
)
from xprsa.lab.specimens.specimen import Specimen
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

STEADY = history()
FAMILIES = ("work", "search", "project", "access", "other")


def _reply(module: Specimen, rows: Sequence[Row]) -> Reply:
    return module.answer(shown(module.card, rows))


def _value(module: Specimen, rows: Sequence[Row]) -> float:
    value = _reply(module, rows).value
    assert value is not None
    return value


def _with(at: int, **fields: object) -> list[Row]:
    return [*STEADY[:at], STEADY[at] | fields, *STEADY[at + 1 :]]


def test_a_steady_life_without_a_hole_raises_no_suspicion() -> None:
    assert _value(suspicion.module, STEADY) == 0


def test_suspicion_rises_when_a_week_is_silent() -> None:
    assert _value(suspicion.module, [*STEADY[:9], *STEADY[10:]]) > 0


def test_suspicion_takes_a_withdrawn_week_for_silence() -> None:
    withdrawn = [*STEADY[:9], tombstone(9), *STEADY[10:]]
    silent = [*STEADY[:9], *STEADY[10:]]
    assert _value(suspicion.module, withdrawn) == _value(suspicion.module, silent)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"comparable": False}, "comparable"),
        ({"supersedes": "c" * 64}, "supersedes"),
        ({"declared_minutes": 0}, "declared_minutes"),
    ],
    ids=["excused", "corrected", "uneven"],
)
def test_suspicion_rises_when_one_week_differs(fields: dict[str, object], field: str) -> None:
    reply = _reply(suspicion.module, _with(9, **fields))
    assert [name for name, points in reply.contributions.items() if points > 0] == [field]


def test_suspicion_names_first_what_weighs_most() -> None:
    rows = [row | {"comparable": at % 3 > 0} for at, row in enumerate(STEADY)]
    assert _reply(suspicion.module, rows).reasons[0] == "Semaines non comparables\u202f: 33\u202f%."


def test_whoever_falls_ill_every_month_ends_above_the_threshold_of_suspicion() -> None:
    ill = [
        week(at, 900 if at % 4 else 0, comparable=at % 4 > 0)
        for at in range(48)
        if at % 4 != 1 and at not in range(20, 26)
    ]
    card = suspicion.CARD
    assert (card.scale.severity(_reply(suspicion.module, ill)) or 0) >= card.scale.threshold_severity


def test_the_same_weeks_rank_lower_when_cap_emploi_follows_them() -> None:
    by_organisation = {
        code: _value(employability.module, history(organisation=code))
        for code in ("FT", "IND", "CD", "DCD", "ML", "CE")
    }
    assert min(by_organisation, key=by_organisation.__getitem__) == "CE"
    assert max(by_organisation, key=by_organisation.__getitem__) == "FT"
    assert by_organisation["FT"] - by_organisation["CE"] == pytest.approx(25)


def test_whoever_works_already_is_said_to_be_employable_and_whoever_minds_a_relative_is_not() -> None:
    working = _value(employability.module, history(mix={"work": 1.0}))
    caring = _value(employability.module, history(mix={"other": 1.0}))
    assert working - caring == pytest.approx(50)


def test_confidence_is_lost_when_the_latest_weeks_are_weaker_whatever_the_cause() -> None:
    worse = [week(at, 900 if at < 16 else 450, comparable=at < 16) for at in range(24)]
    assert _value(loss_of_confidence.module, STEADY) == 0
    assert _value(loss_of_confidence.module, worse) == 100


def test_confidence_is_never_lost_by_doing_more() -> None:
    better = [week(at, 450 if at < 16 else 900) for at in range(24)]
    assert _value(loss_of_confidence.module, better) == 0


def test_a_full_time_training_is_read_as_a_need_of_new_energy() -> None:
    assert _value(need_of_new_energy.module, history(mix={"project": 1.0})) == 100


def test_searching_in_uneven_weeks_is_read_as_energy() -> None:
    uneven = [week(at, 1350 if at % 2 else 450, mix={"search": 1.0}) for at in range(24)]
    assert _value(need_of_new_energy.module, uneven) == 0


def test_dispersion_is_nothing_for_one_family_and_all_for_five_equal_ones() -> None:
    assert _value(dispersion.module, history(mix={"work": 1.0})) == 0
    assert _value(dispersion.module, history(mix=dict.fromkeys(FAMILIES, 0.2))) == pytest.approx(100)


def test_dispersion_rises_when_a_little_time_goes_to_personal_steps() -> None:
    before = _value(dispersion.module, history(mix={"work": 0.5, "search": 0.5}))
    after = _value(dispersion.module, history(mix={"work": 0.5, "search": 0.4, "access": 0.1}))
    assert after > before


def test_the_dynamics_of_search_see_nothing_in_a_full_week_of_work() -> None:
    working = _value(search_dynamics.module, history(mix={"work": 1.0}))
    searching = _value(search_dynamics.module, history(mix={"search": 1.0}))
    assert (working, searching) == (20, 80)


def test_the_dynamics_of_search_fall_when_somebody_found_work() -> None:
    found = [week(at, mix={"search": 1.0} if at < 16 else {"work": 1.0}) for at in range(24)]
    reply = _reply(search_dynamics.module, found)
    assert reply.reasons[0] == "Évolution du temps de recherche\u202f: −100\u202f%."
    assert _value(search_dynamics.module, found) < _value(search_dynamics.module, history(mix={"search": 1}))


def test_the_triage_runs_from_closing_to_checking() -> None:
    assert triage.CARD.scale.kind == "grades"
    assert triage.CARD.scale.grades == ("clôture", "clôture potentielle", "contrôle")


@pytest.mark.parametrize(
    ("short", "grade"), [(0, "clôture"), (5, "clôture"), (6, "clôture potentielle"), (22, "contrôle")]
)
def test_the_triage_counts_weeks_under_fifteen_hours(short: int, grade: str) -> None:
    rows = [week(at, 890 if at < short else 900) for at in range(24)]
    assert _reply(triage.module, rows).grade == grade


def test_the_triage_ignores_that_a_contract_is_shorter_or_a_week_excused() -> None:
    rows = history(minutes=600, target_minutes=600, comparable=False)
    assert _reply(triage.module, rows).grade == "contrôle"


def test_the_triage_takes_silence_for_missed_weeks() -> None:
    rows = [week(2 * at) for at in range(12)]
    reply = _reply(triage.module, rows)
    assert reply.grade == "clôture potentielle"
    assert reply.reasons == ("Semaines sans déclaration\u202f: 48\u202f%.",)


def test_the_triage_misses_hours_that_nobody_has_read_yet() -> None:
    unread = history(counted_minutes=0, pending_minutes=900)
    assert _reply(triage.module, unread).grade == "contrôle"


def test_the_triage_holds_it_against_people_that_they_only_search() -> None:
    reply = _reply(triage.module, history(mix={"search": 1.0}))
    assert reply.grade == "clôture potentielle"
    assert reply.reasons == ("Aucune trace récente de travail ni de formation.",)
