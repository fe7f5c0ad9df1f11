"""Durations as people type them, kept as whole minutes.

`static/xprsa.js` reads them by the same grammar for the total of the page: both are held to one file of
cases, `tests/domain/durations.json`.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
_MOST_BARE_HOURS = 24

_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = {10: "dix", 20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_TENS |= {80: "quatre vingt", 100: "cent"}


def _in_words(number: int) -> str:
    """Say a number below 200, without `et`, hyphens or agreement."""
    if number < len(_UNITS):
        return _UNITS[number]
    base = max(ten for ten in _TENS if ten <= number)
    return _TENS[base] if number == base else f"{_TENS[base]} {_in_words(number - base)}"


_NUMBERS = {_in_words(number): str(number) for number in range(200)}
_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b", re.ASCII)
_SIGNS = str.maketrans(
    {"٫": ",", "،": ",", "é": "e", "’": "'", "′": "'", "‐": "-", "½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
)
_WORDS = [
    (re.compile(pattern, re.ASCII), written)
    for pattern, written in (
        (r"([a-z])-(?=[a-z])", r"\1 "),
        (r"\bune\b", "un"),
        (r"\bvingts\b", "vingt"),
        (r"\bdemie\b", "demi"),
        (r"(\d )1/2(?![\d/])", r"\1et demi"),
        (r"(^|[^\d/])1/2(?![\d/])", r"\1demi"),
        (r"(^|[^\d/])([13])/4(?![\d/])", r"\1\2 quart"),
        (r" et (?!demi)", " "),
    )
]
_HOUR = r"(?:h|heures?|hrs?)\.?"
_MINUTE = r"(?:(?:min(?:ute)?s?|mn|m)\.?|')"
_OF_AN_HOUR = rf"(?:d' ?)?{_HOUR}"
# Nine digits at most: ten are a telephone number in the wrong field.
_CLOCK = re.compile(rf"(\d{{1,9}}) ?(?:(?:{_HOUR}|:) ?(\d{{1,2}}) ?{_MINUTE}?|{_HOUR})", re.ASCII)
_NO_HOUR = re.compile(rf"(?:h|:) ?(\d\d) ?{_MINUTE}?", re.ASCII)
_QUARTERS = re.compile(rf"(?:([1-3]) )?quarts? ?{_OF_AN_HOUR}", re.ASCII)
_HALF = re.compile(rf"(?:1 )?demi ?{_OF_AN_HOUR}", re.ASCII)
_QUARTERS_MORE = re.compile(rf"(\d{{1,9}}) ?{_HOUR} ?([13]?) ?quarts?(?: ?{_OF_AN_HOUR})?", re.ASCII)
_HALF_MORE = re.compile(rf"(\d{{1,9}})(?: ?{_HOUR} ?| et | ?{_HOUR} et )demi(?: ?{_OF_AN_HOUR})?", re.ASCII)
_TWO_FIGURES = re.compile(rf"(\d{{0,9}}) ?[.,] ?([0-5]\d) ?(?:{_HOUR})?", re.ASCII)
_NUMBER_OF = re.compile(rf"(\d{{0,9}}[.,]\d{{1,9}}|\d{{1,9}}) ?(?:({_HOUR})|({_MINUTE}))?", re.ASCII)
_A_QUARTER = "25"
_MINUS = "-−–—‒"


class Unclear(StrEnum):
    """What a person must be asked again."""

    EMPTY = "empty"
    NOT_A_DURATION = "not_a_duration"
    NEGATIVE = "negative"
    MINUTES_OVER_59 = "minutes_over_59"
    HOURS_OR_MINUTES = "hours_or_minutes"
    CLOCK_OR_DECIMAL = "clock_or_decimal"
    TOO_LONG = "too_long"


class DurationUnclear(ValueError):
    """A text that is not, or not surely, a duration.

    :ivar why: what to ask.
    :ivar readings: what it may mean, in minutes of one week, by what each is called.
    """

    def __init__(self, why: Unclear, readings: Mapping[str, int] | None = None) -> None:
        super().__init__(why.value)
        self.why = why
        self.readings = readings or {}

    @property
    def written(self) -> dict[str, str]:
        """What it may mean, by what each is called, as a text that is sure: `{"90 minutes": "1 h 30"}`."""
        return {name: hours_and_minutes(minutes) for name, minutes in self.readings.items()}


def minutes_typed(text: str) -> int:
    """Read `2h30`, `2 h 30`, `2:30`, `:30`, `2,5`, `,5`, `150 min`, `deux heures et demie`.

    Digits are those of any script. A bare number is hours. `2h5` is 2 h and 5 minutes. Fractions round to the
    nearest minute. What people mean in two ways is asked, never guessed:

    - a bare number above 24, whole or not: hours or minutes;
    - two figures after a sign: `2.30` is 2 h 30 for most who write it, 2,3 h for a spreadsheet. Only `,25` is
      a fraction without a doubt, since a quarter of an hour has no shorter one; `,5`, `,75` and `,333` are no
      minutes of a clock. What is the same minutes both ways (`2,00`) is not asked.

    :returns: whole minutes, 0 to 10 080 (168 h).
    :raises DurationUnclear: when the text is no duration of one week, or may be two.
    """
    typed = _plain(text)
    if not typed:
        raise DurationUnclear(Unclear.EMPTY)
    if typed[0] in _MINUS and any(char.isdigit() for char in typed):
        raise DurationUnclear(Unclear.NEGATIVE)
    minutes = _read(typed)
    if minutes > WEEK_MINUTES:
        raise DurationUnclear(Unclear.TOO_LONG)
    return minutes


def _plain(text: str) -> str:
    """Fold digits of every script, numbers in words, widths, case, signs, blanks, marks of direction.

    A full stop at the end is what the keyboard of a phone adds. Numbers that are no digits (`²`, `①`) stay
    as they are: folded, 1² would read 12.
    """
    western = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else _folded(char)
        for char in text
        if unicodedata.category(char) != "Cf"
    )
    plain = " ".join(western.lower().split())
    for pattern, written in _WORDS:
        plain = pattern.sub(written, plain)
    plain = _NUMBER.sub(lambda said: _NUMBERS[said[0]], plain)
    return plain.rstrip(" .") or plain


def _folded(char: str) -> str:
    plain = char if char.isnumeric() else unicodedata.normalize("NFKC", char)
    return plain.translate(_SIGNS)


def _read(typed: str) -> int:
    if clock := _CLOCK.fullmatch(typed) or _NO_HOUR.fullmatch(typed):
        *hours, minutes = clock.groups()
        return _clock(int(hours[0]) if hours else 0, int(minutes or 0))
    if part := _QUARTERS.fullmatch(typed):
        return 15 * int(part[1] or 1)
    if _HALF.fullmatch(typed):
        return 30
    if more := _QUARTERS_MORE.fullmatch(typed):
        return 60 * int(more[1]) + 15 * int(more[2] or 1)
    if more := _HALF_MORE.fullmatch(typed):
        return 60 * int(more[1]) + 30
    if (figures := _TWO_FIGURES.fullmatch(typed)) and figures[2] != _A_QUARTER:
        return _two_figures(figures[1] or "0", figures[2])
    if number := _NUMBER_OF.fullmatch(typed):
        return _number(number[1].replace(".", ","), hours=number[2], minutes=number[3])
    raise DurationUnclear(Unclear.NOT_A_DURATION)


def _clock(hours: int, minutes: int) -> int:
    if minutes > 59:
        raise DurationUnclear(Unclear.MINUTES_OVER_59)
    return hours * 60 + minutes


def _two_figures(hours: str, figures: str) -> int:
    """Take what is the same minutes after a clock's sign and after a decimal one; else ask which it is."""
    clock, decimal = int(hours) * 60 + int(figures), _whole(Decimal(f"{hours}.{figures}") * 60)
    if clock == decimal:
        return clock
    return _ask(Unclear.CLOCK_OR_DECIMAL, {hours_and_minutes(found): found for found in (clock, decimal)})


def _number(text: str, *, hours: str | None, minutes: str | None) -> int:
    number = Decimal(text.replace(",", "."))
    in_hours, in_minutes = _whole(number * 60), _whole(number)
    if minutes:
        return in_minutes
    if hours or not _MOST_BARE_HOURS < number <= WEEK_MINUTES:
        return in_hours
    readings = {f"{text}\u00a0minutes": in_minutes, f"{text}\u00a0heures": in_hours}
    return _ask(Unclear.HOURS_OR_MINUTES, readings)


def _ask(why: Unclear, readings: Mapping[str, int]) -> int:
    fit = {name: minutes for name, minutes in readings.items() if minutes <= WEEK_MINUTES}
    raise DurationUnclear(why if fit else Unclear.TOO_LONG, fit)


def _whole(minutes: Decimal) -> int:
    return int(minutes.quantize(Decimal(1), ROUND_HALF_UP))


def hours_and_minutes(minutes: int) -> str:
    """Write minutes as a French reader expects: `2 h 30`, `45 min`, `0 h` (no-break spaces)."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours}\u00a0h\u00a0{rest:02d}"
    return f"{hours}\u00a0h" if hours or not rest else f"{rest}\u00a0min"
