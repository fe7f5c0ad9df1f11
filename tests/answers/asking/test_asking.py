"""A module is asked about everybody whom it may be asked about, and each answer is kept once."""

import json

import pytest

from tests.answers.asking.made_asking import FIELDS, AskingDesk, documents, said
from tests.builders import activity, actor, content, week
from tests.export.conftest import Desk, rows_of
from xprsa.answers import questioning
from xprsa.answers.questioning import question_about
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.export.documents import Leaving, PersonLeaving
from xprsa.running.publishing import Pseudonyms
from xprsa.scoring.document import SummaryDocument
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import AskingState


def the_row() -> dict[str, object]:
    """A document of a week, as small as it may be."""
    return {
        "schema": "xprsa.summary/1",
        "document": "cd" * 32,
        "supersedes": None,
        "as_of": "2026-11-24T10:00:00Z",
        "purpose": "support",
        "person": "ab" * 32,
        "status": "declared",
    }


def test_each_answer_is_kept_with_what_the_module_read(desk: AskingDesk) -> None:
    person = desk.somebody("5h", "6h")
    asking = desk.asks(desk.module())
    row = desk.kept()[person.id]
    named = PseudonymPeriod(asking.as_of.year)
    pseudonym = Pseudonyms(desk.service.keyring, Purpose.SUPPORT, named).person(person.account.public_id)
    assert row.pseudonym == pseudonym
    assert [set(one) for one in documents(row)] == [set(FIELDS)] * 2
    assert [(one["week"], one["declared_minutes"]) for one in documents(row)] == [
        ("2026-W46", 300),
        ("2026-W47", 360),
    ]
    assert said(row) == {
        "schema": "xprsa.answer/1",
        "person": pseudonym,
        "module": "odd",
        "version": "1",
        "value": 36.0,
        "reasons": ["2 semaines."],
        "contributions": {"declared_minutes": 36.0},
    }
    assert (asking.state, asking.people, asking.answers) == (AskingState.DONE, 1, 1)
    assert desk.events() == ["asking_begun", "asking_done"]


def test_an_abstention_is_kept_as_what_it_is(desk: AskingDesk) -> None:
    person = desk.somebody("5h")
    asking = desk.asks(desk.module())
    assert said(desk.kept()[person.id])["abstains"].startswith("Une seule semaine")
    assert (asking.people, asking.answers, asking.abstentions, asking.faults) == (1, 0, 1, 0)


def test_nobody_is_told_of_by_their_silence_or_objection_or_exemption(desk: AskingDesk) -> None:
    asked = desk.somebody()
    desk.people.beneficiary()  # declared nothing
    desk.object(desk.somebody())
    exempt = desk.somebody("5h")
    desk.people.exemption(exempt.id, valid_from=week().monday, valid_until=week().sunday)
    without = desk.people.beneficiary(weekly_minutes=None)
    desk.people.sends(without, week(), content(activity("training", "5h")))
    asking = desk.asks(desk.module())
    assert set(desk.kept()) == {asked.id}
    assert asking.people == 1
    assert desk.progress == [(5, 1)], "nor asked about in vain, with an answer that nobody keeps"


def test_a_week_that_was_taken_back_is_not_read(desk: AskingDesk) -> None:
    """Not even once it left, and an export would tell that it is gone."""
    person = desk.somebody("5h", "6h", "7h")
    Desk(desk.service, desk.folder / "exports", desk.territory).run()
    withdraw_week(desk.service, actor=actor(person.account), week=week(), number=1)
    desk.asks(desk.module())
    assert [one["week"] for one in documents(desk.kept()[person.id])] == ["2026-W45", "2026-W46"]


def test_the_module_reads_what_an_export_of_its_purpose_holds(desk: AskingDesk) -> None:
    """The same cut-off gives the same documents, field by field of the card."""
    person = desk.somebody("5h", "6h", "7h")
    fields = ("week", "document", "supersedes", "as_of", "person", "declared_minutes", "minutes_by_family")
    exporter = Desk(desk.service, desk.folder / "exports", desk.territory, (week("2026-W40"), week()))
    exported = rows_of(exporter.run())
    desk.asks(desk.module(fields=fields))
    expected = sorted(({name: row[name] for name in fields} for row in exported), key=lambda one: one["week"])
    assert documents(desk.kept()[person.id]) == expected


def test_at_most_the_latest_52_weeks_are_read() -> None:
    leaving = tuple(
        Leaving(
            1, 1, SummaryDocument.model_validate({**the_row(), "week": str(week().plus(-back))}), is_new=True
        )
        for back in reversed(range(53))
    )
    question = question_about(PersonLeaving(1, "ab" * 32, leaving, frozenset()), ("week",))
    assert question is not None
    weeks = [one["week"] for one in json.loads(question.line)["documents"]]
    assert (len(weeks), weeks[0], weeks[-1]) == (52, str(week().plus(-51)), "2026-W47")


def test_people_are_asked_about_range_by_range(desk: AskingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questioning, "PEOPLE_AT_A_TIME", 3)
    for _ in range(7):
        desk.somebody("5h")
    desk.people.beneficiary()
    asking = desk.asks(desk.module())
    assert desk.progress == [(3, 3), (6, 6), (8, 7)]
    assert (asking.people, len(desk.kept())) == (7, 7)


def test_nobody_to_ask_about_is_an_asking_all_the_same(desk: AskingDesk) -> None:
    desk.people.beneficiary()
    asking = desk.asks(desk.module(), weeks=(week().plus(-52), week()))
    assert (asking.state, asking.people) == (AskingState.DONE, 0)


def test_people_of_another_territory_are_not_asked_about(desk: AskingDesk) -> None:
    here = desk.somebody("5h")
    desk.somebody("5h", territory="98", organisation="Ailleurs")
    desk.asks(desk.module())
    assert set(desk.kept()) == {here.id}
