"""Where sign-ins are kept: one row a browser, found by the hash of what its cookie holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from xprsa.domain.permission import Subject
from xprsa.domain.person import Account
from xprsa.domain.sign_in import SignIn
from xprsa.storage.kept_texts import KeptTexts
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of, leads_territory
from xprsa.storage.statement import Statement
from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, inserted, table
from xprsa.storage.tables_access import SignInRow

_SIGN_IN = table(SignInRow)
_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ORGANISATION = table(OrganisationRow)
_COLUMNS = tuple(
    _SIGN_IN.c[name].label(f"sign_in_{name}")
    for name in ("id", "public_id", "account_id", "started_at", "seen_at")
)
_PERSON = _ACCOUNT.alias("person")
_BY_SECRET = Statement(
    select(
        *ACCOUNT_COLUMNS,
        *_COLUMNS,
        _SIGN_IN.c.searches,
        _BENEFICIARY.c.account_id.label("person"),
        _PERSON.c.territory_id.label("person_territory"),
        _BENEFICIARY.c.adviser_id.label("person_adviser"),
        _BENEFICIARY.c.organisation_id.label("person_organisation"),
        _ORGANISATION.c.code.label("organisation_code"),
    )
    .join_from(_SIGN_IN, _ACCOUNT, _ACCOUNT.c.id == _SIGN_IN.c.account_id)
    .outerjoin(_ORGANISATION, _ORGANISATION.c.id == _ACCOUNT.c.organisation_id)
    .outerjoin(_PERSON, _PERSON.c.public_id == bindparam("beside"))
    .outerjoin(_BENEFICIARY, _BENEFICIARY.c.account_id == _PERSON.c.id)
    .where(_SIGN_IN.c.ended_at.is_(None), _ACCOUNT.c.disabled_at.is_(None))
    .where(_SIGN_IN.c.secret_hash == bindparam("secret_hash"))
)
_FORGOTTEN = {"kept": None, "searches": None}  # with the sign-in


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who asks, and what the policy needs to know of whom they ask about.

    :ivar leads_territory: a manager of the département, or of no organisation.
    :ivar subject: None when nobody is asked about, or no beneficiary has that id.
    :ivar searches: what was sought since, sealed: see `storage/searches.py`.
    """

    sign_in: SignIn
    account: Account
    leads_territory: bool
    subject: Subject | None
    searches: str | None


