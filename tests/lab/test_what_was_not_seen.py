"""Modules that an earlier lab judged wrongly, each written from the fault that it shows; their verdict now.

Codes that no life bore, codes told under the name of who bears them, dates and minutes that told the lab from
real files, abstentions and trends that a card announces.
"""

from pathlib import Path

import pytest

from tests.lab.cards import ASKED_ON, world
from xprsa.lab.auditing import audit, open_under_study
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.scoring.audit import AuditFindings, Concern, Light

MODULE = """
from datetime import date, datetime
from itertools import count
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import ModuleCard

CARD = {{
    "name": "small", "version": "1", "title": "Petit module", "owner": "Personne", "purpose": "support",
    "legal_basis": "Aucune", "contribution": "Aucune.", "limits": "Toutes.", "contact": "a@example.org",
    "expires_on": "2099-12-31", "fewest_weeks": 4, "parameters": {{}},
    "fields": ["week", "as_of", "organisation", "department", "comparable", "target_minutes",
               "declared_minutes", "minutes_by_family"],
    "scale": {{"kind": "number", "lowest": 0, "highest": 100, "worse": "lower", "threshold": 50}},
}}


CALLS = count(1)


def days_since(documents):
    year, week = documents[-1]["week"].split("-W")
    last = date.fromisocalendar(int(year), int(week), 7)
    return (datetime.fromisoformat(documents[-1]["as_of"].replace("Z", "+00:00")).date() - last).days


def misses_a_week(documents):
    days = [date.fromisocalendar(*map(int, row["week"].split("-W")), 1) for row in documents[-8:]]
    return bool(days) and (days[-1] - days[0]).days != 7 * (len(days) - 1)


class Small:
    card = ModuleCard.model_validate({{**CARD, **{card}}})

    def answer(self, documents):
        weeks = [row for row in documents if row["comparable"] and row["target_minutes"]]
        if len(weeks) < self.card.fewest_weeks:
            return Reply(abstains="Trop peu de semaines comparables.")
        share = sum(row["declared_minutes"] for row in weeks) / sum(row["target_minutes"] for row in weeks)
        last = documents[-1]
        if {abstains}:
            return Reply(abstains="Rien à dire.")
        return Reply(value=max(0.0, min(100.0, 60 * share - ({loss}))))


small = Small()
"""


def _found(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    loss: str = "0",
    abstains: str = "False",
    card: dict[str, object] | None = None,
) -> AuditFindings:
    """Audit a small module with the smallest battery."""
    folder.mkdir(exist_ok=True)
    (folder / "small.py").write_text(MODULE.format(loss=loss, abstains=abstains, card=card or {}), "utf-8")
    monkeypatch.chdir(folder)
    module = open_under_study("python:small:small")
    plan = RunPlan("2026", "secret", public_decks=1, holdout_decks=1, asked_on=ASKED_ON)
    return audit(module, world(), Work(folder / "work", plan, module=module.digest))[0]


def _red_fields(found: AuditFindings) -> set[str]:
    return {field.name for field in found.fields if field.worst is Light.RED}


def _red_lives(found: AuditFindings) -> set[str]:
    return {effect.name for effect in found.effects if effect.worst is Light.RED}


