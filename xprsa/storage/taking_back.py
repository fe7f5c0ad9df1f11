"""What an import brought in, taken back: a few statements for some hundreds of people, never one a person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, delete, exists, select, union, update

from xprsa.domain.permission import Role
from xprsa.domain.person import Account
from xprsa.storage.contracts import Contracts
from xprsa.storage.intake import Known, parts
from xprsa.storage.messages import Way
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of, beneficiaries, beneficiary_of
from xprsa.storage.tables import (
    AccountRow,
    AssignmentRow,
    BeneficiaryRow,
    ContractRow,
    ExemptionRow,
    OrganisationRow,
    Row,
    table,
)
from xprsa.storage.tables_access import (
    ContactChangeRow,
    InvitationRow,
    MessageRow,
    RememberedPhoneRow,
    SignInCodeRow,
    SignInRow,
    StaffSecretRow,
)
from xprsa.storage.tables_answers import OwnViewRow
from xprsa.storage.tables_contacts import ContactNoteRow
from xprsa.storage.tables_imports import ImportedPersonRow
from xprsa.storage.tables_territory import DutyRow
from xprsa.storage.tables_weeks import SAID_BY_PERSON, DraftRow, LineDecisionRow, VersionRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_DUTY = table(DutyRow)
_ORGANISATION = table(OrganisationRow)
_SECRET = table(StaffSecretRow)
_SIGN_IN = table(SignInRow)
_NOTE = table(ContactNoteRow)
_VERSION, _DECISION, _DRAFT = table(VersionRow), table(LineDecisionRow), table(DraftRow)
OF_A_PERSON = (ImportedPersonRow, AssignmentRow, ContractRow, ExemptionRow, OwnViewRow, ContactNoteRow)
WAYS_IN = (SignInRow, SignInCodeRow, ContactChangeRow, RememberedPhoneRow, MessageRow, InvitationRow)
_OF_CONTACTS = (
    "email", "phone", "address", "email_failed_at", "phone_failed_at", "email_changed_at", "phone_changed_at",
    "email_opens_at", "phone_opens_at", "email_by", "phone_by",
)  # fmt: skip
Accounts = Collection[int] | Select[tuple[int]]  # internal ids, or the query that finds them
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Since:
    """Who did something since an instant: internal ids."""

    declared: frozenset[int]
    typed: frozenset[int]

    def __or__(self, other: "Since") -> "Since":
        """Put two groups of people together."""
        return Since(self.declared | other.declared, self.typed | other.typed)


class TakingBack:
    """Looks at people whom an import touched, and takes back what it made. Ids: some hundreds at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._contracts = Contracts(connection)

    def known(self, people: Collection[int], *, held: bool) -> dict[int, Known]:
        """Give people as they are now.

        :param held: whether nothing may reach their files before the transaction ends: a week that arrives
            meanwhile waits, for its row points to theirs.
        """
        query = beneficiaries().where(_ACCOUNT.c.id.in_(people)).order_by(_ACCOUNT.c.id)
        if held:
            query = query.with_for_update(of=(_ACCOUNT, _BENEFICIARY))
        found = [beneficiary_of(row) for row in self._connection.execute(query)]
        engagements = self._contracts.engagements_of(people)
        return {person.id: Known(person, engagements[person.id]) for person in found}

    def since(self, instant: datetime, *, people: Collection[int]) -> Since:
        """Tell for whom a week was sent since, and who has words that were kept since.

        « Je ne veux pas être noté » counts among such words: whoever said it is not taken back, and no
        later import brings them in as somebody who never did.
        """
        declared = select(_VERSION.c.person_id).where(
            _VERSION.c.person_id.in_(people), _VERSION.c.sent_at >= instant
        )
        typed = union(
            select(_DRAFT.c.person_id).where(_DRAFT.c.person_id.in_(people), _DRAFT.c.saved_at >= instant),
            select(_DECISION.c.person_id).where(
                _DECISION.c.person_id.in_(people), _DECISION.c.at >= instant, SAID_BY_PERSON
            ),
            select(_BENEFICIARY.c.account_id).where(
                _BENEFICIARY.c.account_id.in_(people), _BENEFICIARY.c.objects_since >= instant
            ),
            select(_SIGN_IN.c.account_id).where(
                _SIGN_IN.c.account_id.in_(people),
                _SIGN_IN.c.started_at >= instant,
                _SIGN_IN.c.kept.is_not(None),
            ),
        )
        return Since(self._ids(declared), self._ids(typed))

    def ever(self, people: Collection[int]) -> Since:
        """Tell the same of people who were new, whatever the clocks said; a note of a call is such words.

        It would go with them: of whom was there before, it stays.
        """
        noted = select(_NOTE.c.person_id).where(_NOTE.c.person_id.in_(people))
        return self.since(LONG_AGO, people=people) | Since(frozenset(), self._ids(noted))

    def staff(self, accounts: Collection[int]) -> dict[int, Account]:
        """Give members of staff who still have access, by internal id."""
        query = select(*ACCOUNT_COLUMNS).where(_ACCOUNT.c.id.in_(accounts), _ACCOUNT.c.disabled_at.is_(None))
        return {row.id: account_of(row) for row in self._connection.execute(query)}

    def sign_out(self, people: Sequence[int], *, at: datetime, since: datetime = LONG_AGO) -> None:
        """End what whoever holds these files may open: sign-ins, remembered phones, letters and their codes,
        and a change of contact that waits.

        :param people: any number of them.
        :param since: what began before goes on.
        """
        phone, code, letter = table(RememberedPhoneRow), table(SignInCodeRow), table(MessageRow)
        for some in parts(people):
            self._end(some, _SIGN_IN.c.started_at >= since, _SIGN_IN.c.ended_at, ended_at=at, kept=None)
            self._end(some, phone.c.created_at >= since, phone.c.revoked_at, revoked_at=at)
            self._end(some, code.c.created_at >= since, code.c.used_at, used_at=at)
            self._connection.execute(
                update(letter)
                .where(letter.c.account_id.in_(some), letter.c.created_at >= since)
                .where(letter.c.channel == Way.LETTER.value)
                .values(payload="")
            )
            self._delete((ContactChangeRow,), "account_id", some)

    def _end(
        self, people: Collection[int], begun: ColumnElement[bool], ended: Column[Any], **values: object
    ) -> None:
        """End what has begun and did not end yet."""
        rows = ended.table
        self._connection.execute(
            update(rows).where(rows.c.account_id.in_(people), begun, ended.is_(None)).values(values)
        )

    def forget_coming(self, people: Collection[int]) -> None:
        """Take back the day on which people first came: it was not they who came."""
        self._connection.execute(
            update(_BENEFICIARY).where(_BENEFICIARY.c.account_id.in_(people)).values(came_on=None)
        )

    def remove_people(self, people: Collection[int], *, at: datetime) -> None:
        """Delete the files of people who never declared, with every way in; their file numbers are free."""
        self._delete(OF_A_PERSON, "person_id", people)
        self._delete((BeneficiaryRow,), "account_id", people)
        self._empty_accounts(people, at=at)

    def remove_ways_in(self, accounts: Accounts) -> None:
        """Delete every way in of accounts, and what waits to be sent to them."""
        self._delete(WAYS_IN, "account_id", accounts)

    def remove_advisers(self, accounts: Collection[int], *, at: datetime) -> tuple[int, ...]:
        """Take back advisers who never accepted their invitation and follow nobody; give whom."""
        query = select(_ACCOUNT.c.id).where(
            _ACCOUNT.c.id.in_(accounts),
            _ACCOUNT.c.role == Role.ADVISER.value,
            _ACCOUNT.c.disabled_at.is_(None),
            ~exists().where(_SECRET.c.account_id == _ACCOUNT.c.id),
            ~exists().where(_BENEFICIARY.c.adviser_id == _ACCOUNT.c.id),
        )
        idle = tuple(self._connection.execute(query.with_for_update()).scalars())
        self._empty_accounts(idle, at=at)
        return idle

    def remove_organisations(self, organisations: Collection[int]) -> int:
        """Delete organisations to which nobody belongs; give how many."""
        belongs = (_ACCOUNT.c.organisation_id, _BENEFICIARY.c.organisation_id)
        empty = [~exists().where(column == _ORGANISATION.c.id) for column in belongs]
        gone = select(_ORGANISATION.c.id).where(_ORGANISATION.c.id.in_(organisations), *empty)
        self._connection.execute(delete(DutyRow).where(_DUTY.c.organisation_id.in_(gone)))
        return self._connection.execute(
            delete(_ORGANISATION).where(_ORGANISATION.c.id.in_(organisations), *empty)
        ).rowcount

    def _empty_accounts(self, accounts: Collection[int], *, at: datetime) -> None:
        """Leave of accounts a number that is nobody's: the journal and old assignments point to it.

        Deleting the row would let SQLite give its number again, and the next person read what was done about
        this one; and each database would look through every week for whoever typed it.
        """
        self.remove_ways_in(accounts)
        nothing = {"first_name": "", "last_name": "", "organisation_id": None, "disabled_at": at}
        nothing |= dict.fromkeys(_OF_CONTACTS)
        self._connection.execute(update(_ACCOUNT).where(_ACCOUNT.c.id.in_(accounts)).values(nothing))

    def _delete(self, rows: Iterable[type[Row]], column: str, ids: Accounts) -> None:
        for row in rows:
            self._connection.execute(delete(row).where(table(row).c[column].in_(ids)))

    def _ids(self, query: Any) -> frozenset[int]:
        return frozenset(self._connection.execute(query).scalars())
