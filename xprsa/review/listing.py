"""The caseload in groups, oldest waiting first, as its page shows it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import chain
from math import inf
from operator import itemgetter
from uuid import UUID

from xprsa.domain.caseload import CaseloadGroup, Received, Standing, WeekStatus, standing_of
from xprsa.domain.catalogue import Catalogue
from xprsa.domain.contact_note import comes_back
from xprsa.domain.declaration import Channel
from xprsa.domain.engagement import NotAsked
from xprsa.domain.folding import words_folded
from xprsa.domain.identity import OWN_CHANGE_SHOWN
from xprsa.domain.permission import Actor
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week, local_date
from xprsa.review.naming import names_of
from xprsa.review.plain import raises_no_question
from xprsa.review.searching import answering
from xprsa.running.service import Service
from xprsa.storage.caseloads import Followed, ListedPerson
from xprsa.storage.listed_contacts import ListedContact
from xprsa.storage.store import Store
from xprsa.web.i18n import language_name
from xprsa.web.strip import Strip, draw

CALLS_A_DAY = 10
WORKING_GROUPS = (CaseloadGroup.MESSAGES, CaseloadGroup.TO_READ, CaseloadGroup.TO_CALL)


@dataclass  # not frozen: made by the hundred for a page, in a third of the time
class CaseloadRow:
    """One person of the list; what only a shown row needs is worked out when it is shown.

    :ivar week: the week that the page is about.
    :ivar received: what stands of it, or None.
    :ivar words: the person's last words when they wait for an answer, or "".
    :ivar name: how the person is called in this list.
    :ivar rested_since: the day of the last call or visit, until the day to call again has come; else None.
    """

    followed: Followed
    standing: Standing
    week: Week
    received: Received | None
    words: str
    name: str
    rested_since: date | None

    @property
    def person(self) -> ListedPerson:
        """Whom the row is about."""
        return self.followed.person

    @property
    def group(self) -> CaseloadGroup:
        """Where the person stands."""
        return self.standing.group

    @property
    def waiting(self) -> WeekStatus | None:
        """The oldest week that waits for the adviser."""
        return self.standing.statuses[0] if self.standing.statuses else None

    @property
    def figured(self) -> Week:
        """The week of which the row says how much was declared: the one that it opens."""
        return self.waiting.week if self.waiting else self.week

    @property
    def status(self) -> WeekStatus | None:
        """The whole status of the week, or None when it was never sent."""
        return self.followed.statuses.get(self.week)

    @property
    def not_asked(self) -> NotAsked | None:
        """Why nothing is asked that week, of whoever stands among those not asked; else None."""
        is_known = self.group is CaseloadGroup.NOT_ASKED
        return self.followed.engagement.not_asked(self.week) if is_known else None

    @property
    def strip(self) -> Strip:
        """Twelve weeks, drawn."""
        return draw(self.followed.statuses.received, last=self.week, asked=self.followed.engagement.is_asked)

    @property
    def channel(self) -> Channel | None:
        """How the week reached us."""
        return self.followed.sent.channel if self.followed.sent else None

    @property
    def has_words(self) -> bool:
        """Tell whether the person wrote something beside a line."""
        sent = self.followed.sent
        return sent is not None and any(line.note for line in sent.content.activities)

    @property
    def days_not_possible(self) -> tuple[int, ...]:
        """ISO days on which nothing was possible that week."""
        return self.followed.sent.prevented_days if self.followed.sent else ()

    def may_be_plain(self, catalogue: Catalogue) -> bool:
        """Tell whether a week that waits may be counted with others: of an older one, its lines decide."""
        sent = self.followed.sent
        return any(
            status.is_quiet
            and (
                status.week != self.week
                or sent is None
                or raises_no_question(sent.content, status, catalogue)
            )
            for status in self.standing.to_do
        )

    @property
    def waits_for_call(self) -> bool:
        """Tell whether the person would rather talk, in whichever week."""
        return any(status.wants_to_talk for status in self.standing.statuses)

    @property
    def language(self) -> str:
        """Name of the language to speak, in French; "" for French itself."""
        return "" if self.person.language == "fr" else language_name(self.person.language)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the page.

    :ivar rows: those shown; `total` counts them all.
    """

    group: CaseloadGroup
    rows: tuple[CaseloadRow, ...]
    total: int


@dataclass(frozen=True)
class Listing:
    """The page of the caseload.

    :ivar week: the last full week: what the page is about.
    :ivar everybody: all rows, group by group.
    :ivar sections: the groups shown, in the order an adviser works.
    :ivar may_be_plain: whether some weeks may be counted together.
    :ivar message_days: whole days for which the oldest message waits, or None.
    :ivar unread_days: the same of the oldest week to read.
    :ivar new_contacts: whoever changed their phone or e-mail lately, the last first.
    """

    week: Week
    counts: Mapping[CaseloadGroup, int]
    received: int
    everybody: tuple[CaseloadRow, ...]
    sections: tuple[Section, ...]
    may_be_plain: bool
    message_days: int | None
    unread_days: int | None
    new_contacts: tuple[CaseloadRow, ...]

    @property
    def people(self) -> int:
        """How many people are followed."""
        return sum(self.counts.values())

    @property
    def found(self) -> int:
        """How many people the groups that are shown hold."""
        return sum(section.total for section in self.sections)

    @property
    def waiting(self) -> tuple[tuple[UUID, Week], ...]:
        """Each person and week of these groups that wait for the adviser, in the order of the page."""
        return tuple(
            (row.person.public_id, status.week)
            for section in self.sections
            for row in section.rows
            for status in row.standing.to_do
        )


