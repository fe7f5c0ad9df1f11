"""A tree of lines and a chain of seals say all that was sealed, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.journal_seal import JournalEntry, JournalSeal, root_of

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
LINES = st.builds(
    JournalEntry,
    person=st.none() | st.integers(1, 50),
    id=st.integers(1, 10**6),
    at=st.integers(0, 10**6).map(lambda ms: AT + timedelta(milliseconds=ms)),
    actor=st.none() | st.integers(1, 50),
    event=st.sampled_from(["read", "week_sent", "listed"]),
    week=st.none() | st.integers(2900, 3000),
    detail=st.text(max_size=10),
)
MANY = st.lists(LINES, max_size=20, unique_by=lambda line: line.leaf)


def sealed(lines: list[JournalEntry], last: JournalSeal | None = None) -> JournalSeal:
    return JournalSeal.after(last, until=AT + timedelta(hours=1), lines=lines)


@given(MANY)
def test_a_seal_holds_its_lines_in_whatever_order_they_are_read(lines: list[JournalEntry]) -> None:
    seal = sealed(lines)
    assert seal.holds([line.leaf for line in reversed(lines)])
    assert seal.follows(None)


@given(MANY, LINES)
def test_one_line_more_or_less_is_another_seal(lines: list[JournalEntry], more: JournalEntry) -> None:
    seal, leaves = sealed(lines), [line.leaf for line in lines]
    if more.leaf not in leaves:
        assert not seal.holds([*leaves, more.leaf])
    if leaves:
        assert not seal.holds(leaves[1:])


@given(LINES, LINES)
def test_two_lines_that_differ_anywhere_are_two_leaves(one: JournalEntry, other: JournalEntry) -> None:
    assert (one.leaf == other.leaf) is (one == other)


def test_every_field_of_a_line_is_in_its_leaf() -> None:
    line = JournalEntry(1, 2, AT, 3, "read", 2968, "")
    others = (
        {"person": 2}, {"person": None}, {"id": 3}, {"at": AT + timedelta(microseconds=1)}, {"actor": None},
        {"event": "listed"}, {"week": None}, {"detail": "x"},
    )  # fmt: skip
    assert all(replace(line, **other).leaf != line.leaf for other in others)


def test_a_node_is_no_leaf() -> None:
    """Else a tree of two leaves and a tree of the one node above them would have one root."""
    one, two = (JournalEntry(None, number, AT, None, "read", None, "").leaf for number in (1, 2))
    assert root_of([one, two]) != root_of([root_of([one, two]), root_of([one, two])])
    assert root_of([one + two]) != root_of([one, two])


def test_a_chain_says_every_seal_before_it_and_every_field() -> None:
    first = sealed([JournalEntry(1, 2, AT, 3, "read", None, "")])
    second = sealed([], first)
    assert second.follows(first)
    assert not second.follows(None)
    assert not second.follows(replace(first, chain="0" * 64))
    hour = timedelta(hours=1)
    for other in ({"since": AT - hour}, {"until": AT}, {"lines": 2}, {"root": "1" * 64}, {"number": 3}):
        assert not replace(second, **other).follows(first)
