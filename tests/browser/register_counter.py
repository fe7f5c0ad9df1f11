"""The counter of the public register, as tests work it out by hand."""

from dataclasses import dataclass

FEWER, UNTOLD = "moins de 11", "non publié"  # a total; a part of one, which may be any number
_PARTS = frozenset({"answers", "abstentions", "contests_withdrawn", "contests_standing", "own_views_changed"})


@dataclass(frozen=True)
class Counter:
    """What the register tells, as its document has it: `None` stands for what is not told."""

    asked: int | None
    answers: int | None
    abstentions: int | None
    contests: int | None = None
    contests_withdrawn: int | None = None
    contests_standing: int | None = None
    objections: int | None = None
    own_views: int | None = None
    own_views_changed: int | None = None

    def in_words(self) -> list[str]:
        """As the page says it, line by line."""
        return [str(told or (UNTOLD if name in _PARTS else FEWER)) for name, told in vars(self).items()]
