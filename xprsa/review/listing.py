"""The caseload in groups, oldest waiting first, as its page shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from math import inf
from unicodedata import combining, normalize

from xprsa.domain.caseload import Group, Place, WeekStatus, place, silent_weeks
from xprsa.domain.declaration import Channel
from xprsa.domain.engagement import NotAsked
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week
from xprsa.review.plain import raises_no_question
from xprsa.running.service import Service
from xprsa.storage.caseloads import Followed
from xprsa.storage.store import Store
from xprsa.web.i18n import language_name
from xprsa.web.strip import Strip, draw

CALLS_A_DAY = 10
WORKING_GROUPS = (Group.MESSAGES, Group.TO_READ, Group.TO_CALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list.

    :ivar status: of the week that the page is about, or None when nothing was received.
    :ivar silent: asked weeks in a row without a declaration.
    :ivar not_asked: why nothing is asked that week, or None.
    :ivar raises_no_question: whether the week may be counted with others.
    :ivar words: the person's last words when they wait for an answer, or "".
    """

    followed: Followed
    place: Place
    status: WeekStatus | None
    silent: int
    not_asked: NotAsked | None
    raises_no_question: bool
    strip: Strip
    words: str = ""

    @property
    def person(self) -> Beneficiary:
        """Whom the row is about."""
        return self.followed.person

    @property
    def waiting(self) -> WeekStatus | None:
        """The oldest week that waits for the adviser."""
        return self.place.statuses[0] if self.place.statuses else None

    @property
    def channel(self) -> Channel | None:
        """How the week reached us."""
        return self.followed.sent.channel if self.followed.sent else None

    @property
    def has_words(self) -> bool:
        """Tell whether the person wrote something beside a line."""
        return self.followed.sent is not None and any(
            line.note for line in self.followed.sent.content.activities
        )

    @property
    def days_not_possible(self) -> tuple[int, ...]:
        """ISO days on which nothing was possible that week."""
        prevented = self.followed.sent.content.prevented if self.followed.sent else None
        return prevented.days if prevented else ()

    @property
    def language(self) -> str:
        """Name of the language to speak, in French; "" for French itself."""
        return "" if self.person.language == "fr" else language_name(self.person.language)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the page.

    :ivar rows: those shown; `total` counts them all.
    """

    group: Group
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True)
class Listing:
    """The page of the caseload.

    :ivar week: the last full week: what the page is about.
    :ivar sections: the groups shown, in the order an adviser works.
    :ivar plain: rows whose week may be counted together.
    :ivar message_days: whole days for which the oldest message waits, or None.
    :ivar unread_days: the same of the oldest week to read.
    """

    week: Week
    counts: Mapping[Group, int]
    received: int
    sections: tuple[Section, ...]
    plain: tuple[Row, ...]
    message_days: int | None
    unread_days: int | None

    @property
    def people(self) -> int:
        """How many people are followed."""
        return sum(self.counts.values())


def read_listing(service: Service, *, actor: Actor, group: Group | None = None, search: str = "") -> Listing:
    """Read the caseload.

    :param group: show this group alone, whole.
    :param search: show whoever has this in their name or file reference, whatever the group.
    """
    territory, now = service.territory(actor.territory), service.now()
    today = service.today(territory)
    week = Week.of(today).plus(-1)
    with service.database.reading() as store:
        followed, words = _read_followed(store, actor.account, week=week, now=now)
    rules_of = cache(territory.rules_of)
    rows = [_row(entry, week=week, rules_of=rules_of, today=today, now=now) for entry in followed]
    rows = [replace(row, words=words.get(row.person.id, "")) for row in rows]
    groups = _grouped(rows)
    return Listing(
        week=week,
        counts={group: len(rows) for group, rows in groups.items()},
        received=sum(row.status is not None and row.status.is_received for row in rows),
        sections=_sections(groups, group=group, search=search),
        plain=tuple(row for row in groups[Group.TO_READ] if row.raises_no_question),
        message_days=_days_waiting(groups[Group.MESSAGES], now),
        unread_days=_days_waiting(groups[Group.TO_READ], now),
    )


def _read_followed(
    store: Store, adviser: int, *, week: Week, now: datetime
) -> tuple[list[Followed], dict[int, str]]:
    """Read everybody with their last words, and join older statuses of whoever spoke."""
    followed = store.caseloads.of_adviser(adviser, week)
    said = store.caseloads.last_said(adviser)
    at_hand = {(entry.person.id, known) for entry in followed for known in entry.statuses}
    older: dict[int, dict[Week, WeekStatus]] = {}
    places = {(note.person, note.week) for note in said} - at_hand
    for (person, spoken_of), status in store.caseloads.statuses_of(places, as_of=now).items():
        older.setdefault(person, {})[spoken_of] = status
    everybody = [
        replace(entry, statuses={**older[entry.person.id], **entry.statuses})
        if entry.person.id in older
        else entry
        for entry in followed
    ]
    return everybody, {note.person: note.words for note in said}


def _row(
    followed: Followed, *, week: Week, rules_of: Callable[[Week], Rules], today: date, now: datetime
) -> Row:
    statuses, engagement = followed.statuses, followed.engagement
    standing = place(statuses, engagement, rules_of=rules_of, today=today, now=now)
    status, sent = statuses.get(week), followed.sent
    return Row(
        followed=followed,
        place=standing,
        status=status,
        silent=silent_weeks(statuses, engagement, last=week) if standing.group is Group.TO_CALL else 0,
        not_asked=engagement.not_asked(week) if standing.group is Group.NOT_ASKED else None,
        raises_no_question=status is not None
        and sent is not None
        and standing.statuses == (status,)
        and raises_no_question(sent.content, status, rules_of(week).catalogue),
        strip=draw(statuses, last=week, asked=lambda asked_week: engagement.not_asked(asked_week) is None),
    )


def _grouped(rows: Iterable[Row]) -> dict[Group, list[Row]]:
    """Put each row in its group: oldest waiting first, longest silence first, else by name."""
    groups: dict[Group, list[Row]] = {group: [] for group in Group}
    for row in sorted(rows, key=_order):
        groups[row.place.group].append(row)
    return groups


def _order(row: Row) -> tuple[float, int, str, str]:
    account = row.person.account
    since = row.place.since.timestamp() if row.place.since else inf  # a contest waits for somebody else
    return since, -row.silent, _plain(account.first_name), _plain(account.last_name)


def _sections(
    groups: Mapping[Group, Sequence[Row]], *, group: Group | None, search: str
) -> tuple[Section, ...]:
    if search:
        wanted = _plain(search).split()
        found = {group: [row for row in rows if _answers(row, wanted)] for group, rows in groups.items()}
        return tuple(Section(group, tuple(rows), len(rows)) for group, rows in found.items() if rows)
    if group is not None:
        return (Section(group, tuple(groups[group]), len(groups[group])),)
    return tuple(
        Section(group, tuple(rows[:CALLS_A_DAY] if group is Group.TO_CALL else rows), len(rows))
        for group in WORKING_GROUPS
        if (rows := groups[group])
    )


def _answers(row: Row, wanted: Sequence[str]) -> bool:
    said = _plain(f"{row.person.account.name} {row.person.file_reference}")
    return all(word in said for word in wanted)


def _plain(text: str) -> str:
    """Write a text without accents or capitals, to be compared."""
    return "".join(char for char in normalize("NFKD", text) if not combining(char)).casefold()


def _days_waiting(rows: Sequence[Row], now: datetime) -> int | None:
    waits = [now - row.place.since for row in rows if row.place.since]
    return max(waits).days if waits else None
