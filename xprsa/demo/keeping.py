"""From a life that is told to what is kept of it: receipts signed, statuses, a line of journal a move."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from xprsa.declare.proposing import from_content
from xprsa.declare.typed import NEW
from xprsa.demo.bulk_rows import JournalLine, KeptDraft, WholePerson
from xprsa.demo.life import Life
from xprsa.demo.stage import DemoPlan, Stage
from xprsa.demo.weeks import LivedWeek, Unsent
from xprsa.domain import receipt
from xprsa.domain.caseload import WeekStatus, status_of
from xprsa.domain.declaration import Version
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.receipts import signed_receipt
from xprsa.storage.sending import SentWeek


class Keeper:
    """Makes whole people out of lives; all but the signatures is decided by the plan."""

    def __init__(self, plan: DemoPlan, stage: Stage, keyring: Keyring) -> None:
        self._plan = plan
        self._stage = stage
        self._keyring = keyring

    def whole(self, life: Life) -> WholePerson:
        """Give everything that is kept of a person."""
        part = life.part
        return WholePerson(
            beneficiary=part.beneficiary,
            created_at=part.created_at,
            engagement=part.engagement,
            sent=tuple(sent for week in life.weeks for sent in self._sent(week)),
            moves=tuple((week.declaration.week, move) for week in life.weeks for move in week.moves),
            drafts=(_draft(life.unsent),) if life.unsent else (),
            journal=tuple(line for week in life.weeks for line in _journal(week)),
        )

    def _sent(self, lived: LivedWeek) -> Iterator[SentWeek]:
        declaration = lived.declaration
        status = status_of(declaration, lived.moves, as_of=self._stage.ends_at)
        for version in declaration.versions:
            yield self._sent_version(declaration.person, declaration.week, version, status)

    def _sent_version(self, person: int, week: Week, version: Version, status: WeekStatus) -> SentWeek:
        drawn = hashlib.blake2b(f"{self._plan.seed}/{person}/{week}/{version.number}".encode()).digest()
        body = receipt.canonical(version.content)
        return SentWeek(
            person=person,
            week=week,
            version=version,
            by_family=version.content.by_family(self._stage.territory.rules_of(week).catalogue),
            key=UUID(bytes=drawn[:16], version=4),
            body_mac=self._keyring.mac(Use.REPLAY, body).hex(),
            receipt=signed_receipt(
                self._keyring, week=week, version=version, number=drawn[16:32].hex(), nonce=drawn[32:48].hex()
            ),
            status=status,
        )


def _draft(unsent: Unsent) -> KeptDraft:
    """Write a draft as the form of the week would have posted it."""
    week = from_content(unsent.content, base=0)
    rows = tuple(replace(row, key=f"{NEW}{number}") for number, row in enumerate(week.rows, start=1))
    typed = replace(week, rows=rows).as_fields()
    return KeptDraft(unsent.week, typed, unsent.saved_at)


def _journal(lived: LivedWeek) -> Iterator[JournalLine]:
    """Everything done to a week besides sending it: taken back, read by the adviser, decided or answered."""
    declaration = lived.declaration
    for version in declaration.versions:
        if version.withdrawn_at is not None:
            yield JournalLine(version.withdrawn_at, declaration.person, "week_withdrawn", declaration.week)
    for move in lived.moves:
        yield JournalLine(move.at, move.by, f"line_{move.verdict.value}", declaration.week, move.line)
    adviser = next((move.by for move in lived.moves if move.by != declaration.person), None)
    if adviser is not None:
        for at in lived.read_at:
            yield JournalLine(at, adviser, "read", declaration.week)
