"""Holds what a receipt shows against what was signed: the text around the codes can be changed.

What the page of a receipt shows is taken piece by piece: a piece that is signed must be what was signed, and
what is left where a receipt has nothing else was added. `elsewhere` looks at the rest of the text. Names,
file, service, channel and what became of the version are not signed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.domain.folding import signs_folded
from xprsa.verify.elsewhere import not_signed_elsewhere
from xprsa.verify.receipt_text import ReceiptText
from xprsa.verify.statements import (
    MAINLAND,
    ShownActivity,
    Signed,
    instead,
    loosely,
    signed_of,
    starting_labels,
)
from xprsa.web.i18n import grouped

_SHOWN = re.compile(r"\bNuméro ((?:[0-9a-f] ?){32})(.*?)Pour vérifier ce reçu", re.ASCII)
_FACTS = re.compile(
    r"\bSemaine (?P<week>(?:(?! Semaine ).){1,80}?) Envoyée le (?P<sent>.{1,120}?)"
    r"(?: Écrite pour vous par (?P<typist>.{1,200}?))?(?: Retirée le (?P<withdrawn>.{1,60}?))?"
    r" Version (?P<version>.{1,80}?) $"
)
_CHANNEL = r"(?: ?, ?(?:sur internet|avec une aide|sur papier|par téléphone))?"
_REPLACED = r"(?: ?, ?remplacée par la version \d+)?"
_SIGNS = r"[\W_]*"
_BETWEEN = r"[\W_]*+"  # never given back: a week of many rows would be read in as many ways
_DURATION = re.compile(r"\d+ ?h(?: ?\d\d(?!\d))?|\d+ ?min", re.ASCII)
_NO_LABEL = re.compile(
    r"\d ?(?:h|min)\b|\b(?:heure|minute)s?\b|«|\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b"
)

_NOT_SHOWN = "le reçu lui-même : il n’est pas entier dans ce texte"
_NO_FACTS = "la semaine, la date d’envoi et la version : elles ne se suivent pas comme sur un reçu"
_NO_CONTENT = "les activités, les durées, les jours et les mots : le contenu signé n’est pas dans ce texte"


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it.

    :ivar unlike: what a reader sees that was not signed.
    :ivar unsure: what could not be compared, and why.
    """

    unlike: tuple[str, ...]
    unsure: tuple[str, ...]


def compared(text: str, receipt: ReceiptText) -> Compared:
    """Say what a reader sees that was not signed, and what could not be compared.

    :param text: without tags.
    :param receipt: verified already.
    """
    signed, joined = signed_of(receipt), signs_folded(text)
    unlike: list[str] = []
    unsure: list[str] = []
    rest, end = "", 0
    for shown in _SHOWN.finditer(joined):
        head, end = joined[end : shown.start()], shown.end()
        facts = _FACTS.search(head)
        unlike += [*_number(shown[1], signed), *_facts(facts, signed), *_body(shown[2], signed)]
        unsure += [*_unsure_facts(facts, signed), *_unsure_words(shown[2], signed)]
        rest += f" | {_unsigned(head, facts)} | "
    if not end:
        unsure.append(_NOT_SHOWN)
    unlike += not_signed_elsewhere(rest + joined[end:], signed)
    return Compared(tuple(dict.fromkeys(unlike)), tuple(dict.fromkeys(unsure)))


def _unsigned(head: str, facts: re.Match[str] | None) -> str:
    """Give what stands before the number and is not signed: it may not read as if it were."""
    if facts is None:
        return head
    return f"{head[: facts.start()]} | {facts['typist'] or ''} | {facts['withdrawn'] or ''}"


def _number(shown: str, signed: Signed) -> Iterator[str]:
    number = "".join(shown.split())
    if number != signed.number:
        yield instead("le numéro", grouped(number), grouped(signed.number))


def _facts(facts: re.Match[str] | None, signed: Signed) -> Iterator[str]:
    if facts is None:
        return
    if not re.fullmatch(loosely(signed.week), facts["week"]):
        yield instead("la semaine", facts["week"], signed.week)
    if _clock(facts, signed) is None:
        yield instead("la date d’envoi", facts["sent"], signed.sent)
    if not re.fullmatch(loosely(signed.version) + _REPLACED, facts["version"]):
        yield instead("la version", facts["version"], signed.version)