@pytest.mark.parametrize(
    ("loss", "fields"),
    [
        ("20 * (last['organisation'] == 'IND')", {"organisation=IND"}),
        (
            "20 * (last['department'] in ('971', '972', '973', '976'))",
            {"department=971", "department=972", "department=973", "department=976"},
        ),
        pytest.param("5 * (last['organisation'] == 'CD')", {"organisation=CD"}, marks=pytest.mark.slow),
        pytest.param(
            "20 * (last['organisation'] == 'IND' and last['department'] == '971')",
            {"organisation=IND + department=971"},
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "10 * sum(row['minutes_by_family']['access'] for row in weeks)"
            " / max(1, sum(row['declared_minutes'] for row in weeks))",
            {"minutes_by_family=access"},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_comes_from_a_code_is_found_and_named_by_the_code_and_by_no_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loss: str, fields: set[str]
) -> None:
    found = _found(tmp_path, monkeypatch, loss=loss)
    assert _red_fields(found) == fields
    assert found.lights[Concern.GAPS] is Light.RED
    if "access" not in loss:  # which lives also make of weeks
        assert _red_lives(found) == set()


@pytest.mark.slow
def test_one_answer_that_fails_hides_no_two_codes_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm = "20 * (last['organisation'] == 'CE' and last['department'] == '974')"
    found = _found(tmp_path, monkeypatch, loss=f"{harm} + (1 / 0 if next(CALLS) == 9_000 else 0)")
    assert sum(found.hearing.faults.values()) == 1
    assert _red_fields(found) == {"organisation=CE + department=974"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "looks_real",
    [
        "not last['as_of'].endswith('T00:00:00Z')",
        "days_since(documents) < 60",
        "any(row['declared_minutes'] % 5 for row in documents)",
    ],
)
def test_a_module_that_is_fair_to_made_up_files_only_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks_real: str
) -> None:
    found = _found(tmp_path, monkeypatch, loss=f"20 * (last['organisation'] == 'CE' and {looks_real})")
    assert _red_fields(found) == {"organisation=CE"}


@pytest.mark.slow
def test_an_abstention_where_the_latest_week_is_old_is_not_held_against_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(tmp_path, monkeypatch, abstains="days_since(documents) > 56")
    assert found.light is not Light.RED


@pytest.mark.slow
def test_an_abstention_that_the_card_announces_is_told_and_is_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, object] = {"abstains_when": "Une des huit dernières semaines manque."}
    announced = _found(tmp_path / "said", monkeypatch, abstains="misses_a_week(documents)", card=said)
    assert announced.light is not Light.RED
    assert any(group.abstained for group in announced.groups)


@pytest.mark.slow
def test_an_announced_abstention_that_falls_on_a_code_is_a_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(
        tmp_path,
        monkeypatch,
        abstains="last['organisation'] == 'ML'",
        card={"abstains_when": "Quand il n’a rien à dire."},
    )
    assert (found.lights[Concern.SILENCES], found.lights[Concern.GAPS]) == (Light.RED, Light.AMBER)
    assert _red_fields(found) == {"organisation=ML"}


@pytest.mark.slow
def test_silence_about_who_misses_weeks_is_a_harm_where_no_card_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(tmp_path, monkeypatch, abstains="misses_a_week(documents)")
    assert found.lights[Concern.SILENCES] is Light.RED
    assert found.lights[Concern.GAPS] is not Light.RED


@pytest.mark.slow
def test_a_trend_is_not_asked_that_more_minutes_never_lower_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = "sum(row['declared_minutes'] for row in weeks[:len(weeks) // 2])"
    late = "sum(row['declared_minutes'] for row in weeks[len(weeks) // 2:])"
    loss = f"60 * share - 50 - 10 * ({late} - {early}) / max(1, {late} + {early})"
    unsaid = _found(tmp_path / "unsaid", monkeypatch, loss=loss)
    said = _found(tmp_path / "said", monkeypatch, loss=loss, card={"measures": "trend"})
    assert unsaid.lights[Concern.RULES] is Light.RED
    assert said.lights[Concern.RULES] is not Light.RED
    assert {rule.rule.value for rule in unsaid.rules} - {rule.rule.value for rule in said.rules} == {
        "more",
        "excused",
    }


@pytest.mark.slow
def test_a_module_that_fails_now_and_then_is_not_said_to_leave_a_code_unanswered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _found(tmp_path, monkeypatch, abstains="next(CALLS) % 150 == 0 and 1 / 0")
    assert found.hearing.faults
    assert _red_fields(found) == set()


@pytest.mark.slow
def test_what_was_never_tried_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ["status", "organisation", "department", "comparable", "target_minutes", "declared_minutes"]
    found = _found(
        tmp_path,
        monkeypatch,
        card={"fields": [*fields, "week", "as_of", "minutes_by_family"]},
    )
    never = {one.field: one.never for one in found.coverage if one.never}
    assert never == {"status": ("withdrawn", "erased")}
    tried = {one.field: one.tried for one in found.coverage}
    assert len(tried["department"]) == 101
    assert set(tried["organisation"]) == {"FT", "CD", "DCD", "ML", "CE", "IND"}
    assert tried["comparable"] == ("false", "true")
    assert found.untestable == ("first_name", "nationality")
