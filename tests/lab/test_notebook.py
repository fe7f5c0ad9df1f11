"""The example notebooks run from the first cell to the last, and compute again what the lab found."""

import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from tests.source import ROOT
from xprsa.lab.commands import lab

FOLDER = ROOT / "docs/lab"


def _printed(name: str) -> str:
    """Run a notebook and give what its cells print."""
    notebook = nbformat.read(FOLDER / name, as_version=4)  # type: ignore[no-untyped-call]
    where = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ()))


@pytest.mark.slow
def test_the_notebook_runs_and_shows_what_moved_the_answers() -> None:
    printed = _printed("notebook.ipynb")
    assert "archetypes" in printed
    assert "circumstances" in printed
    assert "holdout" in printed


@pytest.mark.slow
def test_from_the_answers_of_a_report_the_other_computes_its_gaps_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report"
    asked = ["specimen:suspicion", "--profiles", "34944", "--keep-answers", "--report", str(report)]
    done = CliRunner().invoke(lab, ["run", *asked, "--key", str(tmp_path / "key")])
    assert done.exit_code == 0, done.output
    monkeypatch.setenv("REPORT", str(report))
    printed = _printed("recompute.ipynb")
    furthest = dict(re.findall(r"furthest (\w+): ([\d.]+)", printed))
    assert furthest.keys() == {"mean", "wilcoxon", "mcnemar"}
    assert max(map(float, furthest.values())) < 0.001
    assert "lone_parent" in printed


@pytest.mark.parametrize("name", [path.name for path in sorted(FOLDER.glob("*.ipynb"))])
def test_a_notebook_is_kept_without_outputs(name: str) -> None:
    notebook = nbformat.read(FOLDER / name, as_version=4)  # type: ignore[no-untyped-call]
    assert not any(cell.get("outputs") for cell in notebook.cells)
