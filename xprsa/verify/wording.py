"""Patterns for words that a copy may break anywhere, and the ways in which a text may write them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from xprsa.domain.folding import signs_folded

_LOST = re.compile("[?\ufffd\udc80-\udcff]+")


def loosely(text: str, *, whole_numbers: bool = False) -> str:
    """Give a pattern for a text wherever blanks were joined, lost or put.

    :param whole_numbers: no blank parts two digits that stand together.
    """
    pattern = ""
    for place, char in enumerate(text):
        if char.isspace():
            continue
        together = whole_numbers and char.isdigit() and text[place - 1 : place].isdigit()
        pattern += ("" if together or not pattern else " ?") + re.escape(char)
    return pattern


@dataclass(frozen=True, slots=True)
class Writing:
    """One way to hold a text against what was signed.

    :ivar reserve: what is to be said when it takes this way to find them alike, or "".
    :ivar shown: gives the form of a text; `signed` that of what was signed.
    """

    reserve: str
    shown: Callable[[str], str]
    signed: Callable[[str], str]

    def words(self, text: str) -> str:
        """Give a pattern for words."""
        return loosely(self.signed(text), whole_numbers=not self.reserve)

    def number(self, text: str) -> str:
        """Give a pattern for what begins with a digit: no sign and no other digit stands against it."""
        before = r"(?<!\d)" if self.reserve else r"(?<![\d|.,])"
        after = r"(?! ?\d\d(?!\d))" if text.endswith("h") else r"(?!\d)"
        return f"{before}{self.words(text)}{after}"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _shown_without_lost(text: str) -> str:
    return signs_folded(_LOST.sub("", text))


def _signed_without_lost(text: str) -> str:
    kept = (char for char in _nfc(text) if char.isspace() or char.encode("cp1252", "ignore"))
    return signs_folded(_LOST.sub("", "".join(kept)))


WRITINGS = (
    Writing("", _nfc, _nfc),
    Writing("des signes ou des blancs ne sont pas ceux du reçu", signs_folded, signs_folded),
    Writing("des signes se sont perdus en l’enregistrant", _shown_without_lost, _signed_without_lost),
)
