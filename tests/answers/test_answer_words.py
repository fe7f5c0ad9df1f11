"""A kept answer is said in words: facts, what was said, why, and by whose account."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string

from tests.answers.made import ANSWER, DOCUMENTS, EFFORT_MODULE, PSEUDONYM, a_module_of
from tests.builders import week
from tests.pages import UNSPOKEN
from xprsa.answers.words import FAULTS, AnswerInWords, WhatCameBack, answer_in_words
from xprsa.helping.activity_trend import ActivityTrend
from xprsa.modules.received import Fault
from xprsa.scoring.answer import Answer
from xprsa.scoring.document import FIELDS
from xprsa.storage.answer_entries import AskingState, KeptAnswer, ModuleAsking
from xprsa.web.document_words import row_in_words

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
CARD = "{% from 'answers/answer.html' import answer_card %}{{ answer_card(said) }}"


def kept(
    *, documents: tuple[dict[str, Any], ...] = DOCUMENTS, fault: str | None = None, **reply: Any
) -> KeptAnswer:
    asking = ModuleAsking(
        1, UUID(int=1), 1, 1, week("2026-W40"), week(), AT, AskingState.DONE, None, None, None, AT, AT, None,
        1, 1, 1, 0, 0, None,
    )  # fmt: skip
    whose = {"schema": "xprsa.answer/1", "person": PSEUDONYM, "module": "effort", "version": "1.0"}
    answer = None if fault else Answer.model_validate(whose | (reply or ANSWER))
    return KeptAnswer(1, asking, PSEUDONYM, _question(documents), answer, fault, AT, None)


def said(of: KeptAnswer) -> AnswerInWords:
    return answer_in_words(of, EFFORT_MODULE, zone=PARIS)


def shown(app: Flask, words: AnswerInWords) -> str:
    with app.test_request_context():
        return render_template_string(CARD, said=words)


def _question(documents: tuple[dict[str, Any], ...]) -> str:
    return json.dumps({"documents": documents})


def test_a_value_is_said_with_its_scale_its_reasons_and_what_each_field_brought() -> None:
    words = said(kept())
    assert (words.came_back, words.value, words.why) == (WhatCameBack.ANSWERED, "62,5", "")
    assert "De 0 à 100, bas contre la personne" in words.scale
    assert words.reasons == tuple(ANSWER["reasons"])
    brought = {one.field: one for one in words.contributions}
    assert list(brought)[:2] == [
        "la semaine",
        "l’état de la semaine",
    ]  # every field of the card, in its order
    assert brought["les heures comptées"].points == "+\u00a060\u00a0points"
    assert brought["les heures comptées"].bar == "M100 0h100v8H100z"
    assert brought["les heures du contrat"].points == "\u2212\u00a02,5\u00a0points"
    assert brought["les heures du contrat"].bar == "M100 0h-4v8H100z"
    assert (brought["la semaine"].points, brought["la semaine"].bar) == ("aucun point", "")


@pytest.mark.parametrize("points", [1.7e308, 5e-324])
def test_no_contribution_is_too_large_or_too_small_to_be_drawn(points: float) -> None:
    words = said(kept(value=1.0, contributions={"week": points, "counted_minutes": -points}))
    brought = {one.field: one.bar for one in words.contributions}
    assert (brought["la semaine"], brought["les heures comptées"]) == (
        "M100 0h100v8H100z",
        "M100 0h-100v8H100z",
    )


def test_an_answer_from_a_file_is_said_to_be_and_its_program_is_not_said_to_have_been_asked(
    app: Flask,
) -> None:
    asked = kept()
    brought = replace(asked, asking=replace(asked.asking, export_run=1))
    page = shown(app, said(brought))
    assert "ont été apportées par un fichier le <b>24 novembre 2026" in page
    assert "La fiche du programme" in page
    assert "a lu" not in page
    assert "Empreinte du programme confirmé ici. Le fichier ne prouve pas" in page
    silent = kept(fault="no_answer")
    page = shown(app, said(replace(silent, asking=brought.asking)))
    assert "Le fichier ne contient pas de réponse." in page
    assert "panne" not in page
    page = shown(app, said(asked))
    assert "a lu 2 semaines déclarées" in page.replace("\u00a0", " ")
    assert "fichier" not in page


def test_a_grade_is_said_as_the_card_writes_it() -> None:
    module = a_module_of(ActivityTrend.card)
    words = answer_in_words(kept(grade="en baisse"), module, zone=PARIS)
    assert words.value == "en baisse"
    assert words.module == "activity-trend 1.0"


def test_the_facts_of_each_week_that_was_read_are_said_and_a_week_that_was_lost_never_as_0_h() -> None:
    first, lost = said(kept()).inputs
    assert first.title == "Semaine du 9 au 15 novembre 2026"
    assert dict(first.lines)["Heures comptées"] == "12\u00a0h\u00a030"
    assert dict(lost.lines)["Heures déclarées"] == "aucune, ce n’était pas possible"
    assert "0\u00a0h" not in dict(lost.lines).values()


def test_a_lost_week_told_by_its_families_alone_is_not_said_as_0_h() -> None:
    families = dict.fromkeys(("work", "search", "project", "access", "other"), 0)
    row = {"comparable": False, "target_minutes": 900, "minutes_by_family": families}
    (one,) = said(kept(documents=(row,))).inputs
    assert one.title == "Semaine déclarée n°\u00a01"
    assert "0\u00a0h" not in dict(one.lines).values()
    assert dict(one.lines)["Heures déclarées"] == "aucune, ce n’était pas possible"


def test_an_abstention_and_each_fault_are_said_as_what_they_are(app: Flask) -> None:
    words = said(kept(abstains="Moins de quatre semaines déclarées."))
    assert (words.came_back, words.value, words.contributions) == (WhatCameBack.ABSTAINED, "", ())
    page = shown(app, words)
    assert "Moins de quatre semaines déclarées." in page
    assert "ni bon, ni mauvais signe" in page
    for fault in Fault:
        words = said(kept(fault=fault.value))
        assert (words.came_back, words.why) == (WhatCameBack.FAILED, FAULTS[fault])
        assert FAULTS[fault] in shown(app, words)
    assert set(FAULTS) == set(Fault)


def test_no_answer_is_shown_without_module_version_date_inputs_weights_limits_and_the_legal_mention(
    app: Flask,
) -> None:
    page = shown(app, said(kept()))
    for words in (
        "62,5", "effort 1.0", "cd" * 32, "24 novembre 2026 à 10", "Semaine du 9 au 15 novembre 2026",
        "+\u00a060\u00a0points", "La durée prévue est presque atteinte.", "L.\u00a0311-3-1",
        "R.\u00a0311-3-1-2",
        "Ne dit rien de la qualité", "Service d’accompagnement", "algorithmes@territoire.example",
        "Un avis parmi d’autres.", "Points donnés quand toute la durée", "Ce n’est pas une décision",
    ):  # fmt: skip
        assert words in page, words
    assert not UNSPOKEN.search(page)


def test_the_same_words_stand_for_both_sides() -> None:
    page = str(said(kept()))
    for addressed in ("votre", "vous", "Vous"):
        assert addressed not in page


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_that_a_module_may_read_is_said_to_both(field: str) -> None:
    whole = {
        **DOCUMENTS[0], "schema": "xprsa.summary/1", "document": "ab" * 32, "supersedes": None,
        "as_of": "2026-11-24T10:00:00Z", "purpose": "support", "person": PSEUDONYM, "department": "93",
        "organisation": "ML", "pending_minutes": 0, "contested_minutes": 0,
        "minutes_by_family": dict.fromkeys(("work", "search", "project", "access", "other"), 60),
    }  # fmt: skip
    lines = row_in_words({field: whole[field]}, zone=PARIS)
    assert lines
    assert "vous" not in str(lines).lower().replace("votre", "vous")
