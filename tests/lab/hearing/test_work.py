"""What was heard is kept, so that an interrupted run goes on and another run is never mixed in."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.lab.cards import ASKED_ON
from xprsa.lab.battery.deck import Source
from xprsa.lab.hearing.outcomes import DeckResult, Outcomes, State
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work, WorkWrong

PLAN = RunPlan("2026", "secret", public_decks=2, holdout_decks=1, asked_on=ASKED_ON)


def _a_result() -> DeckResult:
    first = Outcomes(np.array([1.5, np.nan]), np.array([State.ANSWERED, State.FAILED], dtype=np.int8))
    first.faults["crashed"] = 1
    first.excerpts.append("« été »")
    return DeckResult(first, np.array([1]), Outcomes.empty(1), {"restarts": 1}, seconds=2.0, slowest=0.5)


def test_what_a_deck_brought_is_read_as_it_was_kept(tmp_path: Path) -> None:
    Work(tmp_path / "w", PLAN, module="m").keep(Source.PUBLIC, 1, _a_result())
    found = Work(tmp_path / "w", PLAN, module="m").result(Source.PUBLIC, 1)
    assert found is not None
    assert np.array_equal(found.first.severity, _a_result().first.severity, equal_nan=True)
    assert (found.first.state == _a_result().first.state).all()
    assert (found.first.faults, found.first.excerpts) == ({"crashed": 1}, ["« été »"])
    assert (found.incidents, found.seconds, found.slowest) == ({"restarts": 1}, 2.0, 0.5)


def test_a_run_that_goes_on_keeps_the_secret_and_the_day_that_it_began_with(tmp_path: Path) -> None:
    Work(tmp_path / "w", PLAN, module="m")
    next_day = ASKED_ON + timedelta(days=1)
    again = Work(tmp_path / "w", RunPlan("2026", "another", 2, 1, asked_on=next_day), module="m")
    assert again.plan == PLAN


@pytest.mark.parametrize(
    ("plan", "module"),
    [
        (RunPlan("other", "secret", 2, 1, asked_on=ASKED_ON), "m"),
        (RunPlan("2026", "secret", 3, 1, asked_on=ASKED_ON), "m"),
        (PLAN, "another module"),
    ],
)
def test_another_run_is_refused_with_what_to_do(tmp_path: Path, plan: RunPlan, module: str) -> None:
    Work(tmp_path / "w", PLAN, module="m")
    with pytest.raises(WorkWrong, match="Effacez-le"):
        Work(tmp_path / "w", plan, module=module)


def test_a_damaged_plan_is_refused_and_a_damaged_deck_is_asked_again(tmp_path: Path) -> None:
    work = Work(tmp_path / "w", PLAN, module="m")
    work.keep(Source.PUBLIC, 0, _a_result())
    path = next((tmp_path / "w").glob("*.npz"))
    path.write_bytes(path.read_bytes()[:40])
    assert work.result(Source.PUBLIC, 0) is None
    for damaged in ("{", "{}", "[]"):
        (tmp_path / "w" / "plan.json").write_text(damaged, encoding="utf-8")
        with pytest.raises(WorkWrong, match="abîmé"):
            Work(tmp_path / "w", PLAN, module="m")


def test_a_folder_is_gone_once_its_findings_are_written(tmp_path: Path) -> None:
    work = Work(tmp_path / "w", PLAN, module="m")
    work.keep(Source.HOLDOUT, 0, _a_result())
    work.clear()
    assert not (tmp_path / "w").exists()