class SignIns:
    """Begins, finds and ends sign-ins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(
        self, *, account: int, secret_hash: str, network: str, at: datetime, kept: str | None = None
    ) -> SignIn:
        """Begin a sign-in.

        :param secret_hash: SHA-256 of the cookie's value, in hexadecimal.
        :param network: keyed hash of the network it came from.
        :param kept: sealed text that was typed before, to give back.
        """
        public_id = uuid4()
        done = self._connection.execute(
            insert(SignInRow).values(
                public_id=public_id,
                secret_hash=secret_hash,
                account_id=account,
                started_at=at,
                seen_at=at,
                network=network,
                kept=kept,
            )
        )
        begun = SignIn(inserted(done), public_id, account, at, at)
        KeptTexts(self._connection).make_room(kept or "")
        return begun

    def of_secret(self, secret_hash: str, *, beside: UUID | None = None) -> Recognised | None:
        """Give a sign-in that nobody ended, with its account unless disabled: one statement.

        :param beside: public id of a beneficiary of whom something is asked.
        """
        row = _BY_SECRET.first(self._connection, secret_hash=secret_hash, beside=beside)
        if row is None:
            return None
        known = row.person is not None
        subject = (
            Subject(row.person, row.person_territory, row.person_adviser, row.person_organisation)
            if known
            else None
        )
        account = account_of(row)
        leads = leads_territory(account.role, row.organisation_code)
        return Recognised(_sign_in(row), account, leads, subject, row.searches)

    def account_of_ended(self, secret_hash: str) -> int | None:
        """Give whose sign-in this was, ended or not: what was typed is kept for that account only."""
        query = select(_SIGN_IN.c.account_id).where(_SIGN_IN.c.secret_hash == secret_hash)
        return self._connection.execute(query).scalar()

    def kept(self, sign_in: int) -> str | None:
        """Give the sealed text that waits to be given back."""
        return self._connection.execute(select(_SIGN_IN.c.kept).where(_SIGN_IN.c.id == sign_in)).scalar()

    def take_kept(self, secret_hash: str) -> str:
        """Take the sealed text that waits in a sign-in, ended or not; "" when there is none."""
        query = select(_SIGN_IN.c.id, _SIGN_IN.c.kept).where(_SIGN_IN.c.secret_hash == secret_hash)
        row = self._connection.execute(query).first()
        if row is None or not row.kept:
            return ""
        self.drop_kept(row.id)
        return str(row.kept)

    def saw(self, sign_in: int, *, at: datetime) -> None:
        """Write when a page was last asked for."""
        self._connection.execute(update(SignInRow).where(_SIGN_IN.c.id == sign_in).values(seen_at=at))

    def of_account(self, account: int, *, started_after: datetime) -> tuple[SignIn, ...]:
        """Give the sign-ins of an account that nobody ended, last seen first."""
        query = (
            select(*_COLUMNS)
            .where(
                _SIGN_IN.c.account_id == account,
                _SIGN_IN.c.ended_at.is_(None),
                _SIGN_IN.c.started_at > started_after,
            )
            .order_by(_SIGN_IN.c.seen_at.desc(), _SIGN_IN.c.id.desc())
        )
        return tuple(_sign_in(row) for row in self._connection.execute(query))

    def end(self, account: int, public_id: UUID, *, at: datetime) -> bool:
        """End one sign-in of an account; False when there is none such."""
        done = self._connection.execute(
            update(SignInRow)
            .where(
                _SIGN_IN.c.account_id == account,
                _SIGN_IN.c.public_id == public_id,
                _SIGN_IN.c.ended_at.is_(None),
            )
            .values(ended_at=at, **_FORGOTTEN)
        )
        return done.rowcount == 1

    def end_all(self, account: int, *, at: datetime, but: int | None = None) -> int:
        """End every sign-in of an account (`but` one, by internal id); give how many."""
        ending = update(SignInRow).where(_SIGN_IN.c.account_id == account, _SIGN_IN.c.ended_at.is_(None))
        if but is not None:
            ending = ending.where(_SIGN_IN.c.id != but)
        return self._connection.execute(ending.values(ended_at=at, **_FORGOTTEN)).rowcount

    def end_everyone(self, *, at: datetime) -> int:
        """End every sign-in of everybody; give how many."""
        ending = update(SignInRow).where(_SIGN_IN.c.ended_at.is_(None))
        return self._connection.execute(ending.values(ended_at=at, **_FORGOTTEN)).rowcount

    def with_kept_text(self) -> Iterator[tuple[int, int, str]]:
        """Yield every sign-in that keeps a text, with its account and the text, sealed."""
        query = select(_SIGN_IN.c.id, _SIGN_IN.c.account_id, _SIGN_IN.c.kept)
        for row in self._connection.execute(query.where(_SIGN_IN.c.kept.is_not(None))):
            yield row.id, row.account_id, row.kept

    def drop_kept(self, sign_in: int) -> None:
        """Drop the text that waited: it was given back."""
        self._connection.execute(update(SignInRow).where(_SIGN_IN.c.id == sign_in).values(kept=None))


def _sign_in(row: Any) -> SignIn:
    return SignIn(
        id=row.sign_in_id,
        public_id=row.sign_in_public_id,
        account=row.sign_in_account_id,
        started_at=row.sign_in_started_at,
        seen_at=row.sign_in_seen_at,
    )
