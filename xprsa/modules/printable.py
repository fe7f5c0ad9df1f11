"""Making text printable: no character of it hides, reorders or breaks a page."""

import unicodedata

MOST_SHOWN = 2000  # characters
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # letters of Persian and of Indian scripts need them
_WANTED = frozenset(f"\n{_JOINERS}\u00ad")
_NONCHARACTERS = frozenset({0xFFFE, 0xFFFF})


def printable(text: str, most: int = MOST_SHOWN) -> str:
    """Give text with every character that does not show written as its code, cut after so many characters."""
    shown = "".join(_shown(character) for character in text[:most])
    return shown if len(text) <= most else f"{shown} … (+{len(text) - most})"


def _shown(character: str) -> str:
    is_unseen = unicodedata.category(character) in _UNSEEN and character not in _WANTED
    if is_unseen or ord(character) & 0xFFFF in _NONCHARACTERS or 0xFDD0 <= ord(character) <= 0xFDEF:
        return f"\\u{ord(character):04x}"
    return character
