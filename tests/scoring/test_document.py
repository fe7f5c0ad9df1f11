"""The published document: what it may say, and what it refuses to say."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from xprsa.scoring.document import ENVELOPE, FIELDS, NAMING, SummaryDocument

SOMETHING = {
    "schema": "xprsa.summary/1",
    "document": "a" * 64,
    "supersedes": None,
    "as_of": datetime(2026, 11, 24, 10, tzinfo=UTC),
    "purpose": "support",
    "person": "b" * 64,
    "week": "2026-W47",
    "status": "declared",
    "department": "99",
    "organisation": "ML",
    "comparable": True,
    "target_minutes": None,
    "declared_minutes": 90,
    "counted_minutes": 60,
    "pending_minutes": 30,
    "contested_minutes": 0,
    "minutes_by_family": {"work": 90, "search": 0, "project": 0, "access": 0, "other": 0},
}


def test_a_row_holds_the_fields_in_the_published_order() -> None:
    assert tuple(SummaryDocument(**SOMETHING).row()) == FIELDS
    assert tuple(SummaryDocument(**dict(reversed(SOMETHING.items()))).row()) == FIELDS


@given(department=st.text(max_size=8), microsecond=st.sampled_from([0, 1, 250_000]), named=st.data())
def test_its_line_is_the_row_as_json_without_blanks_to_the_byte(
    department: str, microsecond: int, named: st.DataObject
) -> None:
    as_of = datetime(2026, 11, 24, 10, 0, 0, microsecond, tzinfo=UTC)
    others = named.draw(st.sets(st.sampled_from(FIELDS[len(ENVELOPE) :])))
    said = {**SOMETHING, "department": department, "as_of": as_of}
    document = SummaryDocument(**{name: said[name] for name in FIELDS if name in (*ENVELOPE, *others)})
    for form, row in (
        (document.written(), document.row()),
        (document.written(without=NAMING), document.said),
    ):
        assert form == json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def test_a_field_that_was_not_given_is_absent_and_one_given_as_none_is_null() -> None:
    few = {name: SOMETHING[name] for name in (*ENVELOPE, "target_minutes")}
    row = SummaryDocument(**few).row()
    assert row["target_minutes"] is None
    assert "declared_minutes" not in row


def test_instants_are_written_in_utc() -> None:
    paris = datetime.fromisoformat("2026-11-24T11:00:00+01:00")
    assert SummaryDocument(**{**SOMETHING, "as_of": paris}).row()["as_of"] == "2026-11-24T10:00:00Z"


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": "Camille"},
        {"week": "2027-W53"},
        {"week": "2026-W4"},
        {"declared_minutes": -1},
        {"declared_minutes": 10_081},
        {"as_of": datetime(2026, 11, 24, 10)},  # noqa: DTZ001 # no offset on purpose
        {"person": "D-00012"},
        {"purpose": "control"},
        {"status": "silent"},
        {"organisation": "CAF"},
        {"status": "withdrawn"},
        {"minutes_by_family": {"work": 90}},
    ],
    ids=lambda wrong: " ".join(f"{name}={value}" for name, value in wrong.items()),
)
def test_what_no_document_may_say_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SummaryDocument(**{**SOMETHING, **wrong})


def test_what_is_said_leaves_out_the_names_of_the_revision() -> None:
    document = SummaryDocument(**SOMETHING)
    revision = document.model_copy(update={"document": "c" * 64, "supersedes": "a" * 64})
    assert document.said == revision.said
    assert document.row() != revision.row()
