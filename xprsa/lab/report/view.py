"""What templates show: facts, tables, effects, rules and stories, with every word already chosen."""

from dataclasses import dataclass
from typing import Literal

from xprsa.lab.report.gaps import Gaps
from xprsa.lab.report.words import Piece, Sentence, Theirs

Style = Literal["ours", "theirs", "code"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str
    style: Style = "ours"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; one that shows a light says its word."""

    text: str
    light: str | None = None
    style: Style = "ours"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row is its heading.

    :ivar name: the end of its id.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class EffectShown:
    """An effect that matters, told to everybody."""

    title: str
    kind: str
    light: str
    verdict: str
    compared: str | None
    sizes: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """The answer to one of two lives; `caption` is the key of what is said under it."""

    answer: Piece | None
    caption: str
    is_adverse: bool


@dataclass(frozen=True, slots=True)
class StoryShown:
    """Two lives side by side."""

    who: Sentence
    turned: tuple[str, ...]
    note: str
    before: AnswerShown
    after: AnswerShown
    moved: Sentence | None


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page that anybody reads."""

    light: str
    question: Sentence
    line: Sentence
    is_for_study: bool
    answers: tuple[Sentence, ...]
    tested: tuple[tuple[str, Sentence], ...]
    effects: tuple[EffectShown, ...]
    effects_left: int
    green: str
    amber: str
    placebos: str
    gaps: Gaps | None
    is_gaps_whole: bool
    rules_broken: tuple[Sentence, ...]
    rules_held: tuple[str, ...]
    rules_unsure: tuple[str, ...]
    stories: tuple[StoryShown, ...]
    contact: Sentence
    checks: tuple[Fact, ...]


def written(value: str) -> Style:
    """Tell how a value is written: what others wrote keeps its own direction."""
    return "theirs" if isinstance(value, Theirs) else "ours"
