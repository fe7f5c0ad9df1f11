"""What holds of every specimen, whatever it reads."""

import importlib
import json
import math
import re
from itertools import count

import numpy as np
import pytest

from tests.lab.cards import CALENDAR, world
from tests.lab.specimens.rows import history, shown, tombstone, week
from xprsa.lab.battery.documents import Documents
from xprsa.lab.people.casting import cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.specimens.listing import SPECIMENS
from xprsa.lab.specimens.specimen import Specimen
from xprsa.modules import samples
from xprsa.scoring.module import NumberScale
from xprsa.scoring.purpose import Purpose

PLAIN_SPACE_BEFORE_A_SIGN = re.compile(r"(?:^|[^\u202f])[:;!?»%]|«(?!\u202f)")


def _module(name: str) -> Specimen:
    module_name, _, attribute = SPECIMENS[name].removeprefix("python:").partition(":")
    found = getattr(importlib.import_module(module_name), attribute)
    assert isinstance(found, Specimen)
    return found


each = pytest.mark.parametrize("name", SPECIMENS)


@each
def test_a_specimen_is_listed_under_the_name_on_its_card(name: str) -> None:
    assert _module(name).card.name == name


@each
def test_a_card_says_what_is_known_what_is_not_and_where_to_read_it(name: str) -> None:
    card = _module(name).card
    assert card.purpose is Purpose.RESEARCH
    assert "La Quadrature du Net" in card.sources[0]
    assert len(card.sources) > 1
    assert card.unknown.endswith("sont les nôtres.")
    assert card.said not in card.unknown


@each
@pytest.mark.parametrize("story", samples.histories(_module("suspicion").card))
def test_every_made_up_history_gets_an_answer_on_the_scale_or_an_abstention(name: str, story: str) -> None:
    module = _module(name)
    history = samples.histories(module.card)[story]
    reply = module.answer(samples.shown(history, person="b" * 64, card=module.card))
    standing = sum(row["status"] == "declared" for row in history)
    assert (reply.abstains is not None) == (standing < module.card.fewest_weeks)
    assert reply.abstains is not None or module.card.scale.severity(reply) is not None
    assert set(reply.contributions) <= set(module.card.fields)


@each
def test_points_add_up_to_the_value(name: str) -> None:
    module = _module(name)
    reply = module.answer(shown(module.card, _uneven()))
    if isinstance(module.card.scale, NumberScale):
        assert math.fsum(reply.contributions.values()) == pytest.approx(reply.value)
    else:
        assert reply.grade in module.card.scale.grades


@each
def test_the_same_documents_get_the_same_answer(name: str) -> None:
    module = _module(name)
    rows = shown(module.card, _uneven())
    assert module.answer(rows) == module.answer([dict(reversed(row.items())) for row in rows])


@each
def test_too_few_weeks_get_an_abstention_even_among_many_tombstones(name: str) -> None:
    module = _module(name)
    few = module.card.fewest_weeks - 1
    rows = [tombstone(at) if at < 20 else week(at) for at in range(20 + few)]
    assert module.answer(shown(module.card, rows)).abstains
    assert not module.answer(shown(module.card, [*rows, week(20 + few)])).abstains


@each
def test_what_people_read_is_french_typography(name: str) -> None:
    module = _module(name)
    card = module.card
    few = module.answer(shown(card, history(1))).abstains or ""
    sentences = [card.said, card.unknown, few, *module.answer(shown(card, _uneven())).reasons]
    labels = [
        card.title,
        card.owner,
        card.contact,
        *(parameter.meaning for parameter in card.parameters.values()),
    ]
    for text in (*sentences, *labels, card.legal_basis, card.contribution, card.limits):
        assert "'" not in text, f"a straight apostrophe in « {text} »"
        assert not PLAIN_SPACE_BEFORE_A_SIGN.search(text), f"no narrow space in « {text} »"
    for text in sentences:
        assert text.endswith("."), f"« {text} » is no sentence"


@each
def test_ordinary_fictitious_people_are_neither_all_spared_nor_all_hit(name: str) -> None:
    module = _module(name)
    people = [
        cast(world(), archetype, seed="specimens", first=0, count=15) for archetype in world().archetypes
    ]
    held = Histories.joined([group.histories(group.attributes) for group in people])
    codes = count()
    documents = Documents(held, module.card, lambda: f"{next(codes):064x}")
    found = []
    for person in range(len(held)):
        question = documents.question(person, pseudonym=f"{person:064x}", calendar=CALENDAR)
        rows = _rows(question.line)
        found.append(module.card.scale.severity(module.answer(rows)))
    severities = np.array([severity for severity in found if severity is not None])
    assert len(severities) > 0.95 * len(held)
    adverse = float(np.mean(severities >= module.card.scale.threshold_severity))
    assert 0.1 <= adverse <= 0.4, f"{adverse:.0%} of ordinary people meet an adverse answer"


def _rows(line: bytes) -> list[dict[str, object]]:
    return list(json.loads(line)["documents"])


def _uneven() -> list[dict[str, object]]:
    rows = [week(at, 300 + 170 * at % 900, comparable=at % 5 > 0) for at in range(20)]
    return [*rows[:6], *rows[9:14], week(14, 450, supersedes="c" * 64), *rows[15:]]