def read_listing(
    service: Service, *, actor: Actor, group: CaseloadGroup | None = None, search: str = ""
) -> Listing:
    """Read the caseload.

    :param group: show this group alone, whole.
    :param search: show whoever has this in their name or file reference, whatever the group.
    """
    territory, now = service.territory(actor.territory), service.now()
    this_week = service.this_week(territory)
    week, today = this_week.plus(-1), service.today(territory)
    with service.database.reading() as store:
        everybody, words = _read_followed(store, actor.account, week=week, now=now, today=today)
    names = names_of([followed.person for followed in everybody])
    rules_of = cache(territory.rules_of)
    rows = []
    for followed in everybody:
        rested_since = _rested_since(followed.contact, territory, today)
        standing = standing_of(
            followed.waiting,
            is_received=followed.statuses.is_received,
            is_asked=followed.engagement.is_asked,
            rules_of=rules_of,
            this_week=this_week,
            now=now,
            is_rested=rested_since is not None,
        )
        received, person = followed.statuses.received(week), followed.person.id
        rows.append(
            CaseloadRow(
                followed, standing, week, received, words.get(person, ""), names[person], rested_since
            )
        )
    groups, catalogue = _grouped(rows), rules_of(week).catalogue
    return Listing(
        week=week,
        counts={group: len(rows) for group, rows in groups.items()},
        received=sum(row.received is not None for row in rows),
        everybody=tuple(chain.from_iterable(groups.values())),
        sections=_sections(groups, group=group, search=search),
        may_be_plain=any(row.may_be_plain(catalogue) for row in rows),
        message_days=_days_waiting(groups[CaseloadGroup.MESSAGES], now),
        unread_days=_days_waiting(groups[CaseloadGroup.TO_READ], now),
        new_contacts=_new_contacts(rows, now),
    )


def _rested_since(contact: ListedContact, territory: Territory, today: date) -> date | None:
    if contact.noted_at is None:
        return None
    on = local_date(contact.noted_at, territory.zone)
    again_days = territory.rules_of(Week.of(on)).again_days
    return on if today < comes_back(contact.again_from, noted_on=on, again_days=again_days) else None


def _read_followed(
    store: Store, adviser: int, *, week: Week, now: datetime, today: date
) -> tuple[Collection[Followed], dict[int, str]]:
    """Read everybody with their last words, and join older statuses of whoever spoke."""
    followed = {entry.person.id: entry for entry in store.caseloads.of_adviser(adviser, week, today=today)}
    # somebody may come to this adviser between the two statements: the next look shows them
    notes = [note for note in store.caseloads.last_said(adviser) if note.person in followed]
    older = {(note.person, note.week) for note in notes if note.week not in followed[note.person].statuses}
    for (person, _), status in store.caseloads.statuses_of(older, as_of=now).items():
        entry = followed[person]
        followed[person] = replace(entry, waiting=(*entry.waiting, status))
    return followed.values(), {note.person: note.words for note in notes}


def _grouped(rows: Iterable[CaseloadRow]) -> dict[CaseloadGroup, list[CaseloadRow]]:
    """Put each row in its group: oldest waiting first, longest silence first, else by name."""
    groups: dict[CaseloadGroup, list[CaseloadRow]] = {group: [] for group in CaseloadGroup}
    for row in sorted(rows, key=_order):
        groups[row.group].append(row)
    return groups


def _order(row: CaseloadRow) -> tuple[float, int, str, str]:
    standing, person = row.standing, row.person
    since = standing.since.timestamp() if standing.since else inf  # a contest waits for somebody else
    return since, -standing.silent, words_folded(person.first_name), words_folded(person.last_name)


def _sections(
    groups: Mapping[CaseloadGroup, Sequence[CaseloadRow]], *, group: CaseloadGroup | None, search: str
) -> tuple[Section, ...]:
    if search:
        answers = answering(search)
        found = {group: [row for row in rows if answers(row.person)] for group, rows in groups.items()}
        return tuple(Section(group, tuple(rows), len(rows)) for group, rows in found.items() if rows)
    if group is not None:
        return (Section(group, tuple(groups[group]), len(groups[group])),)
    return tuple(
        Section(group, tuple(rows[:CALLS_A_DAY] if group is CaseloadGroup.TO_CALL else rows), len(rows))
        for group in WORKING_GROUPS
        if (rows := groups[group])
    )


def _new_contacts(rows: Iterable[CaseloadRow], now: datetime) -> tuple[CaseloadRow, ...]:
    changed = [
        (at, row) for row in rows if (at := row.person.contacts_changed_at) and now - at < OWN_CHANGE_SHOWN
    ]
    return tuple(row for _, row in sorted(changed, key=itemgetter(0), reverse=True))


def _days_waiting(rows: Sequence[CaseloadRow], now: datetime) -> int | None:
    waits = [now - row.standing.since for row in rows if row.standing.since]
    return max(waits).days if waits else None
