"""All that was seen in a walk, in order; what differs between two of them, and what may."""

import re
from dataclasses import dataclass, field
from itertools import zip_longest

# The part of a page that shows what came back: one element, marked so in the templates, none in another of
# its kind.
OWN_PART = re.compile(r"<(article|section|span)\b[^<>]*\sdata-answer>.*?</\1>", re.DOTALL)
# What differs between two pages that say the same: each time with its reason.
MASKS = (
    (
        re.compile(r'(name="csrf" value=")[^"]+'),
        "a token is masked anew for each form: more forms, other masks",
    ),
    (re.compile(r'("(?:answers|abstentions)": )(?:\d+|null)'), "the register’s own counters, from 11 on"),
    (re.compile(r"((?:Réponses|Fois où il n’a rien dit)(?:</dt><dd[^>]*>|\u00a0: ))[^<.]+"), "they in words"),
)
OWN_HEADERS = frozenset({"Content-Length"})  # that of the whole page, own part too
_AROUND = 160  # characters


def without_own_part(page: str) -> str:
    """Give a page without what may differ by what came back, and without what differs by itself."""
    for mask, _ in MASKS:
        page = mask.sub(r"\1", page)
    return OWN_PART.sub("<!-- what came back -->", page)


@dataclass
class Transcript:
    """What was seen: each with its place, such as « 7 contests_answer: anne GET /mes-donnees »."""

    seen: list[tuple[str, str]] = field(default_factory=list)
    step: str = ""

    def note(self, place: str, text: str) -> None:
        self.seen.append((f"{self.step}: {place}", text))

    @property
    def places(self) -> list[str]:
        return [place for place, _ in self.seen]


def difference(one: Transcript, other: Transcript) -> str:
    """Say where two walks part first, and how; "" when they are the same, byte for byte."""
    for mine, theirs in zip_longest(one.seen, other.seen, fillvalue=("the end", "")):
        if mine[0] != theirs[0]:
            return f"{mine[0]} in the one, {theirs[0]} in the other"
        if mine[1] != theirs[1]:
            return f"{mine[0]}\n{_parting(mine[1], theirs[1])}"
    return ""


def _parting(one: str, other: str) -> str:
    at = next(
        (at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs),
        min(len(one), len(other)),
    )
    begins = max(0, at - _AROUND)
    return f"  …{one[begins : at + _AROUND]!r}\n  …{other[begins : at + _AROUND]!r}"
