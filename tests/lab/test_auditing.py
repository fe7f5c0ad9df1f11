"""An audit from end to end, on real processes, with a small battery."""

import json
from pathlib import Path

import pytest

from tests.lab.cards import ASKED_ON, card, world
from xprsa.lab.auditing import AnswersMissing, audit, open_under_study
from xprsa.lab.battery.deck import Source
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.planted.fair import FAIR_FIELDS, fair_answer
from xprsa.lab.self_audit import PLANTED, open_planted, small_audit, small_plan
from xprsa.modules.registry import ModuleWrong
from xprsa.scoring.audit import AuditFindings, Light

PLAN = RunPlan("2026", "secret", public_decks=1, holdout_decks=1, asked_on=ASKED_ON)


def _audit(name: str, folder: Path) -> AuditFindings:
    module = open_under_study(f"planted:{name}")
    return audit(module, world(), Work(folder, PLAN, module=module.digest))[0]


def test_a_planted_bias_is_seen_and_a_fair_module_is_not_blamed() -> None:
    for name in ("direct_bias", "fair_rule"):
        planted = {module.name: module for module in PLANTED}[name]
        found = small_audit(world(), open_planted(planted), small_plan(planted, 3))
        assert planted.is_seen(found) is (planted.flaw is not None)


def test_what_two_codes_do_is_told_of_both_also_where_lives_bear_one_of_them() -> None:
    planted = {module.name: module for module in PLANTED}["intersection_bias"]
    plan = small_plan(planted, 3)
    alone, _ = plan.field_decks(world(), open_planted(planted).card)
    assert "CE" in alone.histories.organisation[alone.histories.department == "974"]
    found = small_audit(world(), open_planted(planted), plan)
    red = {one.name for one in found.fields if one.worst is Light.RED}
    overseas = ("971", "972", "973", "974", "976")
    assert red == {f"organisation=CE + department={place}" for place in overseas}


@pytest.mark.slow
def test_equal_runs_give_equal_findings_and_an_interrupted_one_too(tmp_path: Path) -> None:
    whole = _audit("direct_bias", tmp_path / "whole")
    module = open_under_study("planted:direct_bias")
    work = Work(tmp_path / "cut", PLAN, module=module.digest)

    class Cut(Exception):
        pass

    def cut() -> None:
        raise Cut

    with pytest.raises(Cut):
        audit(module, world(), work, progress=cut)
    kept = Work(tmp_path / "cut", PLAN, module=module.digest).result(Source.PUBLIC, 0)
    assert kept is not None or work.result(Source.HOLDOUT, 0) is not None
    assert _audit("direct_bias", tmp_path / "cut") == whole


def test_a_module_that_nobody_may_run_here_answers_by_files(tmp_path: Path) -> None:
    written = tmp_path / "card.json"
    written.write_text(card(fields=FAIR_FIELDS).model_dump_json(by_alias=True), encoding="utf-8")
    module = open_under_study(f"files:{tmp_path / 'exchange'}", card=written)
    work = Work(tmp_path / "w", PLAN, module=module.digest)
    with pytest.raises(AnswersMissing, match=r"attendent leurs réponses.*2"):
        audit(module, world(), work)
    _answer_elsewhere(tmp_path / "exchange")
    found, _ = audit(module, world(), work)
    assert found.module.isolation == "files"
    assert found.hearing.faults == {}
    assert not [effect for effect in found.effects if effect.light is Light.RED]


def _answer_elsewhere(exchange: Path) -> None:
    """Answer as the fair rule does, on the machine of whoever keeps the module."""
    for path in (exchange / "questions").iterdir():
        lines = []
        for text in path.read_text().splitlines():
            question = json.loads(text)
            reply = fair_answer(question["documents"]).model_dump(exclude_defaults=True)
            head = {"schema": "xprsa.answer/1", "person": question["person"]}
            lines.append(json.dumps({**head, "module": "for-tests", "version": "1", **reply}))
        (exchange / "answers" / path.name).write_text("\n".join(lines) + "\n")


def test_an_unknown_specimen_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ModuleWrong, match="suspicion"):
        open_under_study("specimen:unknown")
