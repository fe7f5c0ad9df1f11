"""A run in which more people are unique than its card admits does not leave, and says what would help."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from scripts import measure_unique_people
from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from tests.export.test_purposes import STATISTICS, SUPPORT
from tests.pages import JudgingClient
from tests.source import ROOT
from xprsa.demo.filling import fill, plan_for
from xprsa.domain.person import Account
from xprsa.export import commands
from xprsa.export.carrying import RunFailed
from xprsa.export.demands import ExportRequest
from xprsa.export.service import export_to, run_waiting
from xprsa.running.service import Service
from xprsa.scoring.document import ENVELOPE
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Failure, Format, RunState
from xprsa.storage.tables_export import PublishedDocumentRow

EARLIER = week("2026-W46")


@pytest.fixture
def town(desk: Desk, people: People) -> Desk:
    """Ten people: two whom the half hours of last week tell apart, all whom minutes or a second week do."""
    for number, minutes in enumerate([*range(290, 298), 600, 900]):
        person = people.beneficiary()
        people.sends(person, week(), content(activity("training", f"{minutes} min")))
        people.sends(person, EARLIER, content(activity("training", f"{number}h")))
    return desk


def opened(desk: Desk, share: float | None, *fields: str) -> None:
    named = (*ENVELOPE, *(fields or ("declared_minutes",)))
    desk.open(STATISTICS.model_copy(update={"most_unique_share": share, "fields": named}))


def share_of(run: Path) -> float:
    said: dict[str, Any] = json.loads((run / "manifest.json").read_text("utf-8"))["reidentification"]
    return float(said["unique_share"])


def statistics(desk: Desk) -> float:
    return share_of(desk.run(purpose=Purpose.STATISTICS))


def test_a_run_at_its_limit_leaves(town: Desk) -> None:
    opened(town, 0.2)
    assert statistics(town) == 0.2


def test_a_run_above_it_leaves_nothing_and_says_how_much_and_what_helps(town: Desk) -> None:
    opened(town, 0.19)
    with pytest.raises(RunFailed) as refused:
        town.run(purpose=Purpose.STATISTICS)
    assert str(refused.value) == (
        "Dans cet export, 20\u00a0% des personnes seraient uniques\u00a0; la fiche en admet 19\u00a0% au"
        " plus. Rien n’est parti. Ce qui aide\u00a0: moins de semaines, moins de données, des minutes plus"
        " arrondies."
    )
    assert not (town.folder / "run-1").exists()
    with town.service.database.reading() as store:
        (run,) = store.exports.of_territory(town.territory.id)
        assert (run.state, run.failure) == (RunState.FAILED, Failure.TOO_UNIQUE)
        assert store.connection.execute(select(PublishedDocumentRow.document)).all() == []


def test_rounder_minutes_fewer_weeks_and_fewer_fields_make_fewer_people_unique(town: Desk) -> None:
    opened(town, None)
    rounded = statistics(town)
    exact = share_of(town.run())
    opened(town, None, "declared_minutes", "minutes_by_family", "comparable")
    town.weeks = (EARLIER, week())
    two_weeks = statistics(town)
    opened(town, None, "comparable")
    assert (exact, two_weeks, rounded, statistics(town)) == (1.0, 1.0, 0.2, 0.0)


def test_a_card_of_an_earlier_version_holds_nothing_back(town: Desk) -> None:
    town.weeks = (EARLIER, week())
    opened(town, None)
    assert statistics(town) == 1.0


def test_support_says_it_and_is_not_held_back(town: Desk) -> None:
    assert SUPPORT.most_unique_share is None
    assert share_of(town.run()) == 1.0


def test_a_run_without_anybody_leaves(desk: Desk) -> None:
    opened(desk, 0.0)
    assert statistics(desk) == 0.0


def test_what_is_new_since_a_run_is_held_to_the_limit_of_all_that_stands(town: Desk, people: People) -> None:
    opened(town, 0.2)
    first = town.run(purpose=Purpose.STATISTICS)
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    assert share_of(town.run(purpose=Purpose.STATISTICS, since=first)) == round(2 / 11, 4)
    people.sends(people.beneficiary(), week(), content(activity("training", "40h")))
    with pytest.raises(RunFailed, match="25"):
        town.run(purpose=Purpose.STATISTICS, since=first)


def test_the_command_refuses_with_exit_code_1(town: Desk, tmp_path: Path) -> None:
    opened(town, 0.1)
    words = ["--purpose", "statistics", "--weeks", "2026-W47", "--to", str(tmp_path / "out")]
    refused = CliRunner().invoke(commands.export, words, obj=town.service)
    assert (refused.exit_code, "20\u00a0% des personnes" in refused.output) == (1, True)
    assert not (tmp_path / "out").exists()


def test_the_worker_goes_on_and_the_page_says_why(
    town: Desk, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    opened(town, 0.1)
    exporter = as_adviser(people.exporter())
    weeks = {"first": "2026-W47", "last": "2026-W47"}
    started = exporter.press(
        exporter.get("/gestion/exports"), "Préparer l’export", purpose="statistics", **weeks
    )
    exporter.press(exporter.get("/gestion/exports"), "Préparer l’export", purpose="support", **weeks)
    assert run_waiting(town.service) == 1
    page = exporter.get(started.location).text
    assert "Échec" in page
    assert "Trop de personnes seraient uniques" in page
    assert "moins de semaines" in page


def _weeks(desk: Service, purpose: Purpose, weeks: Sequence[str], folder: Path) -> float:
    with desk.database.reading() as store:
        (territory,) = store.territories.all()
        known = store.purposes.ever_open(territory.id)[purpose]
    request = ExportRequest(known, (week(weeks[0]), week(weeks[-1])), Format.JSONL)
    export_to(desk, request=request, directory=folder, progress=lambda _p, _d: None)
    return share_of(folder)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_demonstration_lets_a_week_leave_and_refuses_three(service: Service, tmp_path: Path) -> None:
    fill(service, plan_for(service, people=200, weeks=6, seed=1))
    for purpose in (Purpose.STATISTICS, Purpose.RESEARCH):
        assert 0 < _weeks(service, purpose, ["2026-W47"], tmp_path / purpose) < 0.35
        with pytest.raises(RunFailed, match="uniques"):
            _weeks(service, purpose, ["2026-W45", "2026-W47"], tmp_path / f"more-{purpose}")


def test_the_figures_of_the_documentation_are_those_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    measure_unique_people.main([40])
    head, _, *lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("| 40 | ") and line.endswith("100 % / 100 % |") for line in lines)
    assert head in (ROOT / "docs/privacy.md").read_text("utf-8")
