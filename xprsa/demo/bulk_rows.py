"""Whole people, and the rows that they are in each table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xprsa.domain.engagement import Engagement
from xprsa.domain.folding import reference_folded
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.review import Decision
from xprsa.domain.week import Week
from xprsa.storage.decisions import decision_values
from xprsa.storage.drafts import Typed
from xprsa.storage.intake import assignment_values
from xprsa.storage.rollups import SLOTS, slot_of, status_written
from xprsa.storage.sealer import Sealer
from xprsa.storage.sending import SentWeek, journal_values, version_values
from xprsa.storage.tables import (
    AccountRow,
    AssignmentRow,
    BeneficiaryRow,
    ContractRow,
    ExemptionRow,
    PersonAuditRow,
    Row,
    next_id,
)
from xprsa.storage.tables_weeks import LineDecisionRow, RollupRow, VersionRow, WeekHeadRow

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was typed for a week and not sent."""

    week: Week
    typed: Typed
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal about a person; opaque ids only."""

    at: datetime
    actor: int
    event: str
    week: Week | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class WholePerson:
    """A person with everything that is kept about them, each row allowed by the domain beforehand.

    :ivar sent: every version of every week, oldest first, each with the status of its week as it stands.
    :ivar moves: every move on a line, oldest first.
    :ivar journal: what the journal holds besides the sending of weeks.
    """

    beneficiary: Beneficiary
    created_at: datetime
    engagement: Engagement
    sent: tuple[SentWeek, ...] = ()
    moves: tuple[tuple[Week, Decision], ...] = ()
    drafts: tuple[KeptDraft, ...] = ()
    journal: tuple[JournalLine, ...] = ()


def account_values(account: Account, created_at: datetime) -> Values:
    """Give the columns of an account, its internal id included."""
    return {
        "id": account.id,
        "public_id": account.public_id,
        "role": account.role.value,
        "territory_id": account.territory,
        "organisation_id": account.organisation,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "phone": account.phone,
        "address": account.address,
        "created_at": created_at,
        "disabled_at": account.disabled_at,
        "email_failed_at": account.email_failed_at,
        "phone_failed_at": account.phone_failed_at,
    }


def rows_by_table(sealer: Sealer) -> tuple[tuple[type[Row], Callable[[WholePerson], Iterator[Values]]], ...]:
    """Give each table, parents first, with what makes its rows out of a person."""
    return (
        (AccountRow, _accounts),
        (BeneficiaryRow, _beneficiaries),
        (AssignmentRow, _assignments),
        (ContractRow, _contracts),
        (ExemptionRow, _exemptions),
        (WeekHeadRow, _heads),
        (VersionRow, lambda person: _versions(person, sealer)),
        (LineDecisionRow, _decisions),
        (RollupRow, _rollups),
        (PersonAuditRow, _journal),
    )


def _accounts(person: WholePerson) -> Iterator[Values]:
    yield account_values(person.beneficiary.account, person.created_at)


def _beneficiaries(person: WholePerson) -> Iterator[Values]:
    beneficiary = person.beneficiary
    yield {
        "account_id": beneficiary.id,
        "organisation_id": beneficiary.organisation.id,
        "file_reference": beneficiary.file_reference,
        "reference_key": reference_folded(beneficiary.file_reference),
        "shares_key": False,
        "adviser_id": beneficiary.adviser.id if beneficiary.adviser else None,
        "language": beneficiary.language,
        "best_hour": beneficiary.best_hour,
        "objects_since": beneficiary.objects_since,
        "departed_on": beneficiary.departed_on,
        "access_opened_on": beneficiary.access_opened_on,
        "came_on": beneficiary.came_on,
    }


def _assignments(person: WholePerson) -> Iterator[Values]:
    if person.beneficiary.adviser:
        yield assignment_values(person.beneficiary, person.created_at)


def _contracts(person: WholePerson) -> Iterator[Values]:
    for terms in person.engagement.contracts:
        yield {
            "person_id": person.beneficiary.id,
            "valid_from": terms.valid_from,
            "valid_until": terms.valid_until,
            "recorded_on": terms.recorded_on,
            "weekly_minutes": terms.weekly_minutes,
        }


def _exemptions(person: WholePerson) -> Iterator[Values]:
    for exemption in person.engagement.exemptions:
        yield {
            "person_id": person.beneficiary.id,
            "valid_from": exemption.valid_from,
            "valid_until": exemption.valid_until,
            "recorded_on": exemption.valid_from,
        }


def _heads(person: WholePerson) -> Iterator[Values]:
    last = {sent.week: sent.version.number for sent in person.sent}
    for week, number in last.items():
        yield {"person_id": person.beneficiary.id, "week": week.ordinal, "version": number}


def _versions(person: WholePerson, sealer: Sealer) -> Iterator[Values]:
    for sent in person.sent:
        yield {**version_values(sent, sealer), "withdrawn_at": sent.version.withdrawn_at}


def _decisions(person: WholePerson) -> Iterator[Values]:
    for week, move in person.moves:
        yield decision_values(person.beneficiary.id, week, move)


def _rollups(person: WholePerson) -> Iterator[Values]:
    """A slot keeps the newest of its weeks: people's weeks come oldest first."""
    statuses = {slot_of(sent.week): status_written(sent.status) for sent in person.sent}
    if statuses:
        yield {"person_id": person.beneficiary.id, **dict.fromkeys(SLOTS), **statuses}


def _journal(person: WholePerson) -> Iterator[Values]:
    lines = [journal_values(sent) for sent in person.sent]
    lines += [
        {
            "at": line.at,
            "actor_id": line.actor,
            "event": line.event,
            "person_id": person.beneficiary.id,
            "week": line.week.ordinal if line.week else None,
            "detail": line.detail,
        }
        for line in person.journal
    ]
    for line in sorted(lines, key=_when):
        yield {**line, "id": next_id()}


def _when(line: Values) -> datetime:
    at: datetime = line["at"]
    return at
