"""Finds a receipt in what stands before its codes, piece by piece, with nothing else between."""

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass

from xprsa.verify.statements import ShownActivity, Signed
from xprsa.verify.wording import Writing

# What parts two pieces; never given back, or a week of many rows would be read in as many ways.
_BETWEEN = "[ |·:,.]*+"
_LONGEST_LABEL = 120
_CHANNELS = ("sur internet", "avec une aide", "sur papier", "par téléphone")
_AT = r"\d{1,2}(?: ?er)? [^\W\d_]{3,9} \d{4} à \d{1,2} ?h ?\d\d"


@dataclass(frozen=True, slots=True)
class Block:
    """A receipt found in a text.

    :ivar around: what stands before it.
    :ivar sent: when, as it shows it.
    :ivar labels: the words that it has for each activity.
    :ivar unsigned: what it shows beside and is not signed, by its name.
    """

    around: str
    sent: str
    labels: tuple[str, ...]
    unsigned: dict[str, str]


def block_in(before: str, signed: Signed, writing: Writing) -> Block | None:
    """Find the receipt that ends where its codes begin; None when it is not there as it was signed.

    :param before: what stands before the codes, each blank one.
    """
    text = writing.shown(before)
    tail = _last(_tail(signed, writing), text, len(text))
    facts = _last(_facts(signed, writing), text, tail.start()) if tail else None
    if tail is None or facts is None:
        return None
    labels = _labels(text[facts.end() : tail.start()], signed, writing) if signed.has_content else ()
    if labels is None:
        return None
    head = _head(signed, writing).fullmatch(text, 0, facts.start())
    named = (head.groupdict() if head else {}) | facts.groupdict() | tail.groupdict()
    return Block(
        around="" if head else text[: facts.start()],
        sent=facts["sent"],
        labels=labels,
        unsigned={name: shown for name, shown in named.items() if shown and name != "sent"},
    )


def _last(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    found = deque(pattern.finditer(text, 0, end), maxlen=1)
    return found[0] if found else None


def _tail(signed: Signed, writing: Writing) -> re.Pattern[str]:
    """Give what stands from the activities to the codes; some browsers write a link twice."""
    address = r"h ?t ?t ?p ?(?:s ?)?: ?/ ?/ ?(?:[\w.:~/-] ?){1,300}?"
    link = f"{address}{writing.words('/verifier/')} ?{' ?'.join(signed.number)}"
    codes_begin = _BETWEEN.join(
        map(writing.words, ("Preuve technique", "Ces codes prouvent que rien n’a changé depuis l’envoi."))
    )
    start = writing.words("Pour vérifier ce reçu")
    return re.compile(
        rf"{start}{_BETWEEN}(?P<address>{link}){_BETWEEN}(?:< ?{link} ?>)?{_BETWEEN}{codes_begin}{_BETWEEN}\Z"
    )


def _facts(signed: Signed, writing: Writing) -> re.Pattern[str]:
    """Give what stands from the week to the number, with what a receipt says there without signing it."""
    words = writing.words
    channels = "|".join(map(words, _CHANNELS))
    replaced = f"{words('remplacée par la version')} \\d{{1,4}}"
    return re.compile(
        f"{words('Semaine')}{_BETWEEN}{words(signed.week)}(?!\\d){_BETWEEN}"
        f"{words('Envoyée le')}{_BETWEEN}(?P<sent>{'|'.join(map(writing.number, signed.moments))})"
        f"(?:{_BETWEEN}(?P<channel>{channels}))?"
        f"(?:{_BETWEEN}{words('Écrite pour vous par')}{_BETWEEN}(?P<typist>.{{1,200}}?))?"
        f"(?:{_BETWEEN}{words('Retirée le')}{_BETWEEN}(?P<withdrawn>{_AT}))?"
        f"{_BETWEEN}{words('Version')}{_BETWEEN}{writing.number(signed.version)}"
        f"(?:{_BETWEEN}(?P<replaced>{replaced}))?"
        f"{_BETWEEN}{words('Numéro')}{_BETWEEN}{' ?'.join(signed.number)}"
    )


def _head(signed: Signed, writing: Writing) -> re.Pattern[str]:
    """Give what may stand before the week: the page’s own title, and who declared."""
    words = writing.words
    called = "|".join(map(words, ("Cette semaine,", "La semaine dernière,")))
    span = f"[Dd]{words(signed.span[1:])}"
    title = (
        f"{words('Votre semaine est envoyée')}{_BETWEEN}(?:{called})? ?{span}{_BETWEEN}"
        f"{words('Ce que personne n’a lu sous')} \\d{{1,3}} {words('jour')}s? {words('est compté.')}"
    )
    who = _BETWEEN.join(
        f"{words(name)}{_BETWEEN}(?P<{group}>.{{0,{most}}}?)"
        for name, group, most in (("Nom", "name", 200), ("Dossier", "file", 64), ("Service", "service", 300))
    )
    return re.compile(f"(?:{title})?{_BETWEEN}(?:{words('Reçu')})?{_BETWEEN}(?:{who})?{_BETWEEN}")


def _labels(body: str, signed: Signed, writing: Writing) -> tuple[str, ...] | None:
    """Give the words for each activity, when what stands there is what was signed and nothing else."""
    if len(body) > _most(signed):
        return None
    total = writing.number(signed.total) if signed.total else ""
    headings = (f"(?:{writing.words(one)})?" for one in ("Activités déclarées", "Activité", "Durée"))
    start = re.compile(_BETWEEN.join(("", total, *(headings if signed.rows else ()), ""))).match(body)
    ends: dict[int, tuple[str, ...]] = {start.end(): ()} if start else {}
    for row in signed.rows:
        ends = _read(row, body, ends, writing)
    closing = re.compile(f"{writing.words(signed.closing)}{_BETWEEN}")
    return next((labels for end, labels in ends.items() if closing.fullmatch(body, end)), None)


def _most(signed: Signed) -> int:
    signs = sum(len(row.details) + 2 * _LONGEST_LABEL for row in signed.rows)
    return 2 * (signs + len(signed.closing)) + 200


def _read(
    row: ShownActivity, body: str, starts: dict[int, tuple[str, ...]], writing: Writing
) -> dict[int, tuple[str, ...]]:
    """Give each place where one more row may end, with its words: a territory may have any for it."""
    said = f"{writing.words(row.details)}{_BETWEEN}{writing.number(row.duration)}{_BETWEEN}"
    signed = re.compile(writing.words(row.label))
    ends: dict[int, tuple[str, ...]] = {}
    known = sorted(starts)
    for found in re.finditer(said, body):
        nearest = bisect_right(known, found.start() - 1)
        for start in reversed(known[:nearest]):
            if found.start() - start > _LONGEST_LABEL:
                break
            label = body[start : found.start()].strip(" |·:,.")
            is_signed = signed.fullmatch(label) is not None
            if label and (is_signed or found.end() not in ends):
                ends[found.end()] = (*starts[start], row.label if is_signed else label)
    return ends
