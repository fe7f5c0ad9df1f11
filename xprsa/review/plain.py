"""Weeks that raise no question: an adviser may count several of them at once, and sees which."""

from xprsa.domain.caseload import WeekStatus
from xprsa.domain.catalogue import Catalogue, Counts
from xprsa.domain.content import Content


def raises_no_question(content: Content, status: WeekStatus, catalogue: Catalogue) -> bool:
    """Tell whether a week is a first version where every line counts and nothing was said beside it.

    Each kind counts by the territory's own word; no day was impossible, no line has words of the person,
    a question, an answer or a contest.
    """
    return status.is_quiet and all(
        _counts(line.kind, catalogue) and not line.note for line in content.activities
    )


def _counts(code: str, catalogue: Catalogue) -> bool:
    kind = catalogue.find(code)
    return kind is not None and kind.counts is Counts.YES
