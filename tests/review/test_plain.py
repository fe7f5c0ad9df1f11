"""Which weeks raise no question."""

from dataclasses import replace

import pytest

from xprsa.domain.caseload import Possible, WeekStatus
from xprsa.domain.catalogue import STARTING_CATALOGUE, Catalogue, Counts
from xprsa.domain.content import Activity, Content
from xprsa.domain.week import Week
from xprsa.review.plain import raises_no_question

SAID = Content((Activity("a", "training", 120), Activity("b", "job_search", 60)))
MARK = WeekStatus(Week(2026, 47), 1, 180)


def test_a_first_version_where_every_line_counts_is_plain() -> None:
    assert raises_no_question(SAID, MARK, STARTING_CATALOGUE)


@pytest.mark.parametrize(
    "status",
    [
        MARK._replace(version=2),
        MARK._replace(possible=Possible.PART),
        MARK._replace(possible=Possible.NONE),
        MARK._replace(asked=1),
        MARK._replace(answered=1),
        MARK._replace(contested=1),
    ],
)
def test_whatever_is_corrected_prevented_or_discussed_is_read_by_a_human(status: WeekStatus) -> None:
    assert not raises_no_question(SAID, status, STARTING_CATALOGUE)


def test_words_of_the_person_are_read_by_a_human() -> None:
    assert not raises_no_question(
        Content((Activity("a", "training", 120, note="avec mon fils"),)), MARK, STARTING_CATALOGUE
    )


@pytest.mark.parametrize("counts", [Counts.NO, Counts.ASK])
def test_a_kind_that_does_not_surely_count_is_read_by_a_human(counts: Counts) -> None:
    kinds = tuple(
        replace(kind, counts=counts) if kind.code == "training" else kind for kind in STARTING_CATALOGUE.kinds
    )
    assert not raises_no_question(SAID, MARK, Catalogue(kinds))


def test_a_kind_that_nobody_knows_is_read_by_a_human() -> None:
    assert not raises_no_question(Content((Activity("a", "gone", 120),)), MARK, STARTING_CATALOGUE)
