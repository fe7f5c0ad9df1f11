"""The modules that ship: found by their entry points, right in every check, and told of by the lab."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.source import ROOT
from xprsa.helping.activity_trend import ActivityTrend
from xprsa.lab.auditing import audit, open_under_study
from xprsa.lab.hearing.plan import planned
from xprsa.lab.hearing.work import Work
from xprsa.lab.people.world import World
from xprsa.lab.size import size_of
from xprsa.modules.commands import modules
from xprsa.modules.registry import GROUP, open_module
from xprsa.scores.demands import check_findings, owed_effects
from xprsa.scoring.audit import AuditFindings, Concern, Light
from xprsa.scoring.purpose import Purpose

_ENTRIES: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "entry-points"
][GROUP]
REFERENCES = {name: f"python:{entry}" for name, entry in _ENTRIES.items()}


def test_activity_trend_ships_and_nothing_else_does() -> None:
    assert set(REFERENCES) == {ActivityTrend.card.name} == {"activity-trend"}
    assert ActivityTrend.card.purpose is Purpose.SUPPORT


@pytest.mark.parametrize("name", REFERENCES)
def test_a_module_that_ships_passes_every_check_and_bears_the_name_of_its_entry(name: str) -> None:
    assert open_module(REFERENCES[name]).card.name == name
    result = CliRunner().invoke(modules, ["check", REFERENCES[name]])
    assert result.exit_code == 0, result.output
    assert "✗" not in result.output
    assert re.search(rf"^{name} [0-9.]+\u202f: tout est en ordre", result.output, re.MULTILINE)


@pytest.mark.parametrize("name", REFERENCES)
def test_the_published_audit_is_of_the_module_as_it_ships_and_its_rules_hold(name: str) -> None:
    """A byte of the module changed, and it must be audited anew: `xprsa lab run`, by a key of the project."""
    module, report = open_module(REFERENCES[name]), ROOT / "docs/lab" / name
    findings = AuditFindings.model_validate_json((report / "findings.json").read_bytes())
    check_findings(findings, module.card, digest=module.digest)
    assert set(findings.lights.values()) == {Light.GREEN}
    assert owed_effects(findings) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", REFERENCES)
def test_the_lab_finds_nothing_against_a_module_that_ships(name: str, tmp_path: Path) -> None:
    """The smallest battery of which a verdict is allowed; so few people never give a green light."""
    module, world = open_under_study(REFERENCES[name]), World.read()
    asked_on = date(2026, 11, 30)
    blind = planned(world, profiles=1, seed=None, secret="shipped", asked_on=asked_on)
    least = size_of(world, module.card, blind).least
    plan = planned(world, profiles=least, seed=None, secret="shipped", asked_on=asked_on)
    size_of(world, module.card, plan).refuse_blind()
    found, _ = audit(module, world, Work(tmp_path, plan, module=module.digest))
    assert found.hearing.faults == {}
    assert found.lights[Concern.CHANCE] is found.lights[Concern.SILENCES] is Light.GREEN
    assert found.light is not Light.RED
    assert all(field.worst is Light.GREEN for field in found.fields)
    assert found.adverse.value < 0.02
