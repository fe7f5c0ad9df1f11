"""How dates, weeks, durations and counts are written for French readers."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import get_day_names, get_month_names
from flask import Flask, g

from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.gateways.contacts import phone as read_phone
from xprsa.gateways.contacts import spoken
from xprsa.web.current import current_service

_FRENCH = Locale("fr")
_MONTHS = get_month_names("wide", locale="fr")
_CALLED = {0: "cette semaine", 1: "la semaine dernière"}  # by how many weeks ago
DAY_NAMES = {number + 1: name for number, name in get_day_names("wide", locale="fr").items()}


def attach(app: Flask) -> None:
    """Give the filters to every template."""
    app.jinja_env.filters.update(
        agreed=agreed,
        call=call_number,
        capitalize_first=capitalized,
        count=count,
        day=day,
        day_list=day_list,
        duration=hours_and_minutes,
        grouped=grouped,
        language=language_name,
        moment=moment,
        reason=REASON_LABELS.__getitem__,
        spoken=spoken_number,
        week_dated=week_dated,
        week_name=week_name,
        week_span=week_span,
    )


def day(value: date) -> str:
    """Write `1er mars 2026`."""
    return f"{_day_of_month(value)} {value.year}"


def day_list(days: Iterable[int]) -> str:
    """Write ISO days as `mardi, jeudi`."""
    return ", ".join(DAY_NAMES[day] for day in days)


@lru_cache(maxsize=1024)
def week_span(week: Week) -> str:
    """Write `du 16 au 22 novembre`; months and years only where they change."""
    first, last = week.monday, week.sunday
    if first.year != last.year:
        return f"du {day(first)} au {day(last)}"
    if first.month != last.month:
        return f"du {_day_of_month(first)} au {_day_of_month(last)}"
    start = f"{first.day}er" if first.day == 1 else str(first.day)
    return f"du {start} au {_day_of_month(last)}"


def week_dated(week: Week) -> str:
    """Write the same with its year, once: `du 16 au 22 novembre 2026`."""
    span, year = week_span(week), str(week.sunday.year)
    return span if span.endswith(year) else f"{span} {year}"


def week_name(week: Week) -> str:
    """Write `cette semaine, du 16 au 22 novembre`; of one before the last week, the days alone."""
    territory: Territory | None = g.get("territory")
    called = _CALLED.get(current_service().this_week(territory).ordinal - week.ordinal) if territory else None
    return f"{called}, {week_span(week)}" if called else week_span(week)


def moment(instant: datetime) -> str:
    """Write an instant on the territory's clock: `16 novembre 2026 à 14 h 05`."""
    territory: Territory | None = g.get("territory")
    return clock_read(instant.astimezone(territory.zone) if territory else instant)


def clock_read(local: datetime) -> str:
    """Write an instant as the clock that it is on shows it: `16 novembre 2026 à 14 h 05`."""
    return f"{day(local.date())} à {local.hour}\u00a0h\u00a0{local.minute:02d}"


def agreed(minutes: int, participle: str) -> str:
    """Make a participle agree with a duration as it is written: `1 h 30 comptée`, `45 min comptées`."""
    written = minutes // 60 if minutes >= 60 else minutes
    return participle if written < 2 else f"{participle}s"


def count(number: int, one: str, many: str) -> str:
    """Write `0 semaine`, `1 semaine`, `2 semaines`."""
    return f"{number}\u00a0{one if number < 2 else many}"


def capitalized(text: str) -> str:
    """Begin a sentence: only the first letter changes."""
    return text[:1].upper() + text[1:]


def grouped(text: str) -> str:
    """Write a long code by fours, so that it can be read aloud and breaks on a phone."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """Give the French name of a language; the code itself when it is not known."""
    known = _FRENCH.languages
    return known.get(code) or known.get(code.split("_")[0].split("-")[0]) or code


def call_number(phone: str) -> str:
    """Write a phone number as a `tel:` address."""
    return "tel:" + "".join(char for char in phone if char in "+0123456789")


def spoken_number(phone: str) -> str:
    """Write a phone number as it is said in its country, a French one by twos; a short one as typed."""
    number = read_phone(phone)
    return spoken(number) if number else "\u00a0".join(phone.split())


def _day_of_month(value: date) -> str:
    number = f"{value.day}er" if value.day == 1 else str(value.day)
    return f"{number} {_MONTHS[value.month]}"
