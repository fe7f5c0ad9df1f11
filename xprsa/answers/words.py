"""A kept answer in French: what the module read, what it said and why, and who answers for it.

The words are the same for the person and for whoever reads about them: neither side is told another answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from xprsa.domain.week import Week
from xprsa.modules.received import Fault
from xprsa.scores.words import card_in_words, fields_in_words, number_in_words, scale_in_words
from xprsa.scoring.answer import Answer
from xprsa.scoring.module import ModuleCard, Row
from xprsa.storage.answer_entries import KeptAnswer
from xprsa.storage.register_entries import RegisteredModule
from xprsa.web.document_words import FIELD_NAMES, row_in_words
from xprsa.web.i18n import capitalized, week_dated

_HALF = 100  # of a bar, in the units of viewBox="0 0 200 8": what is less than 0 is drawn to the left
_SEVERAL = 2  # from which number on French has a plural
_SAID_ABOVE = frozenset({"Ce qu’il calcule", "Ce qu’il lit", "Sa réponse"})  # of a card, before it


class WhatCameBack(StrEnum):
    """What came back when a module was asked."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    FAILED = "failed"


FAULTS = {
    Fault.CRASHED: "Il s’est arrêté en chemin.",
    Fault.TOO_SLOW: "Il n’a pas répondu à temps.",
    Fault.NOT_AN_ANSWER: "Ce qu’il a rendu n’était pas une réponse.",
    Fault.NO_ANSWER: "Il n’a rien rendu.",
}


@dataclass(frozen=True, slots=True)
class SaidInput:
    """A document that the module read.

    :ivar title: its week, or its place where the module does not read weeks.
    :ivar lines: what it says, label and value.
    """

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SaidContribution:
    """What a field brought to an answer.

    :ivar points: as text, with their sign.
    :ivar bar: path in viewBox="0 0 200 8", from the middle; "" where the field brought nothing.
    """

    field: str
    points: str
    bar: str
    is_less: bool


@dataclass(frozen=True, slots=True)
class AnswerInWords:
    """What a page says of a kept answer.

    :ivar module: name and version.
    :ivar digest: SHA-256 of the module as it was confirmed: of one that was brought in, nothing shows more.
    :ivar is_brought: whether a file brought it in, at `at`; else the module was asked here, then.
    :ivar value: what the module said, in words; "" unless it answered.
    :ivar why: why it said nothing, or could not; "" when it answered.
    :ivar scale: what it could have said.
    :ivar reads: the fields that the module is given, in words.
    :ivar facts: its card, label and value: place in a decision, limits, who answers for it, each number.
    """

    title: str
    module: str
    digest: str
    is_brought: bool
    at: datetime
    first_week: Week
    last_week: Week
    came_back: WhatCameBack
    value: str
    why: str
    scale: str
    reasons: tuple[str, ...]
    contributions: tuple[SaidContribution, ...]
    reads: str
    inputs: tuple[SaidInput, ...]
    facts: tuple[tuple[str, str], ...]


def what_came_back(kept: KeptAnswer) -> WhatCameBack:
    """Tell an answer from an abstention and from a fault."""
    if kept.answer is None:
        return WhatCameBack.FAILED
    return WhatCameBack.ANSWERED if kept.says_something else WhatCameBack.ABSTAINED


def answer_in_words(kept: KeptAnswer, module: RegisteredModule, *, zone: ZoneInfo) -> AnswerInWords:
    """Say a kept answer in French.

    :param module: the one that was asked.
    :param zone: of the territory's clock.
    """
    card = module.card
    facts = tuple(line for line in card_in_words(card) if line[0] not in _SAID_ABOVE)
    return AnswerInWords(
        title=card.title,
        module=f"{card.name} {card.version}",
        digest=module.proposal.digest,
        is_brought=kept.asking.export_run is not None,
        at=kept.at,
        first_week=kept.asking.first,
        last_week=kept.asking.last,
        came_back=what_came_back(kept),
        value=_value(kept),
        why=_why(kept),
        scale=capitalized(scale_in_words(card.scale)),
        reasons=kept.answer.reasons if kept.answer else (),
        contributions=tuple(_contributions(kept.answer, card)) if kept.says_something else (),
        reads=fields_in_words(card.fields),
        inputs=tuple(
            SaidInput(_title(row, number), row_in_words(row, zone=zone))
            for number, row in enumerate(kept.documents, 1)
        ),
        facts=facts,
    )


def _value(kept: KeptAnswer) -> str:
    match kept.answer:
        case Answer(value=float(value)):
            return number_in_words(value)
        case Answer(grade=str(grade)):
            return grade
        case _:
            return ""


def _why(kept: KeptAnswer) -> str:
    if kept.fault is not None:
        return FAULTS[Fault(kept.fault)]
    return (kept.answer.abstains if kept.answer else None) or ""


def _contributions(answer: Answer | None, card: ModuleCard) -> Iterator[SaidContribution]:
    """Say what each field of the card brought, in the order of the card."""
    brought = answer.contributions if answer else {}
    largest = max(map(abs, brought.values()), default=0) or 1
    for field in card.fields:
        points = brought.get(field, 0)
        length = max(1, round(_HALF * (abs(points) / largest))) if points else 0
        yield SaidContribution(
            field=FIELD_NAMES[field],
            points=_points(points),
            bar=f"M{_HALF} 0h{length if points > 0 else -length}v8H{_HALF}z" if length else "",
            is_less=points < 0,
        )


def _points(points: float) -> str:
    if not points:
        return "aucun point"
    sign = "+\u00a0" if points > 0 else "\u2212\u00a0"
    return f"{sign}{number_in_words(abs(points))}\u00a0{'point' if abs(points) < _SEVERAL else 'points'}"


def _title(row: Row, number: int) -> str:
    if "week" in row:
        return f"Semaine {week_dated(Week.parse(str(row['week'])))}"
    return f"Semaine déclarée n°\u00a0{number}"
