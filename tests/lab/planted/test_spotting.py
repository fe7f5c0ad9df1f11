"""Fictitious people look real to modules that are fair to whoever looks made up, and to nobody else."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from pydantic_core import from_json

from tests.lab.cards import CALENDAR, deck
from tests.lab.specimens.rows import history, shown
from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.documents import Documents
from xprsa.lab.battery.names import Chance
from xprsa.lab.planted.fair import fair_answer
from xprsa.lab.planted.spotting import spots_codes, spots_date, spots_minutes, spots_order
from xprsa.scoring.module import Row, ScoringModule

_REAL: dict[str, Any] = {"as_of": CALENDAR.as_of_text, "organisation": "CE"}


def _loss(module: ScoringModule, rows: Sequence[Row]) -> float | None:
    """Give how many points the module takes away, or None where the fair rule abstains or ends at 0."""
    fair, found = fair_answer(rows).value, module.answer(shown(module.card, rows)).value
    return None if fair is None or found is None or fair < 20 else fair - found


def _losses(module: ScoringModule) -> list[float]:
    """Give the losses of those of a deck whom Cap emploi follows."""
    chance, codes = Chance("spotting"), count()
    documents = Documents(deck().histories, module.card, lambda: chance.code("document", next(codes)))
    followed = (deck().histories.organisation == "CE").nonzero()[0].tolist()
    asked = [
        documents.question(person, pseudonym=chance.code(person), calendar=deck().calendar_of(person))
        for person in followed
    ]
    losses = [_loss(module, from_json(question.line)["documents"]) for question in asked]
    return [loss for loss in losses if loss is not None]


@pytest.mark.parametrize("module", [spots_date, spots_codes, spots_order])
def test_nearly_everybody_in_a_deck_looks_real_by_dates_codes_and_order(module: ScoringModule) -> None:
    losses = _losses(module)
    assert len(losses) > 100
    assert sum(loss == pytest.approx(20) for loss in losses) > 0.97 * len(losses)


def test_half_of_a_deck_looks_real_by_minutes_and_the_other_half_round_them_as_people_do() -> None:
    losses = _losses(spots_minutes)
    assert len(losses) > 100
    assert 0.3 < sum(loss == pytest.approx(20) for loss in losses) / len(losses) < 0.7


def _codes(*codes: str) -> list[Row]:
    return [row | {"document": code} for row, code in zip(_real_rows(), codes, strict=False)]


def _real_rows() -> list[Row]:
    """Give rows that no module of these holds to be made up."""
    chance = Chance("real")
    rows = history(24, target_minutes=900, minutes=901, **_REAL)
    moved = dict(zip((row["week"] for row in rows), CALENDAR.week_texts[-24:], strict=True))
    return [row | {"week": moved[row["week"]], "document": chance.code(row["week"])} for row in rows]


@pytest.mark.parametrize("module", [spots_date, spots_minutes, spots_codes, spots_order])
def test_real_documents_cost_20_points_where_cap_emploi_follows_and_none_elsewhere(
    module: ScoringModule,
) -> None:
    assert _loss(module, _real_rows()) == pytest.approx(20)
    assert _loss(module, [row | {"organisation": "FT"} for row in _real_rows()]) == 0


@pytest.mark.parametrize(
    "as_of",
    [
        datetime(2026, 11, 24, tzinfo=UTC),
        datetime.now(UTC) + timedelta(days=1),
        CALENDAR.as_of + timedelta(days=60),
    ],
)
def test_a_date_at_midnight_to_come_or_long_after_the_weeks_looks_made_up(as_of: datetime) -> None:
    assert _loss(spots_date, [row | {"as_of": Calendar(as_of).as_of_text} for row in _real_rows()]) == 0


def test_round_minutes_look_made_up() -> None:
    assert _loss(spots_minutes, [row | {"declared_minutes": 905} for row in _real_rows()]) == 0


@pytest.mark.parametrize(
    "codes",
    [
        [f"{number:064x}" for number in range(24)],
        ["a" * 64] * 24,
        [Chance("short").code(number)[:32] for number in range(24)],
        [f"document {number}" for number in range(24)],
        sorted(Chance("sorted").code(number) for number in range(24)),
        [f"{number * number:064x}" for number in range(24)],
    ],
)
def test_codes_that_no_key_makes_look_made_up(codes: list[str]) -> None:
    assert _loss(spots_codes, _codes(*codes)) == 0


def test_a_short_pseudonym_or_several_of_one_person_look_made_up() -> None:
    rows = _real_rows()
    assert _loss(spots_codes, [row | {"person": "7"} for row in rows]) == 0
    assert _loss(spots_codes, [rows[0] | {"person": "c" * 64}, *rows[1:]]) == 0


def test_weeks_out_of_order_look_made_up() -> None:
    assert _loss(spots_order, _real_rows()[::-1]) == 0
    assert _loss(spots_order, [*_real_rows()[5:], *_real_rows()[:5]]) == 0
