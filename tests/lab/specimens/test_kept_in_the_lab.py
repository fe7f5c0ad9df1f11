"""Specimens and planted modules stay in the lab: nothing else finds, imports or accepts them."""

import ast
import json
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points

import pytest
from pydantic import ValidationError

from tests.lab.specimens.rows import history, shown
from tests.source import ROOT, modules
from xprsa.lab.mark import SpecimenCard, StudyAnswer
from xprsa.lab.planted.blameless import fair_rule
from xprsa.lab.planted.listing import PLANTED
from xprsa.lab.specimens.listing import SPECIMENS
from xprsa.lab.specimens.suspicion import CARD
from xprsa.modules.registry import GROUP, ModuleWrong, open_module
from xprsa.scoring.answer import Answer
from xprsa.scoring.card import CardWrong
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import write_question

ANSWER = {
    "schema": "xprsa.study-answer/1",
    "person": "b" * 64,
    "module": "suspicion",
    "version": "1",
    "value": 12.0,
}
MAKES_PEOPLE = {"recognises_battery"}  # it learns the public people by heart, so it makes them with numpy
STUDIED = ("xprsa.lab.specimens", "xprsa.lab.planted")


def test_the_lab_reads_an_answer_given_for_study_and_nothing_else_does() -> None:
    assert StudyAnswer.model_validate(ANSWER).value == 12
    with pytest.raises(ValidationError, match=r"xprsa\.answer/1"):
        Answer.model_validate(ANSWER)


def test_the_lab_takes_no_other_answer_for_one_given_for_study() -> None:
    with pytest.raises(ValidationError, match=r"xprsa\.study-answer/1"):
        StudyAnswer.model_validate({**ANSWER, "schema": "xprsa.answer/1"})


@pytest.mark.parametrize("card", [CARD, fair_rule.card], ids=lambda card: card.name)
def test_the_lab_reads_the_card_of_a_specimen_and_nothing_else_does(card: SpecimenCard) -> None:
    text = card.model_dump_json(by_alias=True)
    assert SpecimenCard.read(text) == card
    with pytest.raises(CardWrong, match=r"xprsa\.module/1"):
        ModuleCard.read(text)


def test_the_schema_alone_is_mark_enough() -> None:
    payload = json.loads(CARD.model_dump_json(by_alias=True))
    plain = {name: value for name, value in payload.items() if name not in ("sources", "said", "unknown")}
    with pytest.raises(ValidationError, match=r"xprsa\.module/1"):
        ModuleCard.model_validate(plain)


@pytest.mark.parametrize("reference", [SPECIMENS["suspicion"], PLANTED["fair_rule"]])
def test_a_module_made_for_study_cannot_be_opened_as_a_scoring_module(reference: str) -> None:
    with pytest.raises(ModuleWrong):
        open_module(reference)


@pytest.mark.parametrize("reference", [SPECIMENS["suspicion"], SPECIMENS["triage"], PLANTED["fair_rule"]])
def test_the_lab_opens_it_and_hears_its_answer(reference: str) -> None:
    opened = open_module(reference, reads=StudyAnswer, cards=SpecimenCard)
    question = write_question("b" * 64, shown(opened.card, history()))
    with opened.connect("tests") as conversation:
        (answer,) = conversation.ask([question])
    assert answer.fault is None, answer.excerpt
    assert isinstance(answer.reply, StudyAnswer)
    assert answer.reply.abstains is None


def test_no_entry_point_leads_to_a_module_made_for_study() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    written = list(declared.get("entry-points", {}).get(GROUP, {}).values())
    installed = [entry.value for entry in entry_points(group=GROUP)]
    led = [value for value in written + installed if value.startswith(STUDIED)]
    assert not led, f"entry points into the lab's own modules: {led}"


def test_nothing_outside_the_lab_imports_a_module_made_for_study() -> None:
    wrong = [
        f"{path}: {name}"
        for path, module in modules()
        if not path.startswith("xprsa/lab/")
        for name in _imported(module)
        if name.startswith(STUDIED)
    ]
    assert not wrong, f"imports of what is for study only: {wrong}"


def test_this_contract_sees_such_an_import() -> None:
    tempted = ast.parse("from xprsa.lab.specimens import suspicion\nfrom xprsa.lab import planted")
    assert all(any(name.startswith(package) for name in _imported(tempted)) for package in STUDIED)


@pytest.mark.parametrize("package", STUDIED)
def test_a_module_made_for_study_imports_no_heavy_library(package: str) -> None:
    listed = SPECIMENS if package.endswith("specimens") else PLANTED
    light = [listed[name] for name in listed if name not in MAKES_PEOPLE]
    names = [reference.removeprefix("python:").partition(":")[0] for reference in light]
    code = f"import sys, {', '.join(names)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert set(names) <= loaded
    heavy = loaded & {"numpy", "scipy", "cryptography", "jinja2", "weasyprint", "flask", "sqlalchemy"}
    assert not heavy, f"a module in its child process loads {heavy}"


def _imported(module: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(module):
        match node:
            case ast.Import(names=aliases):
                names += [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(package), names=aliases):
                names += [f"{package}.{alias.name}" for alias in aliases]
    return names
