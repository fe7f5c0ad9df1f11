"""Two versions of one module, compared on the same questions or not at all."""

import json
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.lab.audits import MADE_ON, a_card, a_plan, an_audit, an_audited_module
from tests.lab.findings import a_field, all_effects, all_fields, all_rules, an_effect, around
from tests.lab.report.conftest import Write
from tests.pages import TYPOGRAPHY, our_words
from xprsa.lab.report import difference
from xprsa.lab.report.comparing import ChangeKind, Difference, compared
from xprsa.lab.report.difference import write_difference
from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.audit import AuditFindings, Concern, Estimate, Light, Rule

RED, GREEN, AMBER = Light.RED, Light.GREEN, Light.AMBER


def version(number: str, **changes: Any) -> AuditFindings:
    return an_audit(**{"module": an_audited_module(version=number)} | changes)


def change(before: dict[str, Any], after: dict[str, Any]) -> ChangeKind:
    found = compared(
        version("1.0", effects=(an_effect(**before),)), version("1.1", effects=(an_effect(**after),))
    )
    return found.effects[0].change


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ({"light": GREEN}, {"light": RED}, ChangeKind.APPEARED),
        ({"light": AMBER}, {"light": RED}, ChangeKind.APPEARED),
        ({"light": RED}, {"light": GREEN}, ChangeKind.VANISHED),
        (
            {"light": RED, "mean": 0.8, "net": 0.0},
            {"light": GREEN, "mean": 0.8, "net": 0.0},
            ChangeKind.RELIT,
        ),
        ({"mean": 3.1}, {"mean": 5.0}, ChangeKind.GREW),
        ({"mean": 3.1}, {"mean": 1.9}, ChangeKind.SHRANK),
        ({"mean": 3.1}, {"mean": -3.1, "net": -0.071}, ChangeKind.REVERSED),
        ({"mean": 3.1}, {"mean": 3.3}, ChangeKind.SAME),
        ({"net": 0.05}, {"net": 0.09}, ChangeKind.GREW),
        ({"light": GREEN}, {"light": AMBER}, ChangeKind.SAME),
        ({}, {"abstention": around(0.2, 0.01)}, ChangeKind.GREW),
    ],
)
def test_what_becomes_of_an_effect_is_told_by_its_light_then_by_intervals_that_do_not_touch(
    before: dict[str, Any], after: dict[str, Any], became: ChangeKind
) -> None:
    assert change(before, after) is became


def test_an_effect_without_an_interval_is_not_said_to_have_grown() -> None:
    alone = Estimate(value=30.0, low=None, high=None)
    effect = an_effect()
    larger = effect.model_copy(update={"shift": effect.shift.model_copy(update={"mean": alone})})
    found = compared(version("1.0", effects=(effect,)), version("1.1", effects=(larger,)))
    assert found.effects[0].change is ChangeKind.SAME


PAIR = "organisation=CE + department=974"


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ((), ("organisation=CE",), {"organisation=CE": ChangeKind.APPEARED}),
        (("department=971",), (), {"department=971": ChangeKind.VANISHED}),
        ((), (PAIR,), {PAIR: ChangeKind.APPEARED}),
        ((PAIR,), (), {PAIR: ChangeKind.VANISHED}),
        ((PAIR,), ("organisation=CE",), {"organisation=CE": ChangeKind.APPEARED}),
    ],
)
def test_codes_are_compared_as_circumstances_are_and_two_together_where_both_were_judged(
    before: tuple[str, ...], after: tuple[str, ...], became: dict[str, ChangeKind]
) -> None:
    found = compared(version("1.0", fields=all_fields(*before)), version("1.1", fields=all_fields(*after)))
    assert {one.name: one.change for one in found.effects if one.change is not ChangeKind.SAME} == became


def test_a_fact_that_changes_at_all_has_changed() -> None:
    larger = a_field(mean=Estimate(value=3.5, low=None, high=None))
    found = compared(version("1.0", fields=(a_field(),)), version("1.1", fields=(larger,)))
    assert found.effects[-1].change is ChangeKind.GREW


def test_a_silence_that_appears_is_told_and_so_is_the_light_of_each_concern() -> None:
    silent = a_field(light=GREEN, silenced=9, silence_light=RED)
    found = compared(
        version("1.0", effects=(), fields=(a_field(light=GREEN),)),
        version("1.1", effects=(), fields=(silent,)),
    )
    assert found.effects[0].change is ChangeKind.APPEARED
    assert found.lights_before[Concern.SILENCES] is GREEN
    assert found.lights_after[Concern.SILENCES] is RED
    assert found.lights_after[Concern.GAPS] is GREEN


