"""Holds what a text shows against what was signed: whatever stands around the codes can be changed.

A receipt that is there as it was signed, and alone, needs no look by whoever reads it. Whatever else is
written, hidden or lost is a reserve: the content that was signed is what counts, and it is printed. What
stands inside a receipt and was not signed is no reserve: the text is another one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.domain.folding import signs_folded, words_folded
from xprsa.verify.block import Block, block_in
from xprsa.verify.receipt_text import ReceiptText
from xprsa.verify.statements import MAINLAND, Signed, signed_of
from xprsa.verify.wording import WRITINGS, Writing, loosely
from xprsa.web.i18n import grouped

_AROUND = "autre chose est écrit autour du reçu"
_NOT_WHOLE = "le reçu n’est pas entier dans ce texte"
_NO_CONTENT = "le contenu signé n’est pas dans ce texte"
_ADDED = "quelque chose est écrit dans le reçu, qui n’est pas signé"
_IS_NAME = re.compile(r"[A-Za-z0-9À-ɏḀ-ỿ '’.,()&/:°_–-]*")
_NAMED = ("name", "file", "service", "typist", "address")
_TIMES = frozenset(
    {"h", "heure", "heures", "min", "minute", "minutes", "semaine", "version", "envoyee", "numero"}
)
_DURATION = r"\d ?(?:h|min)\b"
_SHOWN = re.compile(
    rf"{loosely('Semaine')}.{{1,80}}?{loosely('Envoyée le')}.{{1,400}}?{loosely('Version')}.{{1,60}}?"
    rf"{loosely('Numéro')}"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it.

    :ivar unlike: what a reader sees that was not signed.
    :ivar reserves: why what a reader sees may be something else.
    :ivar unsigned: what the receipt shows without being signed, by its name.
    """

    unlike: tuple[str, ...]
    reserves: tuple[str, ...]
    unsigned: dict[str, str]


def compared(receipt: ReceiptText) -> Compared:
    """Hold the text against what was signed.

    :param receipt: verified already.
    """
    signed = signed_of(receipt)
    for writing in WRITINGS:
        if block := block_in(receipt.before, signed, writing):
            reserves = filter(None, _reserves(block, writing, receipt.after, signed))
            return Compared(tuple(_unlike(block, receipt, signed)), tuple(reserves), block.unsigned)
    folded = signs_folded(receipt.before)
    if _is_shown(folded):
        return Compared(tuple(_missing(folded, signed)) or (_ADDED,), (), {})
    around = _AROUND if re.search(r"\w", receipt.before + receipt.after) else ""
    return Compared((), tuple(filter(None, (_NOT_WHOLE, around))), {})


def _reserves(block: Block, writing: Writing, after: str, signed: Signed) -> Iterator[str]:
    yield _AROUND if block.around or after.strip(" |") else ""
    yield writing.reserve
    yield "" if signed.has_content else _NO_CONTENT
    yield from (
        f"«\u00a0{shown}\u00a0» n’est pas signé, et ne se lit pas comme un nom"
        for name, shown in block.unsigned.items()
        if name in _NAMED and not _is_name(shown)
    )
    yield from (
        f"le texte nomme «\u00a0{label}\u00a0» ce qui est signé «\u00a0{row.label}\u00a0» ({row.kind})\u00a0:"
        " un territoire choisit ses mots"
        for label, row in zip(block.labels, signed.rows, strict=False)
        if label != row.label
    )
    yield _clock(block, writing, signed)


def _is_name(shown: str) -> bool:
    """Tell whether what nobody signed can be taken for nothing else: for hours or a week, say."""
    words = words_folded(shown)
    return (
        _IS_NAME.fullmatch(shown) is not None
        and not re.search(_DURATION, words)
        and _TIMES.isdisjoint(words.split())
    )


def _clock(block: Block, writing: Writing, signed: Signed) -> str:
    zones = next(zones for at, zones in signed.moments.items() if re.fullmatch(writing.words(at), block.sent))
    places = ", ".join(zone.partition("/")[2].replace("_", " ") for zone in zones)
    return "" if MAINLAND in zones else f"l’heure d’envoi est celle de {places}"


def _unlike(block: Block, receipt: ReceiptText, signed: Signed) -> Iterator[str]:
    """Name what stands before the words of an activity and reads as another one: it has a duration."""
    if receipt.fingerprint != signed.fingerprint:
        yield "l’empreinte n’est pas celle qui est signée"
    for label, row in zip(block.labels, signed.rows, strict=False):
        if re.search(rf"{_DURATION}.*{loosely(signs_folded(row.label))}$", signs_folded(label)):
            yield f"le texte montre «\u00a0{label}\u00a0», ce qui est signé dit «\u00a0{row.label}\u00a0»"


def _is_shown(folded: str) -> bool:
    facts, verify = _SHOWN.search(folded), re.compile(loosely("Pour vérifier ce reçu"))
    return facts is not None and verify.search(folded, facts.end()) is not None


def _missing(folded: str, signed: Signed) -> Iterator[str]:
    """Name what was signed and is not in a text at all."""
    rows = (f"{row.details} {row.duration}" for row in signed.rows)
    pieces = (f"Semaine {signed.week}", f"Version {signed.version}", f"Numéro {grouped(signed.number)}")
    sent = "|".join(loosely(signs_folded(at)) for at in signed.moments)
    mainland = next(at for at, zones in signed.moments.items() if MAINLAND in zones)
    if not re.search(rf"(?<!\d)(?:{sent})(?!\d)", folded):
        yield f"il manque «\u00a0Envoyée le {mainland}\u00a0», qui est signé"
    for piece in filter(None, (*pieces, signed.total, *rows, signed.closing)):
        if not re.search(rf"(?<!\d){loosely(signs_folded(piece))}(?!\d)", folded):
            yield f"il manque «\u00a0{piece.strip()}\u00a0», qui est signé"
