"""What people were told against what the database holds: the referee of every fault."""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, select

from xprsa.domain.receipt import matches
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.service import Service
from xprsa.storage.declarations import receipt_of, version_of
from xprsa.storage.sending import JOURNAL_EVENT
from xprsa.storage.tables import PersonAuditRow, table
from xprsa.storage.tables_weeks import VersionRow, WeekHeadRow
from xprsa.storage.written_lines import activities_of


@dataclass(frozen=True, slots=True)
class Intent:
    """One form that somebody filled in and sends until it is received, however often that takes.

    :ivar person: internal id.
    :ivar base: number of the version that it builds on.
    """

    person: int
    week: Week
    base: int
    key: UUID
    minutes: int
    note: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the service answered to it.

    :ivar receipt: number of the receipt, when the page was fetched.
    :ivar heard_at: when the answer was there.
    """

    intent: Intent
    version: int
    receipt: str | None
    heard_at: datetime


@dataclass
class Ledger:
    """Kept by the clients, outside of the service.

    :ivar wrong: answers that are never right: an error of ours, a refusal of a good form.
    :ivar away: times that the service said "not now" (503), as it should.
    :ivar cut: times that nothing, or not everything, was heard.
    """

    sent: dict[UUID, Intent] = field(default_factory=dict)
    acknowledged: list[Acknowledgement] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    away: int = 0
    cut: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def count(self) -> int:
        """How many forms were acknowledged."""
        return len(self.acknowledged)

    def until(self, instant: datetime) -> "Ledger":
        """Give what had been acknowledged before an instant; whatever was sent since may be there too."""
        with self.lock:
            told = [sent for sent in self.acknowledged if sent.heard_at < instant]
        return Ledger(sent=self.sent, acknowledged=told)

    @property
    def unfinished(self) -> int:
        """How many forms nobody ever acknowledged."""
        return len(self.sent.keys() - {sent.intent.key for sent in self.acknowledged})


@dataclass
class Findings:
    """What the referee found, in words; all four are empty when nothing was lost."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    phantom: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {kind.name: len(getattr(self, kind.name)) for kind in fields(self)}

    def __str__(self) -> str:
        examples = [line for kind in fields(self) for line in getattr(self, kind.name)[:3]]
        return f"{self.counts}: {examples}"


def compare(ledger: Ledger, service: Service) -> Findings:
    """Hold every acknowledgement against the database, and every row against what was sent."""
    with service.database.reading() as store:
        rows = list(store.connection.execute(select(table(VersionRow))))
        heads = _heads(store.connection)
        journal = _journal(store.connection)
    found = Findings()
    by_key = defaultdict(list)
    for row in rows:
        by_key[row.idempotency_key].append(row)
        _judge_row(found, row, ledger, service.keyring)
    for told in ledger.acknowledged:
        _judge_told(found, told, by_key[told.intent.key])
    _judge_doubles(found, ledger, rows, by_key)
    weeks = Counter((row.person_id, row.week) for row in rows)
    for place, count in weeks.items():
        if journal[place] != count:
            found.altered.append(f"week {place} has {count} versions and {journal[place]} lines of journal")
        if heads.get(place) != count:
            found.altered.append(f"week {place} has {count} versions and stands at {heads.get(place)}")
    found.phantom += [
        f"journal or head of {place}" for place in (journal.keys() | heads.keys()) - weeks.keys()
    ]
    return found


def _judge_row(found: Findings, row: Row, ledger: Ledger, keyring: Keyring) -> None:
    intent = ledger.sent.get(row.idempotency_key)
    if intent is None or (intent.person, intent.week.ordinal) != (row.person_id, row.week):
        found.phantom.append(f"version {_place(row)} was never sent")
        return
    said = [(line.kind, line.minutes, line.note) for line in activities_of(row.lines)]
    if said != [("training", intent.minutes, intent.note)]:
        found.altered.append(f"version {_place(row)} says {said}, {intent} was sent")
    receipt = receipt_of(row)
    signed = keyring.verify(Use.RECEIPT, receipt.key_id, receipt.statement, receipt.signature)
    if not signed or not matches(receipt, version_of(row, keyring, person=row.person_id)):
        found.altered.append(f"the receipt of version {_place(row)} does not verify")


def _judge_told(found: Findings, told: Acknowledgement, rows: list[Row]) -> None:
    place = (told.intent.person, told.intent.week.ordinal, told.version)
    row = next((row for row in rows if _place(row) == place), None)
    if row is None:
        found.lost.append(f"version {place} was acknowledged and is not there")
    elif told.receipt is not None and told.receipt != row.receipt:
        found.altered.append(f"version {place} has another receipt than was shown")


def _judge_doubles(found: Findings, ledger: Ledger, rows: list[Row], by_key: dict[UUID, list[Row]]) -> None:
    found.duplicated += [
        f"{len(same)} versions of key {key}" for key, same in by_key.items() if len(same) > 1
    ]
    places = Counter(_place(row) for row in rows)
    found.duplicated += [
        f"version {place} is there {times} times" for place, times in places.items() if times > 1
    ]
    told = defaultdict(set)
    for sent in ledger.acknowledged:
        told[sent.intent.key].add(sent.version)
    found.duplicated += [
        f"key {key} was answered by versions {numbers}" for key, numbers in told.items() if len(numbers) > 1
    ]


def _place(row: Row) -> tuple[int, int, int]:
    return row.person_id, row.week, row.number


def _heads(connection: Connection) -> dict[tuple[int, int], int]:
    return {(row.person_id, row.week): row.version for row in connection.execute(select(table(WeekHeadRow)))}


def _journal(connection: Connection) -> Counter[tuple[int, int]]:
    journal = table(PersonAuditRow)
    query = select(journal.c.person_id, journal.c.week).where(journal.c.event == JOURNAL_EVENT)
    return Counter((row.person_id, row.week) for row in connection.execute(query))
