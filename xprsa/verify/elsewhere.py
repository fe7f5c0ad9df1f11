"""What reads as a receipt, elsewhere in a text than where a receipt shows it, and was not signed."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from xprsa.domain.duration import DurationUnclear, minutes_typed
from xprsa.verify.statements import NO_ACTIVITY, Signed, instead, loosely, starting_labels
from xprsa.web.i18n import DAY_NAMES, capitalized, grouped

_DAY = "|".join(DAY_NAMES.values())
_ROW = re.compile(
    rf"\b(?:{'|'.join(map(loosely, starting_labels()))})(?: ?: ?| )(?:(?:{_DAY})(?: ?, ?(?:{_DAY}))* ?)?"
    r"(?:« .{1,300}? » ?)?(?P<time>(?:[\w']+ ){0,5}?(?:\d+ ?)?(?:h(?: ?\d\d)?|heures?|min|minutes?))\b"
)


class _Said(NamedTuple):
    """A sentence of a receipt: what it says, its one group, and what may stand there."""

    what: str
    sentence: re.Pattern[str]
    signed: Callable[[Signed], tuple[str, ...]]


_SAID = (
    _Said("la semaine", re.compile(r"\bSemaine (du .{5,40}? \d{4})\b"), lambda signed: (signed.week,)),
    _Said(
        "la semaine",
        re.compile(r"\best (?:envoyée|retirée|remplacée) (?:\w+ semaine(?: \w+)?, )?([Dd]u \d.{3,40}?)\."),
        lambda signed: (signed.span, capitalized(signed.span)),
    ),
    _Said(
        "la date d’envoi",
        re.compile(r"\bEnvoyée le (.{5,40}? ?h ?\d\d)(?!\d)"),
        lambda signed: (signed.sent, *signed.moments),
    ),
    _Said("la version", re.compile(r"\bVersion (\d+)\b"), lambda signed: (signed.version,)),
    _Said(
        "le numéro", re.compile(r"\bNuméro ((?:[0-9a-f] ?){32})"), lambda signed: (grouped(signed.number),)
    ),
    _Said(
        "l’adresse pour vérifier",
        re.compile(r"/ ?verifier ?/ ?((?:[0-9a-f] ?){32})"),
        lambda signed: (signed.number,),
    ),
    _Said(
        "l’empreinte",
        re.compile(r"\bEmpreinte ((?:[0-9a-f] ?){64})"),
        lambda signed: (grouped(signed.fingerprint),),
    ),
)


def not_signed_elsewhere(text: str, signed: Signed) -> Iterator[str]:
    """Name each sentence and each row of a receipt that says something else than what was signed.

    :param text: what a receipt does not show where its page shows it, folded.
    """
    for what, sentence, right in _SAID:
        for found in sentence.finditer(text):
            if not any(re.fullmatch(loosely(one), found[1].strip()) for one in right(signed)):
                yield instead(what, found[1].strip(), right(signed)[0])
    if signed.has_content:
        yield from _rows(text, signed)
        yield from _closings(text, signed)


def _rows(text: str, signed: Signed) -> Iterator[str]:
    for found in _ROW.finditer(text):
        is_signed = any(re.fullmatch(loosely(row.shown), found[0]) for row in signed.rows)
        if not is_signed and _is_duration(found["time"]):
            yield f"le texte montre «\u00a0{found[0]}\u00a0», qui n’est pas signé"


def _is_duration(text: str) -> bool:
    try:
        minutes_typed(text)
    except DurationUnclear:
        return False
    return True


def _closings(text: str, signed: Signed) -> Iterator[str]:
    said = re.finditer(rf"\bJe n'ai pas pu ?:[^.|]*\.|{loosely(NO_ACTIVITY)}", text)
    yield from (
        f"le texte montre «\u00a0{found[0]}\u00a0», qui n’est pas signé"
        for found in said
        if not (signed.closing and re.fullmatch(loosely(signed.closing), found[0]))
    )
