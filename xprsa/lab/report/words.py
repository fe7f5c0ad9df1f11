"""The words of the report, from one catalogue a language, and numbers as each language writes them."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from xprsa.lab.people.attribute import Language
from xprsa.scoring.audit import Estimate

LANGUAGES: tuple[Language, ...] = ("fr", "en")
_LOCALES: Mapping[Language, Locale] = {"fr": Locale("fr"), "en": Locale("en", "GB")}
_CATALOGUES = Path(__file__).parent / "catalogues"
_FORMATTING = re.compile(r"(\{[a-z_]+\}|\*)")
_MOST_DIGITS = 3
_MINUS = "\u2212"
_NARROW, _WIDE = "\u202f", "\u00a0"  # no-break spaces


class Theirs(str):
    """Text that others wrote: a module, its card, a story. It keeps its own direction on the page."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence that is written in one way."""

    text: str
    is_theirs: bool = False
    is_strong: bool = False


Sentence = tuple[Piece, ...]


@dataclass(frozen=True)
class Words:
    """Everything the report says in one language.

    :ivar sentences: by key; the parts of a key are joined by points.
    """

    language: Language
    sentences: Mapping[str, str]

    def plain(self, key: str, **values: object) -> str:
        """Give a sentence as text; what others wrote is best given by `sentence`.

        :raises KeyError: when the catalogue has no such key, or a value is missing.
        """
        return "".join(piece.text for piece in self.sentence(key, **values))

    def sentence(self, key: str, **values: object) -> Sentence:
        """Give a sentence in its pieces, its values filled in.

        :raises KeyError: when the catalogue has no such key, or a value is missing.
        """
        return tuple(self._pieces(self.sentences[key], values))

    def _pieces(self, sentence: str, values: Mapping[str, object]) -> Iterator[Piece]:
        is_strong = False
        for part in _FORMATTING.split(sentence):
            if part == "*":
                is_strong = not is_strong
            elif part.startswith("{"):
                value = values[part[1:-1]]
                yield Piece(str(value), is_theirs=isinstance(value, Theirs), is_strong=is_strong)
            elif part:
                yield Piece(part, is_strong=is_strong)

    def counted(self, key: str, value: float, *, digits: int = 0, **values: object) -> str:
        """Write a number with what it counts, in the singular or the plural of the language."""
        form = _LOCALES[self.language].plural_form(abs(round(value, digits)))
        one = "one" if form == "one" else "many"
        return self.plain(f"{key}.{one}", n=self.number(value, digits=digits), **values)

    def number(self, value: float, *, digits: int = 1) -> str:
        """Write a number with at most so many decimals."""
        return self._decimal(value, _pattern("#", digits), digits)

    def signed(self, value: float, *, digits: int = 2) -> str:
        """Write a number with its sign and all its decimals; 0 has neither."""
        places = _pattern("0", digits)
        return self._decimal(value, f"+{places};-{places}", digits) if round(value, digits) else "0"

    def _decimal(self, value: float, pattern: str, digits: int) -> str:
        unsigned_nought = round(value, digits) + 0.0
        written = format_decimal(unsigned_nought, pattern, locale=_LOCALES[self.language])
        return written.replace("-", _MINUS)

    def percent(self, share: float, *, digits: int = 0) -> str:
        """Write a share of the whole as a percentage; never 0 or 100 % of what is not quite so."""
        while digits < _MOST_DIGITS and round(share, digits + 2) in (0, 1) and share not in (0, 1):
            digits += 1
        sign = f"{_NARROW}%" if self.language == "fr" else "%"
        return self.number(share * 100, digits=digits) + sign

    def chance(self, p_value: float) -> str:
        """Write a p-value."""
        if p_value < 0.001:
            return "<" + _NARROW + self.number(0.001, digits=3)
        return self.number(p_value, digits=3)

    def interval(self, estimate: Estimate, *, digits: int = 2, factor: float = 1.0) -> str:
        """Write a move with its bounds, each with its sign, for a table."""
        return self._bounded(estimate, lambda value: self.signed(value * factor, digits=digits))

    def rate(self, estimate: Estimate) -> str:
        """Write a share in percent with its bounds, for a table whose head says the unit."""
        return self._bounded(estimate, lambda value: self.number(value * 100, digits=1))

    def _bounded(self, estimate: Estimate, write: Callable[[float], str]) -> str:
        """Write a value and, on a line of its own, its bounds, all in one way."""
        if estimate.low is None or estimate.high is None:
            return write(estimate.value)
        between = f"{_NARROW};{_WIDE}" if self.language == "fr" else f";{_WIDE}"
        return f"{write(estimate.value)}\n[{write(estimate.low)}{between}{write(estimate.high)}]"

    def day(self, day: date) -> str:
        """Write a date in full."""
        written = format_date(day, "d MMMM y", locale=_LOCALES[self.language])
        return written.replace("1 ", "1er ", 1) if self.language == "fr" and day.day == 1 else written

    def listed(self, names: Iterable[str]) -> str:
        """Join names with commas."""
        return ", ".join(names)


@cache
def words(language: Language) -> Words:
    """Read the catalogue of a language."""
    catalogue = tomllib.loads((_CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
    return Words(language, dict(_flat(catalogue)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _flat(value, f"{prefix}{name}.")


def _pattern(decimal: str, digits: int) -> str:
    """Give a number's form as Babel reads it, with so many decimals, all of them or those that are needed."""
    return "#,##0" + ("." + decimal * digits if digits else "")
