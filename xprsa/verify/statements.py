"""What the page of a receipt shows of what was signed: as it shows it, wherever a text breaks its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from xprsa.domain.catalogue import STARTING_CATALOGUE
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.folding import signs_folded
from xprsa.domain.prevented import WHOLE_WEEK
from xprsa.domain.territory import FRENCH_ZONES
from xprsa.domain.week import Week
from xprsa.verify.receipt_text import ReceiptText
from xprsa.web.i18n import clock_read, day_list, week_dated, week_span

MAINLAND = "Europe/Paris"
NO_ACTIVITY = signs_folded("Pas d’activité cette semaine.")


def loosely(text: str) -> str:
    """Give a pattern for a text wherever blanks were joined, lost or put.

    :param text: folded, as what is looked at.
    """
    return " ?".join(re.escape(char) for char in text if char != " ")


_HEADINGS = " ?".join(f"(?:{loosely(word)})?" for word in ("Activités déclarées", "Activité", "Durée"))


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

    @property
    def shown(self) -> str:
        """The row as a reader sees it."""
        return signs_folded(f"{self.label} {self.details} {self.duration}")


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

    @property
    def sent(self) -> str:
        """The instant on the clock of the mainland."""
        return next(shown for shown, zones in self.moments.items() if MAINLAND in zones)

    @property
    def headings(self) -> str:
        """A pattern for the words over the activities, which a copy may lack."""
        return _HEADINGS if self.rows else ""


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
        week=signs_folded(week_dated(week)),
        span=signs_folded(week_span(week)),
        moments=_moments(datetime.fromisoformat(told["sent_at"])),
        version=str(told["version"]),
        has_content=receipt.has_content,
        rows=tuple(map(_row, lines)),
        total=_duration(sum(line["minutes"] for line in lines)) if shows_total else "",
        closing=signs_folded(_closing(said)) if said else "",
    )


def instead(what: str, found: str, signed: str) -> str:
    """Say what a text shows in place of what was signed."""
    return (
        f"{what}\u00a0: le texte montre «\u00a0{found or 'rien'}\u00a0», ce qui est signé dit"
        f" «\u00a0{signed or 'rien'}\u00a0»"
    )


def starting_labels() -> Iterator[str]:
    """Give the words that every territory begins with."""
    return (signs_folded(kind.label) for kind in STARTING_CATALOGUE.kinds)


def days_lost(days: list[int]) -> str:
    """Write the days of « je n’ai pas pu »."""
    return "toute la semaine" if tuple(days) == WHOLE_WEEK else day_list(days)


def label_of(kind: str) -> str:
    """Give the words that every territory begins with for a kind of activity."""
    known = STARTING_CATALOGUE.find(kind)
    return known.label if known else kind


def _moments(at: datetime) -> dict[str, tuple[str, ...]]:
    shown = {zone: signs_folded(clock_read(at.astimezone(ZoneInfo(zone)))) for zone in FRENCH_ZONES}
    return {one: tuple(zone for zone in shown if shown[zone] == one) for one in shown.values()}


def _row(line: dict[str, Any]) -> ShownActivity:
    note = f"« {line['note']} »" if line.get("note") else ""
    return ShownActivity(
        line["kind"],
        label=signs_folded(label_of(line["kind"])),
        details=signs_folded(f"{day_list(line.get('days', ()))} {note}"),
        duration=_duration(line["minutes"]),
    )


def _duration(minutes: int) -> str:
    return signs_folded(hours_and_minutes(minutes))


def _closing(said: dict[str, Any]) -> str:
    if said["prevented"] is not None:
        return f"Je n’ai pas pu : {days_lost(said['prevented'])}."
    return "" if said["activities"] else NO_ACTIVITY
