"""Whoever has every answer of an audit computes its findings again, with tools that the lab does not use."""

import gzip

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.lab.cards import ASKED_ON, world
from xprsa.lab.auditing import audit, open_under_study
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.tallies.answers import HEAD, Answers
from xprsa.lab.tallies.differences import STEPS
from xprsa.scoring.audit import AuditFindings, Kind

CLOSE = 1e-6


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[AuditFindings, pd.DataFrame, bytes]:
    """A small audit, and all that was answered."""
    folder = tmp_path_factory.mktemp("answers")
    module = open_under_study("planted:abstains_for_group")
    plan = RunPlan("2026", "secret", public_decks=1, holdout_decks=1, asked_on=ASKED_ON)
    answers = Answers(module.card)
    found, _ = audit(module, world(), Work(folder / "work", plan, module=module.digest), answers=answers)
    written = answers.written()
    (folder / "answers.csv.gz").write_bytes(written)
    return (
        found,
        pd.read_csv(folder / "answers.csv.gz", keep_default_na=False, na_values={"severity": ""}),
        written,
    )


def _pairs(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Put the two sides of each pair of a circumstance beside each other."""
    who = ["source", "deck", "archetype", "base"]
    first = rows[rows["hearing"] == 1].set_index(who)
    turned, base = (
        first[(first["kind"] == "circumstances") & (first["name"] == name)],
        first[first["kind"] == "base"],
    )
    both = turned.merge(base, left_index=True, right_index=True, suffixes=("", "_base"))
    is_focal = both["side"] == "focal"
    return pd.DataFrame(
        {
            "focal": both["severity"].where(is_focal, both["severity_base"]),
            "reference": both["severity_base"].where(is_focal, both["severity"]),
            "focal_state": both["state"].where(is_focal, both["state_base"]),
            "reference_state": both["state_base"].where(is_focal, both["state"]),
        }
    )


def test_there_is_one_row_for_every_question(audited: tuple[AuditFindings, pd.DataFrame, bytes]) -> None:
    found, rows, _ = audited
    assert tuple(rows.columns) == HEAD
    assert len(rows) == found.hearing.asked
    assert (rows["state"] == "answered").sum() == found.hearing.answered
    assert rows["state"].isin(["abstained", "as_said"]).sum() == found.hearing.abstained


def test_moves_crossings_and_missing_answers_of_every_circumstance_are_those_of_the_findings(
    audited: tuple[AuditFindings, pd.DataFrame, bytes],
) -> None:
    found, rows, _ = audited
    threshold, step = found.module.threshold_severity, found.module.scale_points / STEPS
    effects = [effect for effect in found.effects if effect.kind is Kind.CIRCUMSTANCES]
    assert effects
    for effect in effects:
        pairs = _pairs(rows, effect.name)
        both = pairs.dropna(subset=["focal", "reference"])
        moved = np.rint((both["focal"] - both["reference"]) / step) * step
        assert (len(pairs), len(both)) == (effect.pairs, effect.answered)
        assert moved.mean() == pytest.approx(effect.shift.mean.value, abs=CLOSE)
        if moved.any():
            assert stats.wilcoxon(moved).pvalue == pytest.approx(effect.shift.wilcoxon_p, rel=1e-3)
        worse = int(((both["focal"] >= threshold) & (both["reference"] < threshold)).sum())
        better = int(((both["focal"] < threshold) & (both["reference"] >= threshold)).sum())
        assert effect.flip.net.value == pytest.approx((worse - better) / len(both))
        if worse + better:
            exact = stats.binomtest(worse, worse + better).pvalue
            assert exact == pytest.approx(effect.flip.mcnemar_p)
        assert _left_out(pairs) / len(pairs) == pytest.approx(effect.abstention.value)


def _left_out(pairs: pd.DataFrame) -> int:
    """Count the pairs in which the focal side alone has no answer, less those in which the other has none."""
    sides = [("focal_state", "reference_state"), ("reference_state", "focal_state")]
    more, less = (
        int(((pairs[other] == "answered") & ~pairs[here].isin(["answered", "as_said"])).sum())
        for here, other in sides
    )
    return more - less


def test_every_value_of_every_code_is_there_on_each_life(
    audited: tuple[AuditFindings, pd.DataFrame, bytes],
) -> None:
    found, rows, _ = audited
    alone = rows[(rows["kind"] == "fields") & ~rows["name"].str.contains("+", regex=False)]
    assert {field.name for field in found.fields if "+" not in field.name} == set(alone["name"])
    assert alone.groupby(["archetype", "base"])["name"].nunique().nunique() == 1


def test_what_a_fresh_instance_was_asked_again_stands_beside_what_the_first_said(
    audited: tuple[AuditFindings, pd.DataFrame, bytes],
) -> None:
    _, rows, _ = audited
    who = ["source", "deck", "archetype", "base", "kind", "name", "side"]
    again = rows[rows["hearing"] == 2].merge(rows[rows["hearing"] == 1], on=who, suffixes=("", "_first"))
    assert len(again) >= (rows["hearing"] == 2).sum() > 0
    assert (again["state"] == again["state_first"]).all()


def test_the_file_holds_no_instant_so_that_equal_answers_give_equal_bytes(
    audited: tuple[AuditFindings, pd.DataFrame, bytes],
) -> None:
    _, _, written = audited
    assert written[4:8] == bytes(4), "the time in the header of a packed file"
    assert gzip.decompress(written).startswith(",".join(HEAD).encode())