def test_a_rule_is_told_when_its_light_changes() -> None:
    found = compared(
        version("1.0", rules=all_rules({Rule.MORE: 0.2})), version("1.1", rules=all_rules({Rule.CLOSED: 0.1}))
    )
    assert [(rule.rule, rule.light_before, rule.light_after) for rule in found.rules] == [
        (Rule.CLOSED, GREEN, RED),
        (Rule.MORE, RED, GREEN),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"module": an_audited_module(name="triage", version="1.1")}, "deux modules"),
        ({"module": an_audited_module(threshold_severity=50)}, "seuil a changé"),
        ({"plan": a_plan(world="0" * 64)}, "mêmes personnes"),
        ({"plan": a_plan(seed="2027")}, "graines"),
        ({"plan": a_plan(public_bases=28)}, "autant de questions"),
        ({"plan": a_plan(lab_version="0.2.0")}, "versions différentes du laboratoire"),
    ],
)
def test_audits_that_asked_other_questions_are_not_compared(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ReportWrong, match=sentence):
        compared(version("1.0"), version("1.1", **changes))


def test_a_run_s_own_secret_may_differ() -> None:
    assert compared(version("1.0"), version("1.1", plan=a_plan(secret="c9" * 16))).before.version == "1.0"


@pytest.fixture
def two(write: Write, tmp_path: Path) -> tuple[Path, Path]:
    later = version(
        "1.1",
        effects=all_effects({"lone_parent": 6.0, "car": 2.0}),
        rules=all_rules({}),
        fields=all_fields(PAIR),
    )
    return (
        write(tmp_path / "one", version("1.0", fields=all_fields())),
        write(tmp_path / "two", later, card=a_card(version="1.1")),
    )


def test_a_comparison_is_two_pages_and_the_same_in_json(two: tuple[Path, Path], tmp_path: Path) -> None:
    folder = write_difference(*two, tmp_path / "between")
    assert {path.name for path in folder.iterdir()} == {
        "difference.html",
        "difference.en.html",
        "difference.json",
    }
    found = Difference.model_validate_json((folder / "difference.json").read_bytes())
    assert {effect.name: effect.change for effect in found.effects if effect.change is not ChangeKind.SAME}[
        "car"
    ] is (ChangeKind.APPEARED)
    page = (folder / "difference.en.html").read_text("utf-8")
    assert "Appeared: 2. Grew: 1. Reversed: 0. Shrank: 0. Vanished: 7." in page
    assert "organisation: Cap emploi + département 974" in page
    assert "Missing answers" in page
    assert json.loads((folder / "difference.json").read_bytes())["schema"] == "xprsa.audit-difference/1"


def test_the_pages_are_sound_and_well_set(two: tuple[Path, Path], tmp_path: Path) -> None:
    folder = write_difference(*two, tmp_path / "between")
    for path in folder.glob("*.html"):
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
        root = parser.parse(path.read_text("utf-8"))
        assert not parser.errors, f"{path.name}: {parser.errors}"
        if root.get("lang") == "fr":
            bad = [
                f"{why}: {text}" for text in our_words(root) for rule, why in TYPOGRAPHY if rule.search(text)
            ]
            assert not bad


def test_comparing_twice_gives_equal_bytes(two: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = (write_difference(*two, tmp_path / name) for name in ("a", "b"))
    assert all(path.read_bytes() == (second / path.name).read_bytes() for path in first.iterdir())
    assert str(MADE_ON.year) in (first / "difference.html").read_text("utf-8")


def test_a_report_that_was_touched_is_not_compared(two: tuple[Path, Path], tmp_path: Path) -> None:
    with (two[0] / "findings.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ReportWrong, match=r"n’est pas tel qu’il a été signé : findings\.json a changé"):
        write_difference(*two, tmp_path / "between")


def test_people_unknown_to_this_lab_are_not_spoken_of(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Elsewhere:
        @staticmethod
        def read() -> Any:
            return type("AWorld", (), {"digest": "0" * 64})()

    monkeypatch.setattr(difference, "World", Elsewhere)
    with pytest.raises(ReportWrong, match="d’autres personnes"):
        write_difference(*two, tmp_path / "between")


def test_a_comparison_is_not_written_over_a_report(two: tuple[Path, Path]) -> None:
    with pytest.raises(ReportWrong, match="autre chose"):
        write_difference(*two, two[0])
