"""A deck is put to a module shuffled, under pseudonyms, and nothing else of it reaches the module."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from tests.lab.cards import card, deck, world
from xprsa.lab.battery.deck import Source
from xprsa.lab.battery.names import Chance
from xprsa.lab.hearing.asking import SHARE_HEARD_AGAIN, Asking
from xprsa.lab.hearing.outcomes import State
from xprsa.modules.received import Incidents, ReceivedAnswer
from xprsa.modules.registry import Module, open_module
from xprsa.scoring.answer import Answer
from xprsa.scoring.question import WrittenQuestion

SPY = """
import gc
import hashlib
import os
import sys
from pathlib import Path

from xprsa.scoring.answer import Reply
from xprsa.scoring.module import ModuleCard

SOUGHT = {sought!r}


class Spy:
    card = ModuleCard.model_validate_json({card!r})

    def answer(self, documents):
        seen = [
            *os.environ,
            *os.environ.values(),
            *map(str, Path.cwd().iterdir()),
            *sys.argv,
            *sys.modules,
            *(word for text in gc.get_objects() if isinstance(text, dict) for word in text),
            *(key for row in documents for key in row),
        ]
        found = [word for word in seen if hashlib.sha256(str(word).encode()).hexdigest() in SOUGHT]
        return Reply(abstains=" ".join(sorted(set(map(str, found)))) or "rien")


spy = Spy()
"""


class Listening:
    """A conversation that writes down what it is asked and answers the number of weeks."""

    isolation, last_words = "process", ""

    def __init__(self, asked: list[list[WrittenQuestion]]) -> None:
        self.incidents, self.seconds, self.slowest, self.is_waiting = Incidents(), 0.0, 0.0, False
        self._asked = asked

    def ask(self, questions: Iterable[WrittenQuestion]) -> Iterator[ReceivedAnswer]:
        asked = list(questions)
        self._asked.append(asked)
        for question in reversed(asked):  # the last first: order is not to matter
            weeks = len(json.loads(question.line)["documents"])
            payload = {"schema": "xprsa.answer/1", "person": question.person, "module": "for-tests"}
            yield ReceivedAnswer(
                question.person, Answer.model_validate({**payload, "version": "1", "value": weeks + 0.0})
            )

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass


@pytest.fixture
def asked() -> list[list[WrittenQuestion]]:
    return []


def _hear(asked: list[list[WrittenQuestion]], *, secret: str = "s", is_heard_again: bool = True):  # type: ignore[no-untyped-def]
    module = Module(
        card(fields=("week", "organisation")),
        "0" * 64,
        "here",
        "process",
        lambda _label, _hidden: Listening(asked),
    )
    return Asking(module, Chance(secret)).hear(deck(), Source.PUBLIC, is_heard_again=is_heard_again)


def test_every_person_is_asked_about_once_and_each_answer_finds_its_person(
    asked: list[list[WrittenQuestion]],
) -> None:
    result = _hear(asked)
    assert len(asked[0]) == deck().people == len({question.person for question in asked[0]})
    weeks = deck().histories.declared.sum(axis=1)
    assert (result.first.state == State.ANSWERED).all()
    assert (100.0 - result.first.severity == weeks).all()  # the more weeks, the better, on this scale


def test_a_part_is_asked_again_of_a_fresh_instance_under_other_pseudonyms_in_another_order(
    asked: list[list[WrittenQuestion]],
) -> None:
    result = _hear(asked)
    first, again = asked
    assert len(again) == -(-deck().people // SHARE_HEARD_AGAIN)
    assert not {question.person for question in again} & {question.person for question in first}
    assert (result.second.severity == result.first.severity[result.again]).all()


def test_no_second_hearing_where_none_was_planned(asked: list[list[WrittenQuestion]]) -> None:
    assert len(_hear(asked, is_heard_again=False).again) == 0
    assert len(asked) == 1


def test_a_base_and_its_variants_lie_far_apart(asked: list[list[WrittenQuestion]]) -> None:
    _hear(asked)
    order = Chance("s").numbers("order", "public", 0).permutation(deck().people)
    _, variants, bases = deck().shape
    turns = {int(person): turn for turn, person in enumerate(order)}
    near = sum(
        abs(turns[person] - turns[person + variant * bases]) < 20
        for person in range(bases)
        for variant in range(1, variants)
    )
    assert near < 0.05 * bases * variants


def test_nothing_in_a_pseudonym_tells_a_pair(asked: list[list[WrittenQuestion]]) -> None:
    _hear(asked)
    heads = Counter(question.person[:3] for question in asked[0])
    assert max(heads.values()) < 15
    other: list[list[WrittenQuestion]] = []
    _hear(other, secret="t")
    assert not {question.person for question in other[0]} & {question.person for question in asked[0]}


@pytest.mark.parametrize("is_shown", [False, True])
def test_a_module_is_given_no_attribute_and_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_shown: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XPRSA_KEYRING", "a-path-that-is-secret")
    sought = {"a-path-that-is-secret", "XPRSA_KEYRING", "xprsa.lab"}
    # The names that are more than one word: no other program holds them.
    sought |= {
        name
        for attribute in world().attributes
        for name in (attribute.name, *attribute.value_names)
        if "_" in name
    }
    assert len(sought) == 7
    if is_shown:  # the spy does see what it is given
        sought.add("week")
    spy = SPY.format(
        card=card(fields=("week",)).model_dump_json(by_alias=True),
        sought={hashlib.sha256(word.encode()).hexdigest() for word in sought},
    )
    (tmp_path / "spying.py").write_text(spy, encoding="utf-8")
    with open_module("python:spying:spy").connect("first") as conversation:
        (answer,) = conversation.ask([WrittenQuestion(f"{1:064x}", _line(1))])
    assert answer.reply is not None, answer.excerpt
    assert answer.reply.abstains == ("week" if is_shown else "rien")


def _line(number: int) -> bytes:
    form = {"schema": "xprsa.question/1", "person": f"{number:064x}", "documents": [{"week": "2026-W44"}]}
    return json.dumps(form).encode() + b"\n"


def test_a_deck_is_asked_in_an_order_that_only_the_secret_tells() -> None:
    first, second = (Chance(secret).numbers("order", "public", 0).permutation(500) for secret in "st")
    assert np.abs(first - second).mean() > 100
