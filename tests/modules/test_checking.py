"""The kit for makers of modules: a sound module passes, and each flaw is told by its own line."""

import json
from datetime import date
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.modules.plugged import ODD
from tests.scoring.cards import CARD
from xprsa.modules import registry
from xprsa.modules.checking import checked
from xprsa.modules.checks import CHECKS
from xprsa.modules.commands import modules
from xprsa.modules.registry import open_module

FLAWED = """
import os, random
from xprsa.domain.week import Week
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import ModuleCard

class Sound:
    card = ModuleCard.model_validate({card!r})
    count = 0

    def chosen(self, documents):
        return [row for row in documents if row["comparable"] and row["target_minutes"]]

    def value(self, weeks):
        share = sum(row["counted_minutes"] for row in weeks) / sum(row["target_minutes"] for row in weeks)
        return min(100.0, 50.0 * share)

    def answer(self, documents):
        self.count += 1
        weeks = self.chosen(documents)
        if len(weeks) < 4:
            return Reply(abstains="Trop peu de semaines.")
        return Reply(value=self.value(weeks), contributions={{"counted_minutes": 1.0}})

class Shouts(Sound):
    def answer(self, documents):
        return Reply(value=1000)

class ReadsMore(Sound):
    def value(self, weeks):
        return {{"FT": 1}}[weeks[0]["organisation"]]

class Credits(Sound):
    def answer(self, documents):
        return Reply(value=50, contributions={{"organisation": 1}})

class NeverAbstains(Sound):
    def answer(self, documents):
        return Reply(value=self.value(self.chosen(documents)) if len(documents) > 3 else 0)

class Random(Sound):
    def value(self, weeks):
        return random.random()

class Counts(Sound):
    def value(self, weeks):
        return self.count / 100

class ReadsPseudonyms(Sound):
    card = Sound.card.model_copy(update={{"fields": (*Sound.card.fields, "person")}})

    def value(self, weeks):
        return int(weeks[0]["person"][:2], 16) / 10

class OtherEachTime(Sound):
    born = random.random()

    def value(self, weeks):
        return self.born

class CountsSilence(Sound):
    def value(self, weeks):
        first, last = (int(weeks[at]["week"][6:]) for at in (0, -1))
        return super().value(weeks) * len(weeks) / (abs(last - first) + 1)

class CountsExcuses(Sound):
    def answer(self, documents):
        reply = super().answer(documents)
        excused = sum(not row["comparable"] for row in documents)
        return reply if reply.value is None else Reply(value=reply.value * 0.5 ** excused)

class Upside(Sound):
    def value(self, weeks):
        return 100 - super().value(weeks)

class Trend(Sound):
    card = Sound.card.model_copy(update={{"measures": "trend"}})

    def value(self, weeks):
        late, early = super().value(weeks[-6:]), super().value(weeks[:-6])
        return max(0.0, min(100.0, 50.0 + late - early))

class UnsaidTrend(Trend):
    card = Sound.card

class UnsaidCaution(Sound):
    def answer(self, documents):
        weeks = [Week.parse(row["week"]) for row in documents]
        if any(first.plus(1) != second for first, second in zip(weeks, weeks[1:])):
            return Reply(abstains="Des semaines manquent.")
        return super().answer(documents)

class Cautious(UnsaidCaution):
    card = Sound.card.model_copy(update={{"abstains_when": "Des semaines manquent."}})

class TakesNoNull(Sound):
    def chosen(self, documents):
        return [row for row in documents if row["target_minutes"] > 0 and row["comparable"]]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made.py").write_text(FLAWED.format(card=CARD), "utf-8")
    (tmp_path / "card.json").write_text(json.dumps(CARD))
    return tmp_path


def check(*words: str) -> Result:
    return CliRunner().invoke(modules, ["check", *words])


def wrong_lines(result: Result) -> list[str]:
    return [line for line in result.output.splitlines() if line.startswith("✗")]


def test_a_sound_module_passes_every_check(here: Path) -> None:
    result = check("python:made:Sound")
    assert result.exit_code == 0, result.output
    assert wrong_lines(result) == []
    assert result.output.count("✓") == len(CHECKS) + 2  # the card, and the speed
    assert "questions de 52 semaines par seconde" in result.output
    assert open_module("python:made:Sound").digest in result.output


@pytest.mark.parametrize("flawless", ["Trend", "Cautious"])
def test_what_the_card_says_is_not_held_against_a_module(here: Path, flawless: str) -> None:
    result = check(f"python:made:{flawless}")
    assert result.exit_code == 0, result.output
    assert wrong_lines(result) == []


def test_a_trend_is_told_what_it_is_not_asked(here: Path) -> None:
    assert check("python:made:Trend").output.count("✓ Pas demandé à une tendance") == 2


@pytest.mark.parametrize(
    ("flawed", "sentence"),
    [
        ("Shouts", "Une réponse n’est pas valable"),
        ("Credits", "Une réponse n’est pas valable"),
        ("ReadsMore", "Le module ne se prononce pas sur steady"),
        ("NeverAbstains", "Le module ne s’abstient pas avec trop peu de semaines (nothing, few)"),
        ("Random", "La réponse change quand la question est posée autrement"),
        ("Counts", "La réponse change quand la question est posée autrement"),
        ("ReadsPseudonyms", "La réponse change quand la question est posée autrement"),
        ("OtherEachTime", "Une autre instance répond autrement"),
        ("CountsSilence", "La réponse change avec des semaines manquantes"),
        ("CountsExcuses", "Une semaine non comparable aggrave la réponse (added, excused)"),
        ("Upside", "La réponse s’aggrave avec plus de minutes comptées (more_once, more_always)"),
        ("UnsaidTrend", "La réponse s’aggrave avec plus de minutes comptées (more_once"),
        (
            "UnsaidCaution",
            "dites-le sur sa fiche («\u202fabstains_when\u202f»).",
        ),
        ("TakesNoNull", "Des cas limites restent sans réponse valable (no_target, tombstones"),
    ],
)
def test_each_flaw_is_told_and_refused(here: Path, flawed: str, sentence: str) -> None:
    result = check(f"python:made:{flawed}")
    assert result.exit_code == 1
    assert any(sentence in line for line in wrong_lines(result)), result.output
    assert "à revoir" in result.output


def test_an_expired_card_is_told(here: Path) -> None:
    module = open_module("python:made:Sound")
    outcomes = list(checked(module, on=date(2100, 1, 1)))
    assert [outcome.sentence for outcome in outcomes if not outcome.is_good] == [
        "La fiche a expiré le 2099-12-31. Relisez-la, puis reportez sa date."
    ]


def test_a_command_that_answers_twice_is_told(here: Path) -> None:
    result = check(f"command:python3 {ODD} twice", "--card", "card.json")
    assert any("Des lignes de trop sont sorties du module" in line for line in wrong_lines(result))


def test_a_module_by_files_is_checked_in_two_runs(here: Path) -> None:
    result = check("files:exchange", "--card", "card.json")
    assert result.exit_code == 1
    assert "Déposez les réponses" in result.output
    for questions in (here / "exchange/questions").iterdir():
        people = [json.loads(line)["person"] for line in questions.read_text("utf-8").splitlines()]
        payload = {"schema": "xprsa.answer/1", "module": "odd", "version": "1", "abstains": "Rien à dire."}
        answers = "\n".join(json.dumps({**payload, "person": person}) for person in people)
        (here / "exchange/answers" / questions.name).write_text(answers, "utf-8")
    result = check("files:exchange", "--card", "card.json")
    assert [line[:40] for line in wrong_lines(result)] == ["✗ Le module ne se prononce pas sur steady"[:40]]
    assert "Vitesse" not in result.output


def test_a_module_that_cannot_be_opened_is_refused_with_its_sentence(here: Path) -> None:
    result = check("nowhere")
    assert result.exit_code == 1
    assert "Aucun module installé ne s’appelle" in result.output
    assert check("python:made:Sound", "--patience", "0").exit_code == 2


def test_the_list_says_what_is_installed_and_what_cannot_be_opened(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = EntryPoints(
        EntryPoint(name, value, registry.GROUP) for name, value in (("b", "made:Sound"), ("a", "gone:Gone"))
    )
    monkeypatch.setattr(registry, "entry_points", lambda group: EntryPoints())
    assert CliRunner().invoke(modules, ["list"]).output == "Aucun module n’est installé.\n"
    monkeypatch.setattr(registry, "entry_points", lambda group: entries.select(group=group))
    result = CliRunner().invoke(modules, ["list"])
    assert result.exit_code == 0
    first, second = result.output.splitlines()
    assert first.startswith("✗ a")
    assert "introuvable" in first
    assert second.startswith("✓ b 1")
    assert "valable jusqu’au 2099-12-31" in second
