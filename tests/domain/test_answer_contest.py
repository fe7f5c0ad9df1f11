"""Another human decides: who neither follows the person nor could open the answer."""

import pytest

from xprsa.domain.answer_contest import may_decide_answer

ADVISER, ANOTHER = 1, 2


@pytest.mark.parametrize(
    ("reader", "adviser", "has_read", "may"),
    [
        (ANOTHER, ADVISER, False, True),
        (ANOTHER, None, False, True),
        (ADVISER, ADVISER, False, False),
        (ANOTHER, ADVISER, True, False),
    ],
)
def test_only_another_human_decides(reader: int, adviser: int | None, has_read: bool, may: bool) -> None:
    assert may_decide_answer(reader, adviser=adviser, has_read=has_read) is may
