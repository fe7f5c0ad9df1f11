"""What was told of a week, as its page and its file show it: the document alone, never the people."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from xprsa.domain.cell import harmless
from xprsa.domain.statistic import SPLITS, Split, WeekFact
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.statistics.words import CAPTIONS, LABELS

COLUMNS = ("territoire", "semaine", "organisme", "tableau", "part", "personnes")
_MOST = 53  # weeks of a list
_WIDE, _TALL, _STEP = 300, 14, 20  # in the units of the viewBox


@dataclass(frozen=True, slots=True)
class Shown:
    """A split that is told: its parts with how many people each holds, rounded, and a bar for each.

    :ivar rows: the same by organisation, when it is told so.
    """

    caption: str
    whole: str
    parts: tuple[tuple[str, int], ...]
    bars: str
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def height(self) -> int:
        """Of the chart."""
        return _STEP * len(self.parts)


@dataclass(frozen=True, slots=True)
class ToldWeek:
    """What a territory told of a week.

    :ivar asked: how many people were asked, rounded; None when nothing may be told.
    """

    territory: Territory
    week: Week
    published_on: date
    asked: int | None
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class PublishedWeeks:
    """A territory whose statistics somebody may read, and the weeks of which something was told."""

    territory: Territory
    is_open: bool
    weeks: tuple[Week, ...]


def published(service: Service, *, manages: int | None) -> tuple[PublishedWeeks, ...]:
    """Give the territories that anybody may read, and the one that the reader manages.

    :param manages: internal id of that territory; None for whoever manages none.
    """
    found = []
    with service.database.reading() as store:
        for territory in service.territories():
            is_open = store.statistics.opened_at(territory.id) is not None
            if is_open or territory.id == manages:
                weeks = store.statistics.weeks(territory.id, most=_MOST)
                found.append(PublishedWeeks(territory, is_open, weeks))
    return tuple(found)


def read_told(service: Service, *, code: str, week: Week, manages: int | None) -> ToldWeek | None:
    """Read what a territory told of a week; None when it told nothing, or not to this reader."""
    territory = next((known for known in service.territories() if known.code == code), None)
    if territory is None:
        return None
    with service.database.reading() as store:
        if territory.id != manages and store.statistics.opened_at(territory.id) is None:
            return None
        written = store.statistics.of_week(territory.id, week)
    if written is None:
        return None
    document = json.loads(written)
    people = document["people"]
    return ToldWeek(
        territory=territory,
        week=week,
        published_on=date.fromisoformat(document["published_on"]),
        asked=people.get(WeekFact.ASKED.value),
        shown=tuple(_shown(split, document) for split in SPLITS if split.parts[0].value in people),
    )


def _shown(split: Split, document: dict[str, Any]) -> Shown:
    people = document["people"]
    counts = [people[part.value] for part in split.parts]
    rows = tuple(
        (one["name"], tuple(one["people"][part.value] for part in split.parts))
        for one in document["organisations"]
        if split.parts[0].value in one["people"]
    )
    return Shown(
        caption=CAPTIONS[split.parts[0].value],
        whole=LABELS[split.whole],
        parts=tuple(zip((LABELS[part] for part in split.parts), counts, strict=True)),
        bars="".join(_bars(counts)),
        rows=rows,
    )


def _bars(counts: list[int]) -> Iterator[str]:
    """Yield a bar a part, as long as its share of the greatest."""
    most = max(*counts, 1)
    for place, count in enumerate(counts):
        yield f"M0 {place * _STEP + 3}h{round(count / most * _WIDE)}v{_TALL}H0z"


def statistics_file(told: ToldWeek) -> str:
    """Write the same as CSV, as a French spreadsheet opens it."""
    page = io.StringIO(newline="")
    page.write("\ufeff")  # by which a spreadsheet knows UTF-8
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    here = (told.territory.code, str(told.week))
    if told.asked is not None:
        writer.writerow((*here, "", "", LABELS[WeekFact.ASKED], told.asked))
    for shown in told.shown:
        for label, count in shown.parts:
            writer.writerow((*here, "", shown.caption, label, count))
        for name, counts in shown.rows:
            for (label, _), count in zip(shown.parts, counts, strict=True):
                writer.writerow((*here, harmless(name), shown.caption, label, count))
    return page.getvalue()
