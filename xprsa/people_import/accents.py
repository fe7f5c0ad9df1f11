"""Accents that a file lost on its way: what shows it, and what shows a wrong code page."""

import re

_AROUND_WORDS = ' ;,\t\r\n"'
_LETTER = r"[^\W\d_]"
_WRITTEN_IN_FRANCE = "".join(map(chr, range(0xC0, 0x100))) + "ŒœŠšŸŽž’‘“”«»–—…€°\u00a0"
_NEVER_BESIDE_A_LETTER = "‚ƒ„†‡ˆ‰˜"
_NEVER_BETWEEN_LETTERS = "…“”•™¡¢£¤¥¦©¬®¯±¶¸¹¼½¾¿×÷€‹›√∂∆Ω≈"


def _read_twice() -> str:
    """Tell what UTF-8 becomes when another code page reads it: `é` is `Ã©`, `’` is `â€™`."""
    endings: dict[str, set[str]] = {}
    for char in _WRITTEN_IN_FRANCE:
        for page in ("cp1252", "latin-1", "mac_roman", "cp850"):
            read = char.encode().decode(page, errors="replace")
            endings.setdefault(read[0], set()).add(re.escape(read[1:]))
    return "|".join(f"{first}(?:{'|'.join(sorted(rest))})" for first, rest in endings.items())


_LOST = re.compile(
    rf"\ufffd|{_read_twice()}"
    rf"|{_LETTER}\?{_LETTER}"
    rf"|{_LETTER}[{_NEVER_BESIDE_A_LETTER}]|[{_NEVER_BESIDE_A_LETTER}]{_LETTER}"
    rf"|{_LETTER}[{_NEVER_BETWEEN_LETTERS}]{_LETTER}"
    r"|[a-zà-öø-ÿœ][ÁÂÃÄÅÆÇÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŸŽ]"  # `Ž` in the middle of a word: `é` of a Mac
)

# In Windows-1252 alone, where nobody can write a Polish or a Turkish name whole: letters that French names
# never hold, never begin with or never hold there, and signs that stand where an accent should.
_OTHER_CODE_PAGE = re.compile(
    r"[ŠšŽžŸƒþÞðÐýÝ\x80-\x9f\udc80-\udcff]"
    r"|\b[åñòõ]|[A-Z][ÎÏË][a-z]|[ÎÏ][uU]|Œ[lt]|Ò[^\W\d_]"
    rf"|{_LETTER}[‘“”‹¢]|[‡€×÷¶¼½¾]{_LETTER}|[A-Za-z][–—](?:[a-z]|\s|$)|(?<!\S)(?:[ˆ‡…](?!\S)|”[a-z])"
)


def lost_accent(text: str) -> str:
    """Give the word whose accents are lost: `AmŽlie`, `Am?lie`, `AmÃ©lie`; "" when all makes sense."""
    return "" if text.isascii() and "?" not in text else _word(text, _LOST)


def of_another_code_page(text: str) -> str:
    """Give the word which shows that a text read as Windows-1252 is of a Mac, of DOS or else; or ""."""
    return _word(text, _LOST) or _word(text, _OTHER_CODE_PAGE)


def _word(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(text)
    if found is None:
        return ""
    start = max(text.rfind(mark, 0, found.start()) for mark in _AROUND_WORDS) + 1
    return re.split(f"[{_AROUND_WORDS}]", text[start:] + " ", maxsplit=1)[0] or found[0]
