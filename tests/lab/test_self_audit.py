"""The lab audits itself: planted flaws are seen, fair modules are not blamed, with stated bounds."""

from pathlib import Path

import pytest

from tests.source import ROOT
from xprsa.lab import self_audit_kept
from xprsa.lab.planted.listing import PLANTED as LISTED
from xprsa.lab.self_audit import PLANTED, Rate, rates
from xprsa.lab.self_audit_kept import KeptSeeds
from xprsa.lab.self_audit_table import PageWrong, table, written_into
from xprsa.lab.statistics.rates import wilson

LEAST_DETECTION = 0.80
MOST_FALSE_ALARMS = 0.11
PAGE = ROOT / "docs" / "lab.md"


@pytest.mark.prove
def test_over_100_seeds_flaws_are_seen_and_fair_modules_left_alone() -> None:
    for rate in rates(100, KeptSeeds(ROOT / "docs" / "proofs" / "self_audit.jsonl")):
        low, high = rate.interval.low, rate.interval.high
        assert low is not None
        assert high is not None
        if rate.planted.flaw is None:
            assert high <= MOST_FALSE_ALARMS, f"{rate.planted.name} is blamed in {rate.hits} of {rate.runs}"
        else:
            assert low >= LEAST_DETECTION, f"{rate.planted.name} is seen in {rate.hits} of {rate.runs}"
        if rate.planted.name == "recognises_battery":
            assert rate.hits == rate.runs, "a module that knows the battery is exposed every time"


@pytest.mark.slow
def test_over_10_seeds_flaws_are_seen_and_fair_modules_left_alone() -> None:
    for rate in rates(10):
        if rate.planted.flaw is None:
            assert rate.hits <= 1, f"{rate.planted.name} is blamed in {rate.hits} of {rate.runs}"
        else:
            assert rate.hits >= 0.9 * rate.runs, f"{rate.planted.name}: {rate.hits} of {rate.runs}"


def test_a_run_that_was_stopped_goes_on_with_the_seeds_that_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptSeeds(tmp_path / "seeds.jsonl")
    for seed in (0, 1):
        kept.add(seed, {"slow": seed == 1, "hangs": True})
    assert {rate.planted.name: (rate.hits, rate.runs) for rate in rates(2, kept) if rate.runs} == {
        "slow": (1, 2),
        "hangs": (2, 2),
    }
    monkeypatch.setattr(self_audit_kept, "lab_digest", lambda: "of another lab")
    assert kept.read() == {}


def test_every_planted_module_is_audited() -> None:
    assert {planted.name for planted in PLANTED} == set(LISTED)


def test_a_rate_has_the_bounds_of_wilson() -> None:
    rate = Rate(PLANTED[0], hits=97, runs=100)
    assert rate.interval == wilson(hits=97, total=100)


def test_the_table_goes_between_its_marks_and_changes_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "lab.md"
    page.write_text("before\n<!-- self-audit: begin -->\nold\n<!-- self-audit: end -->\nafter\n", "utf-8")
    made = table([Rate(PLANTED[0], hits=100, runs=100)])
    written_into(page, made)
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| `direct_bias` | " in text
    assert "0.963 to 1.000" in text


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "lab.md"
    page.write_text("nothing", "utf-8")
    with pytest.raises(PageWrong, match="begin"):
        written_into(page, "")


def test_the_published_table_says_what_the_bounds_ask_for() -> None:
    """The table in `docs/lab.md` is one that 100 seeds made, and it meets the bounds."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    rows = {cells[1].strip(" `"): cells for cells in (line.split("|") for line in lines) if len(cells) == 7}
    for planted in PLANTED:
        runs, hits = int(rows[planted.name][3]), int(rows[planted.name][4])
        interval = wilson(hits=hits, total=runs)
        assert interval.low is not None
        assert interval.high is not None
        if planted.flaw is None:
            assert runs == 100
            assert interval.high <= MOST_FALSE_ALARMS
        else:
            assert interval.low >= LEAST_DETECTION
