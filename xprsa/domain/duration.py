"""Durations as people type them, kept as whole minutes."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES

_HOURS_WORD = r"(?:h|heures?|hrs?)"
_HOURS = rf"(?:{_HOURS_WORD}|:)"
_MINUTES = r"(?:min(?:ute)?s?|mn|m|['’′])"
# Nine digits at most: ten are a telephone number in the wrong field.
_CLOCK = re.compile(rf"(\d{{1,9}}) ?(?:{_HOURS} ?(\d{{1,2}}) ?{_MINUTES}?|{_HOURS_WORD})", re.ASCII)
_HOURS_WRITTEN = re.compile(rf"(\d{{1,9}}[.,]\d{{1,9}}) ?{_HOURS_WORD}?", re.ASCII)
_MINUTES_WRITTEN = re.compile(rf"(\d{{1,9}}(?:[.,]\d{{1,9}})?) ?{_MINUTES}", re.ASCII)
_BARE = re.compile(r"\d{1,9}", re.ASCII)
_MINUS = "-−–—‐‒"
_ARABIC_SIGNS = str.maketrans("٫،", ",,")


class Unclear(StrEnum):
    """What a person must be asked again."""

    EMPTY = "empty"
    NOT_A_DURATION = "not_a_duration"
    NEGATIVE = "negative"
    MINUTES_OVER_59 = "minutes_over_59"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"


class DurationUnclear(ValueError):
    """A text that is not, or not surely, a duration.

    :ivar why: what to ask.
    :ivar typed: what was typed, digits made Western.
    """

    def __init__(self, why: Unclear, typed: str) -> None:
        super().__init__(why.value)
        self.why = why
        self.typed = typed


def minutes_typed(text: str) -> int:
    """Read `2h30`, `2 h 30`, `2:30`, `2,5`, `2.5`, `150 min`, `45mn`, Arabic and Persian digits.

    A bare number is hours, and so is a decimal one (`2.30` is 2,3 h). `2h5` is 2 h and 5 minutes.
    Fractions round to the nearest minute.

    :returns: whole minutes, 0 to 10 080 (168 h).
    :raises DurationUnclear: when the text is no duration of one week, or a bare number above 24
        ("90 min ou 90 h ?").
    """
    typed = _plain(text)
    if not typed:
        raise DurationUnclear(Unclear.EMPTY, typed)
    if typed[0] in _MINUS and any(char.isdigit() for char in typed):
        raise DurationUnclear(Unclear.NEGATIVE, typed)
    minutes = _read(typed)
    if minutes > WEEK_MINUTES:
        raise DurationUnclear(Unclear.TOO_LONG, typed)
    return minutes


def _plain(text: str) -> str:
    """Fold digits of every script, widths, case, Arabic decimal signs, blanks and marks of direction.

    Numbers that are no digits (`²`, `½`, `①`) stay as they are: folded, 1² would read 12.
    """
    western = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else _folded(char)
        for char in text
        if unicodedata.category(char) != "Cf"
    )
    return " ".join(western.lower().split())


def _folded(char: str) -> str:
    return char if char.isnumeric() else unicodedata.normalize("NFKC", char).translate(_ARABIC_SIGNS)


def _read(typed: str) -> int:
    if clock := _CLOCK.fullmatch(typed):
        minutes = int(clock[2] or 0)
        if minutes > 59:
            raise DurationUnclear(Unclear.MINUTES_OVER_59, typed)
        return int(clock[1]) * 60 + minutes
    if hours := _HOURS_WRITTEN.fullmatch(typed):
        return _whole(_decimal(hours[1]) * 60)
    if minutes_only := _MINUTES_WRITTEN.fullmatch(typed):
        return _whole(_decimal(minutes_only[1]))
    if _BARE.fullmatch(typed):
        return _bare(int(typed), typed)
    raise DurationUnclear(Unclear.NOT_A_DURATION, typed)


def _bare(number: int, typed: str) -> int:
    """A number without a unit is hours; above 24 it may be minutes, unless no week holds as many."""
    if 24 < number <= WEEK_MINUTES:
        raise DurationUnclear(Unclear.HOURS_OR_MINUTES, typed)
    return number * 60


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _whole(minutes: Decimal) -> int:
    return int(minutes.quantize(Decimal(1), ROUND_HALF_UP))


def hours_and_minutes(minutes: int) -> str:
    """Write minutes as a French reader expects: `2 h 30`, `45 min`, `0 h` (no-break spaces)."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours}\u00a0h\u00a0{rest:02d}"
    return f"{hours}\u00a0h" if hours or not rest else f"{rest}\u00a0min"
