"""The benchmark sends the drafts that the page's script would send."""

import pytest

from benchmarks.drafts import SCRIPT, kept, of_a_week, spans_of
from benchmarks.visits import FIVE


def test_the_benchmark_follows_the_two_spans_of_the_script() -> None:
    assert spans_of(SCRIPT.read_text("utf-8")) == (2, 10)
    assert of_a_week(len(FIVE)) == 5


@pytest.mark.parametrize(
    ("changes", "sent", "drafts"),
    [
        ((), 60, 0),  # nothing changed
        ((0,), 1, 0),  # sent before the pause is over
        ((0,), 60, 1),
        ((0, 5), 60, 2),  # the second waits until ten seconds after the first left
        ((0, 5), 11, 1),
        (tuple(range(60)), 60, 5),  # without any pause: every ten seconds, once there is something to keep
    ],
)
def test_a_draft_leaves_when_the_script_lets_it(changes: tuple[float, ...], sent: float, drafts: int) -> None:
    assert kept(changes, sent=sent, pause=2, between=10) == drafts
