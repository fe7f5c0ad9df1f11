"""Opening a module: by its name, wherever it runs, with one clear sentence when it cannot be used."""

import json
import shutil
import stat
import sys
from datetime import date
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from pydantic import Field

from tests.modules.plugged import ODD, faults, some_questions
from tests.scoring.cards import CARD, a_card
from xprsa.modules import registry
from xprsa.modules.registry import Module, ModuleWrong, open_module
from xprsa.scoring.answer import Answer
from xprsa.scoring.card import CardWrong
from xprsa.scoring.module import ModuleCard, NumberScale

MODULE = """
from pathlib import Path
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import ModuleCard, NumberScale

class Made:
    card = ModuleCard.model_validate({card!r})

    def answer(self, documents):
        return Reply(value=1)
"""


class MarkedAnswer(Answer):
    schema_: Literal["xprsa.marked-answer/1"] = Field(alias="schema")  # type: ignore[assignment] # the mark


class MarkedCard(ModuleCard):
    schema_: Literal["xprsa.marked/1"] = Field(default="xprsa.marked/1", alias="schema")  # type: ignore[assignment] # the mark
    answers: ClassVar[type[Answer]] = MarkedAnswer


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of an author, with a package, a card and a program."""
    monkeypatch.chdir(tmp_path)
    package = tmp_path / "makers"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "weights.json").write_text("{}")
    (tmp_path / "alone.py").write_text(_source())
    (package / "rule.py").write_text(_source())
    (tmp_path / "card.json").write_text(json.dumps(CARD))
    (tmp_path / "odd.py").write_text(ODD.read_text("utf-8"))
    return tmp_path


def _source(card: dict[str, object] = CARD) -> str:
    return MODULE.format(card=card)


def refused(text: str, **more: object) -> str:
    with pytest.raises(ModuleWrong) as wrong:
        open_module(text, **more)  # type: ignore[arg-type] # any of them
    return str(wrong.value)


def is_well(module: Module) -> bool:
    with module.connect("test") as conversation:
        return faults(list(conversation.ask(some_questions(3)))) == {}


def test_a_python_module_is_opened_without_running_it_in_this_process(here: Path) -> None:
    module = open_module("python:alone:Made")
    assert module.card == a_card()
    assert module.source == "python:alone:Made"
    assert module.isolation in {"bwrap", "process"}
    assert is_well(module)
    assert "alone" not in sys.modules
    open_module("python:makers.rule:Made")
    assert "makers" not in sys.modules


def test_an_installed_module_is_opened_by_its_name_and_an_unknown_name_lists_those(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entries = EntryPoints(EntryPoint(name, "alone:Made", registry.GROUP) for name in ("second", "first"))
    monkeypatch.setattr(registry, "entry_points", lambda group: entries.select(group=group))
    assert is_well(open_module("first"))
    assert "Modules installés\u202f: first, second." in refused("third")


def test_without_an_installed_module_the_forms_of_a_name_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: EntryPoints())
    assert "aucun" in refused("effort")
    assert "python:PAQUET.MODULE:NOM" in refused("effort")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("python:alone", "ne désigne rien"),
        ("python::Made", "ne désigne rien"),
        ("python:nowhere:Made", "« nowhere » est introuvable"),
        ("python:makers.nowhere:Made", "No module named 'makers.nowhere'"),
        ("python:alone.deeper:Made", "est introuvable"),
        ("python:sys:path", "« sys » est introuvable"),
        (f"command:cat {'x' * 5000}", "ajoutez --card"),
        ("python:alone:Other", "module 'alone' has no attribute 'Other'"),
        ("python:alone:Path", "has no attribute 'card'"),
        ("command:", "est introuvable"),
        ("command:./no_such_program", "est introuvable"),
        ("command:'open", "guillemet ouvert"),
        ("command:cat", "ajoutez --card"),
        ("http://", "n’est pas une adresse complète"),
        ("https://scores.example:port/", "n’est pas une adresse complète"),
        ("https://scores.example/évaluer", "n’est pas une adresse complète"),
        ("https://user:word@scores.example/", "sans identifiant"),
        ("https://scores.example/", "ajoutez --card"),
        ("files:", "n’est pas un dossier"),
        ("files:card.json", "n’est pas un dossier"),
        ("files:exchange", "ajoutez --card"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    assert sentence in refused(text).replace("\u202f", " ")


@pytest.mark.parametrize("text", ["command:cat", "https://scores.example/", "files:exchange"])
def test_a_card_that_is_wrong_or_missing_is_refused(text: str, here: Path) -> None:
    assert "ne peut pas être lue" in refused(text, card=here / "nowhere.json")
    (here / "card.json").write_text(json.dumps({**CARD, "fields": ["first_name"]}))
    assert "Aucun document n’a de donnée « first_name »" in refused(text, card=here / "card.json")


def test_a_card_beside_a_python_module_is_refused(here: Path) -> None:
    assert "retirez --card" in refused("python:alone:Made", card=here / "card.json")


def test_a_module_that_does_not_say_its_card_in_time_is_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_SLOWEST_START", 0.3)
    (here / "alone.py").write_text("import time; time.sleep(60)")
    assert "n’a pas donné sa fiche" in refused("python:alone:Made", patience=0.1)


def test_an_expired_card_is_accepted_and_flagged(here: Path) -> None:
    (here / "alone.py").write_text(_source({**CARD, "expires_on": "2020-01-31"}))
    module = open_module("python:alone:Made")
    assert module.has_expired(on=date(2020, 2, 1))
    assert not module.has_expired(on=date(2020, 1, 31))


def test_a_command_finds_its_files_from_another_directory(here: Path) -> None:
    program = here / "program"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    assert is_well(open_module("command:./program odd.py good", card=here / "card.json"))


def test_a_command_may_hold_a_whole_program(here: Path) -> None:
    program = f"{sys.executable} -c '{'#' * 5000}'"
    assert open_module(f"command:{program}", card=here / "card.json").digest


@pytest.mark.parametrize(("lowest", "highest"), [(-1e308, 1e308), (0.0, 5e-324), (0.0, 1e10), (1.0, 1.0)])
def test_a_scale_on_which_nothing_can_be_counted_is_refused(lowest: float, highest: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        NumberScale(lowest=lowest, highest=highest, worse="lower", threshold=lowest)


def test_files_wait_for_their_answers(here: Path) -> None:
    module = open_module("files:exchange", card=here / "card.json")
    with module.connect("test") as conversation:
        list(conversation.ask(some_questions(3)))
        assert conversation.is_waiting
    assert module.isolation == "files"
    assert len(list((here / "exchange/questions").iterdir())) == 1


def test_the_digest_of_a_package_changes_with_any_of_its_files_and_its_card(here: Path) -> None:
    seen = [open_module("python:makers.rule:Made").digest]
    assert open_module("python:makers.rule:Made").digest == seen[0]
    (here / "elsewhere.json").write_text("{}")
    (here / "makers/__pycache__").mkdir(exist_ok=True)
    (here / "makers/__pycache__/rule.pyc").write_bytes(b"x")
    assert open_module("python:makers.rule:Made").digest == seen[0]
    for name, text in (
        ("weights.json", "{ }"),
        ("more.py", ""),
        ("rule.py", _source({**CARD, "version": "2"})),
    ):
        (here / "makers" / name).write_text(text)
        seen.append(open_module("python:makers.rule:Made").digest)
    assert len(set(seen)) == 4


def test_the_digest_of_one_file_covers_that_file_alone(here: Path) -> None:
    before = open_module("python:alone:Made").digest
    (here / "odd.py").write_text("")
    assert open_module("python:alone:Made").digest == before
    (here / "alone.py").write_text(_source() + "\n")
    assert open_module("python:alone:Made").digest != before


def test_the_digest_of_a_command_covers_its_words_and_the_files_that_they_name(here: Path) -> None:
    def digest(words: str) -> str:
        return open_module(f"command:{sys.executable} {words}", card=here / "card.json").digest

    first = digest("odd.py good")
    assert digest("odd.py good") == first
    assert digest("odd.py html") != first
    (here / "odd.py").write_text("")
    assert digest("odd.py good") != first


@pytest.mark.parametrize("text", ["python:makers.rule:Made", "python:alone:Made", "command:./odd.py good"])
def test_a_module_is_unchanged_until_a_byte_behind_it_is_another_and_again_once_it_is_back(
    here: Path, text: str
) -> None:
    odd = here / "odd.py"
    odd.chmod(odd.stat().st_mode | stat.S_IXUSR)
    module = open_module(text, card=here / "card.json" if text.startswith("command") else None)
    assert module.is_unchanged
    (here / "elsewhere.json").write_text("{}")
    assert module.is_unchanged
    for name in ("makers/weights.json", "alone.py", "odd.py"):
        (here / name).write_bytes((here / name).read_bytes() + b" ")
    assert not module.is_unchanged
    for name in ("makers/weights.json", "alone.py", "odd.py"):
        (here / name).write_bytes((here / name).read_bytes()[:-1])
    assert module.is_unchanged
    shutil.rmtree(here / "makers")
    for name in ("alone.py", "odd.py"):
        (here / name).unlink()
    assert not module.is_unchanged


def test_of_an_address_or_a_pair_of_files_no_change_can_be_seen(here: Path) -> None:
    for text in ("https://scores.example/", "files:exchange"):
        assert open_module(text, card=here / "card.json").is_unchanged


def test_the_digest_of_an_address_covers_the_address(here: Path) -> None:
    first, second = (
        open_module(f"https://{name}.example/", card=here / "card.json").digest for name in ("a", "b")
    )
    assert first != second


def test_a_marked_card_is_refused_unless_it_is_asked_for() -> None:
    marked = MarkedCard.model_validate({**CARD, "schema": "xprsa.marked/1"}).model_dump_json(by_alias=True)
    with pytest.raises(CardWrong):
        ModuleCard.read(marked)
    Path("card.json").write_text(marked)
    assert "n’est pas valable" in refused("command:cat", card=Path("card.json"))
    assert open_module("command:cat", card=Path("card.json"), cards=MarkedCard).card.name == "odd"


def test_a_marked_answer_is_refused_unless_it_is_asked_for(here: Path) -> None:
    marked = (here / "odd.py").read_text("utf-8").replace("xprsa.answer/1", "xprsa.marked-answer/1")
    (here / "odd.py").write_text(marked, "utf-8")
    (here / "card.json").write_text(json.dumps({**CARD, "schema": "xprsa.marked/1"}))
    command, card = f"command:{sys.executable} odd.py good", here / "card.json"
    assert is_well(open_module(command, card=card, cards=MarkedCard, reads=MarkedAnswer))
    assert not is_well(open_module(command, card=card, cards=MarkedCard))
