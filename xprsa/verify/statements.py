"""What the page of a receipt shows of what was signed, in its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from xprsa.domain.catalogue import STARTING_CATALOGUE
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.prevented import WHOLE_WEEK
from xprsa.domain.territory import FRENCH_ZONES
from xprsa.domain.week import Week
from xprsa.verify.receipt_text import ReceiptText
from xprsa.web.i18n import clock_read, day_list, week_dated, week_span

MAINLAND = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class ShownActivity:
    """One activity as it is shown.

    :ivar kind: its signed code; a territory may have other words for it than `label`.
    :ivar details: days and note.
    """

    kind: str
    label: str
    details: str
    duration: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed, in the words of the page; only what its statement says when its content is not there.

    :ivar week: with its year; `span` as the title of the page writes it.
    :ivar moments: the instant on each French clock, with the zones that show it so.
    :ivar total: "" when none is shown.
    :ivar closing: what the page says under the activities, or "".
    """

    number: str
    fingerprint: str
    week: str
    span: str
    moments: dict[str, tuple[str, ...]]
    version: str
    has_content: bool
    rows: tuple[ShownActivity, ...]
    total: str
    closing: str


def signed_of(receipt: ReceiptText) -> Signed:
    """Put what a receipt signs in the words of its page.

    :param receipt: verified already.
    """
    told, said = receipt.told, receipt.said if receipt.has_content else {}
    week, lines = Week.parse(told["week"]), said.get("activities", [])
    shows_total = lines or (receipt.has_content and said["prevented"] is None)
    return Signed(
        number=told["receipt"],
        fingerprint=told["fingerprint"],
        week=week_dated(week),
        span=week_span(week),
        moments=_moments(datetime.fromisoformat(told["sent_at"])),
        version=str(told["version"]),
        has_content=receipt.has_content,
        rows=tuple(map(_row, lines)),
        total=hours_and_minutes(sum(line["minutes"] for line in lines)) if shows_total else "",
        closing=_closing(said) if said else "",
    )


def days_lost(days: list[int]) -> str:
    """Write the days of « je n’ai pas pu »."""
    return "toute la semaine" if tuple(days) == WHOLE_WEEK else day_list(days)


def label_of(kind: str) -> str:
    """Give the words that every territory begins with for a kind of activity."""
    known = STARTING_CATALOGUE.find(kind)
    return known.label if known else kind


def _moments(at: datetime) -> dict[str, tuple[str, ...]]:
    shown = {zone: clock_read(at.astimezone(ZoneInfo(zone))) for zone in FRENCH_ZONES}
    return {one: tuple(zone for zone in shown if shown[zone] == one) for one in shown.values()}


def _row(line: dict[str, Any]) -> ShownActivity:
    note = f"« {line['note']} »" if line.get("note") else ""
    return ShownActivity(
        line["kind"],
        label=label_of(line["kind"]),
        details=f"{day_list(line.get('days', ()))} {note}".strip(),
        duration=hours_and_minutes(line["minutes"]),
    )


def _closing(said: dict[str, Any]) -> str:
    if said["prevented"] is not None:
        return f"Je n’ai pas pu : {days_lost(said['prevented'])}."
    return "" if said["activities"] else "Pas d’activité cette semaine."
