"""A cell of a file that a spreadsheet opens: what it holds is read, and never run."""

import unicodedata

_FORMULA = "=+-@"


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Blanks and control characters before the sign, and full-width signs, deceive no one.
    """
    if text[:1].isascii() and text[:1].isalnum():
        return text  # the ordinary case, told at a glance
    folded = unicodedata.normalize("NFKC", text)
    shown = folded.lstrip("".join(char for char in folded if _is_blank(char)))
    starts_badly = shown[:1] in tuple(_FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if starts_badly else text


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")
