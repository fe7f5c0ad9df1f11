"""One form for what people write in many ways: what is compared, never what is shown.

A file, a letter, a keyboard and a database each write the same name their own way. Whoever compares two of
them, at any door, compares what these functions give; what was typed is what is kept and shown.
"""

import re
import unicodedata
from functools import lru_cache

# Blank to the eye, though Unicode calls them letters, marks or symbols.
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0"
_JOINERS = "\u200c\u200d"  # between two Arabic letters they are spelling
_LINES = "\n\r\t"
_APOSTROPHES = dict.fromkeys("‘’‛ʼʹ′`´ʻʽʾʿˈꞋꞌ", "'")  # some are letters to Unicode
# Words that stand before a number on paper; a blank or a sign parts them from it, else they are of it.
_WORD = r"(?:n ?[°º]|№|(?:num[ée]ro|r[ée]f(?:[ée]rence)?|dossier|code|re[çc]u)(?=[\s:.°]))"
_LABEL = re.compile(rf"\s*{_WORD}[\s:.]*(?:d[ue]\s+(?={_WORD}))?", re.IGNORECASE)
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "&": " et "}
)


def visible(text: str) -> str:
    """Leave out what nobody sees: zero widths, marks of direction, soft hyphens, controls but line breaks."""
    return "".join(
        char for place, char in enumerate(text) if not _is_unseen(char) or _is_spelling(text, place)
    )


def typed_alike(one: str, other: str) -> bool:
    """Tell whether two texts are one but for what a keyboard or a word processor makes of it.

    The kind of apostrophe, of hyphen and of blank makes no difference; accents and capitals do.
    """
    return signs_folded(one) == signs_folded(other)


def signs_folded(text: str) -> str:
    """Give the form of a text that `typed_alike` compares."""
    signs = (
        "-" if unicodedata.category(char) == "Pd" else _APOSTROPHES.get(char, char)
        for char in unicodedata.normalize("NFKC", visible(text))
    )
    return " ".join("".join(signs).split())


@lru_cache(maxsize=2**14)  # a caseload is put in order by names at each look
def words_folded(text: str) -> str:
    """Give the form of a name that is compared: `Maison de l’Été` and `MAISON DE L'ETE` are one.

    Case, accents, ligatures, apostrophes, hyphens, full stops and blanks make no difference.
    """
    return " ".join(_bare(text))


def reference_folded(text: str) -> str:
    """Give the form of a file reference that is compared: `EX-005`, `ex 005.` and `EX005` are one.

    Case, blanks and signs make no difference, but between two digits, where they part two numbers: `1-23` is
    not `12-3`. Leading zeros stay: `00412` and `412` may be two people (see `zeros_lost`).
    """
    parts = _bare(text)
    joined = ""
    for part in parts:
        is_parting = joined[-1:].isdigit() and part[0].isdigit()
        joined += f"-{part}" if is_parting else part
    return joined


def copied(text: str) -> str:
    """Give what was copied with its label in one spelling of accents and colons, without what nobody sees."""
    return unicodedata.normalize("NFC", visible(text)).replace("\uff1a", ":")


def unlabelled(text: str) -> str:
    """Leave out what a paper writes before a number or a code: `N° dossier : TR-0005`, `code : ABCDE`.

    What is nothing but labels stays as it is.
    """
    return _with_fewer_labels(text)[-1]


def reference_forms(text: str) -> tuple[str, ...]:
    """Give the forms in which a reference that somebody typed may be kept: as it is, then a label less each.

    A file may well be called `Dossier 5`: `N° Dossier 5` may be that one, or the file 5.
    """
    return tuple(dict.fromkeys(map(reference_folded, _with_fewer_labels(text))))


def _with_fewer_labels(text: str) -> list[str]:
    """Give a text, then what is left of it each time that a label is taken off its beginning."""
    left = [text]
    while found := _LABEL.match(rest := copied(left[-1])):
        left.append(rest[found.end() :])
    return left if _bare(left[-1]) else [text]


def code_folded(text: str) -> str:
    """Give the form of a drawn number or code that is compared: its letters and digits, and nothing else.

    By fours or not, with hyphens or a full stop, in capitals or not, it is one.
    """
    return "".join(_bare(text))


def zeros_lost(folded: str) -> str | None:
    """Give a reference that is a pure number without its first zeros, as spreadsheets do; None for others.

    :param folded: as `reference_folded` gives it.
    """
    return folded.lstrip("0") or "0" if folded.isdecimal() else None


def _bare(text: str) -> list[str]:
    """Give the words of a text: letters and digits alone, in one case, without accents."""
    plain = unicodedata.normalize("NFKC", visible(text)).casefold().translate(_LETTERS)
    parted = unicodedata.normalize("NFKD", plain)
    kept = (_western(char) for char in parted if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in kept).split()


def _western(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _is_unseen(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        category == "Cf"
        or (category == "Cc" and char not in _LINES)
        or char in _BLANKS
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _is_spelling(text: str, place: int) -> bool:
    around = text[place - 1 : place], text[place + 1 : place + 2]
    return text[place] in _JOINERS and all(unicodedata.bidirectional(char or " ") == "AL" for char in around)