def _clock(facts: re.Match[str], signed: Signed) -> tuple[str, ...] | None:
    """Give the zones whose clock shows the instant as the text does; None when no French clock does."""
    found = (
        zones for at, zones in signed.moments.items() if re.fullmatch(loosely(at) + _CHANNEL, facts["sent"])
    )
    return next(found, None)


def _unsure_facts(facts: re.Match[str] | None, signed: Signed) -> Iterator[str]:
    if facts is None:
        yield _NO_FACTS
    elif (zones := _clock(facts, signed)) and MAINLAND not in zones:
        places = ", ".join(zone.partition("/")[2].replace("_", " ") for zone in zones)
        yield f"l’heure d’envoi : juste si le service est à l’heure de {places}"


def _body(body: str, signed: Signed) -> Iterator[str]:
    """Say what the activities show that was not signed, and what was signed that they do not show."""
    if not signed.has_content:
        return
    if found := _as_signed(body, signed):
        yield from (
            instead("une activité", label, row.label)
            for row, label in zip(signed.rows, found.groups(), strict=True)
            if _is_another(label, row)
        )
        return
    durations = [one for one in (signed.total, *(row.duration for row in signed.rows)) if one]
    shown = _DURATION.findall(_without_notes(body, signed))
    if "".join(shown).replace(" ", "") != "".join(durations).replace(" ", ""):
        yield instead("les durées", ", ".join(shown), ", ".join(durations))
    yield from _one_by_one(body, signed)


def _one_by_one(body: str, signed: Signed) -> Iterator[str]:
    left = re.sub(signed.headings, " ", body, count=1)
    for piece in filter(None, (signed.total, *(row.shown for row in signed.rows), signed.closing)):
        left, times = re.subn(rf"(?<![\w]){loosely(piece)}(?!\w)", " | ", left, count=1)
        if not times:
            yield f"il manque «\u00a0{piece}\u00a0», qui est signé"
    yield from (
        f"le texte montre «\u00a0{part.strip()}\u00a0», qui n’est pas signé"
        for part in left.split("|")
        if re.search(r"\w", part)
    )


def _unsure_words(body: str, signed: Signed) -> Iterator[str]:
    """Name the activities in words that every territory does not begin with."""
    if not signed.has_content:
        yield _NO_CONTENT
    elif found := _as_signed(body, signed):
        yield from (
            f"le nom d’une activité : «\u00a0{label}\u00a0», signée «\u00a0{row.label}\u00a0» ({row.kind})."
            " Un territoire choisit ses mots"
            for row, label in zip(signed.rows, found.groups(), strict=True)
            if not _is_label(label, row) and not _is_another(label, row)
        )


def _as_signed(body: str, signed: Signed) -> re.Match[str] | None:
    """Match what was signed and nothing else; a group for the words of each activity."""
    pieces = (
        _whole(signed.total) if signed.total else "",
        signed.headings,
        *map(_row_of, signed.rows),
        loosely(signed.closing),
    )
    return re.fullmatch(_BETWEEN + _BETWEEN.join(filter(None, pieces)) + _BETWEEN, body)


def _row_of(row: ShownActivity) -> str:
    """Give a pattern for one activity; it ends at the first place that says this, and never looks further."""
    said = rf"{loosely(row.details)}{_SIGNS}(?<!\d){_whole(row.duration)}"
    return rf"(?>((?:(?!{said}).){{1,200}}?){_SIGNS}{said})"


def _whole(duration: str) -> str:
    return rf"{loosely(duration)}(?! ?\d)"


def _is_label(label: str, row: ShownActivity) -> bool:
    return re.fullmatch(loosely(row.label), label) is not None


def _is_another(label: str, row: ShownActivity) -> bool:
    """Tell whether words cannot be those of this activity: they are another's, or say more than a name."""
    if _is_label(label, row):
        return False
    return _NO_LABEL.search(label) is not None or any(
        re.fullmatch(loosely(other), label) for other in starting_labels()
    )


def _without_notes(body: str, signed: Signed) -> str:
    for row in signed.rows:
        body = re.sub(loosely(row.details), " ", body, count=1) if row.details else body
    return body
