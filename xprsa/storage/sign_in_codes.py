"""Where one-time codes are kept: encrypted, or as a keyed hash, with what came with the request."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Connection, delete, func, insert, select, update

from xprsa.domain.folding import reference_forms
from xprsa.domain.patience import CODE_SHARED, LivingCode
from xprsa.domain.sign_in import CODE_LIFE
from xprsa.storage.intake import parts
from xprsa.storage.kept_texts import KeptTexts
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_access import SignInCodeRow

_CODE = table(SignInCodeRow)
_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_DEAD_FOR = timedelta(hours=1)
_TWO = 2  # dead ones go with each that comes, so that a flood leaves what lives and little more


@dataclass(frozen=True, slots=True)
class SignInCode:
    """A code that was sent or printed.

    :ivar contact: where it was sent, normal form; empty for a letter.
    :ivar account: internal id of whom a letter is for; None for a contact.
    :ivar code_hash: keyed hash in hexadecimal, of a letter, or of before codes were shared; "" otherwise.
    :ivar carried: what the browser brought along, as its page wrote it; "" when there was no room for it.
    :ivar weighed: wrong tries that weigh on patience.
    :ivar proven_at: when the right code was typed.
    """

    id: int
    public_id: UUID
    contact: str
    account: int | None
    code_hash: str
    carried: str
    tries: int
    weighed: int
    expires_at: datetime
    proven_at: datetime | None


class SignInCodes:
    """Keeps codes, counts tries, lets each serve once."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(
        self,
        *,
        public_id: UUID,
        at: datetime,
        expires_at: datetime,
        code_hash: str = "",
        account: int | None = None,
    ) -> None:
        """Keep the code of a letter.

        :param public_id: chosen by the caller, who binds the code's hash to it.
        """
        self._insert(
            public_id=public_id,
            created_at=at,
            expires_at=expires_at,
            code_hash=code_hash,
            account_id=account,
            carried=self._sealer.seal_at("", place(_CODE.c.carried, _row(at))),
        )

    def ask(
        self,
        public_id: UUID,
        *,
        contact: str,
        carried: str,
        at: datetime,
        code: str | None = None,
        shared_by: str | None = None,
    ) -> None:
        """Keep that a browser asked for a code; a few that died long ago go.

        :param code: its digits, for the first to ask; None where one lives that others asked for.
        :param shared_by: keyed hash of the contact, for the first to ask.
        """
        row = _row(at)
        sealed = self._sealer.seal_at(carried, place(_CODE.c.carried, row))
        self._insert(
            public_id=public_id,
            contact=self._sealer.seal_at(contact, place(_CODE.c.contact, row)),
            code=self._sealer.seal_at(code, place(_CODE.c.code, shared_by)) if code else None,
            shared_by=shared_by,
            carried=sealed,
            created_at=at,
            expires_at=at + CODE_LIFE,
        )
        KeptTexts(self._connection).make_room(sealed)
        dead = select(_CODE.c.id).where(_CODE.c.contact.is_not(None), _CODE.c.expires_at < at - _DEAD_FOR)
        chosen = dead.order_by(_CODE.c.expires_at).limit(_TWO).with_for_update(skip_locked=True)
        self._connection.execute(delete(SignInCodeRow).where(_CODE.c.id.in_(chosen)))

    def leave(self, public_id: UUID, *, carried: str, at: datetime, expires_at: datetime) -> None:
        """Leave what somebody typed until they come back: a row of no contact, to which no code leads."""
        row = _row(at)
        sealed = self._sealer.seal_at(carried, place(_CODE.c.carried, row))
        self._insert(
            public_id=public_id,
            contact=self._sealer.seal_at("", place(_CODE.c.contact, row)),
            carried=sealed,
            created_at=at,
            expires_at=expires_at,
        )
        KeptTexts(self._connection).make_room(sealed)

    def with_carried(self) -> Iterator[tuple[int, str]]:
        """Yield every code with what it carries."""
        for row in self._connection.execute(select(_CODE).where(_CODE.c.carried != "")):
            yield row.id, self._opened(row, _CODE.c.carried)

    def drop(self, code: int) -> None:
        """Delete a code, with what it carries."""
        self._connection.execute(delete(SignInCodeRow).where(_CODE.c.id == code))

    def living(self, shared_by: str, *, at: datetime) -> tuple[LivingCode, ...]:
        """Give the codes sent to a contact that nobody used; each serves `CODE_LIFE` after each message."""
        query = select(_CODE.c.code, _CODE.c.created_at).where(
            _CODE.c.shared_by == shared_by,
            _CODE.c.created_at > at - CODE_SHARED - CODE_LIFE,
            _CODE.c.code.is_not(None),
        )
        of_contact = place(_CODE.c.code, shared_by)
        return tuple(
            LivingCode(self._sealer.open_at(row.code, of_contact), row.created_at)
            for row in self._connection.execute(query)
        )

    def _insert(self, **values: object) -> None:
        self._connection.execute(insert(SignInCodeRow).values(**values))

    def waiting(self, public_id: UUID, *, at: datetime) -> SignInCode | None:
        """Give a code that was neither used nor is too old."""
        query = _alive(at).where(_CODE.c.public_id == public_id)
        row = self._connection.execute(query).first()
        return self._code(row) if row else None

    def unused(self, public_id: UUID) -> SignInCode | None:
        """Give a code that was not used, too old or not: what it carries is not lost."""
        query = select(_CODE).where(_CODE.c.public_id == public_id, _CODE.c.used_at.is_(None))
        row = self._connection.execute(query).first()
        return self._code(row) if row else None

    def of_letters(self, file_reference: str, *, at: datetime) -> Sequence[SignInCode]:
        """Give the codes of letters on their way to whoever has this file reference, however it is typed."""
        forms = [form.replace("-", "") for form in reference_forms(file_reference)]
        query = (
            _alive(at)
            .join_from(_CODE, _BENEFICIARY, _BENEFICIARY.c.account_id == _CODE.c.account_id)
            .join(_ACCOUNT, _ACCOUNT.c.id == _CODE.c.account_id)
            .where(
                func.replace(_BENEFICIARY.c.reference_key, "-", "").in_(forms),
                _ACCOUNT.c.disabled_at.is_(None),
            )
        )
        return tuple(self._code(row) for row in self._connection.execute(query))

    def drop_asked_at(self, contacts: Collection[str]) -> int:
        """Delete the codes that were asked for at some contacts, with what came along; give how many."""
        query = select(_CODE).where(_CODE.c.contact.is_not(None))
        asked = [
            row.id
            for row in self._connection.execute(query)
            if self._opened(row, _CODE.c.contact) in contacts
        ]
        for some in parts(asked):
            self._connection.execute(delete(SignInCodeRow).where(_CODE.c.id.in_(some)))
        return len(asked)

    def left_on_paper(self, account: int, *, at: datetime) -> int:
        """Count the codes of letters and cards that may still open an account."""
        return self.on_paper(account, at=at)[0]

    def on_paper(self, account: int, *, at: datetime) -> tuple[int, datetime | None]:
        """Count the codes of letters and cards that may still open an account; say when they were made."""
        alive = _alive(at).where(_CODE.c.account_id == account).subquery()
        query = select(func.count(), func.max(alive.c.created_at)).select_from(alive)
        left, made_at = self._connection.execute(query).one()
        return left, made_at

    def try_once(self, code: int, *, most: int, weighs: int) -> bool:
        """Count a try before it is judged; False when there are none left.

        :param weighs: what it weighs on patience, 0 or 1.
        """
        done = self._connection.execute(
            update(SignInCodeRow)
            .where(_CODE.c.id == code, _CODE.c.tries < most, _CODE.c.proven_at.is_(None))
            .values(tries=_CODE.c.tries + 1, weighed=_CODE.c.weighed + weighs)
        )
        return done.rowcount == 1

    def prove(self, code: int, *, carried: str, at: datetime) -> UUID:
        """Write that the right code was typed; give the new public id that the browser goes on with."""
        public_id = uuid4()
        made_at = self._connection.execute(select(_CODE.c.created_at).where(_CODE.c.id == code)).scalar_one()
        sealed = self._sealer.seal_at(carried, place(_CODE.c.carried, _row(made_at)))
        self._connection.execute(
            update(SignInCodeRow)
            .where(_CODE.c.id == code)
            .values(proven_at=at, public_id=public_id, carried=sealed)
        )
        return public_id

    def use(self, code: int, *, at: datetime) -> bool:
        """Use a code up, with what it carries; False when somebody was faster."""
        done = self._connection.execute(
            update(SignInCodeRow)
            .where(_CODE.c.id == code, _CODE.c.used_at.is_(None))
            .values(used_at=at, carried="")
        )
        return done.rowcount == 1

    def drop_shared(self, shared_by: str) -> int:
        """Let no code that was sent to a contact serve again; give how many there were.

        Whoever else asked there is told nothing: that it was used would tell that somebody has this contact.
        """
        done = self._connection.execute(
            update(SignInCodeRow)
            .where(_CODE.c.shared_by == shared_by, _CODE.c.code.is_not(None))
            .values(code=None)
        )
        return done.rowcount

    def drop_letters(self, account: int, *, at: datetime) -> None:
        """Use up the codes of every letter on its way to an account."""
        self._connection.execute(
            update(SignInCodeRow)
            .where(_CODE.c.account_id == account, _CODE.c.used_at.is_(None))
            .values(used_at=at)
        )

    def _code(self, row: Any) -> SignInCode:
        return SignInCode(
            id=row.id,
            public_id=row.public_id,
            contact=self._opened(row, _CODE.c.contact),
            account=row.account_id,
            code_hash=row.code_hash,
            carried=self._opened(row, _CODE.c.carried),
            tries=row.tries,
            weighed=row.weighed,
            expires_at=row.expires_at,
            proven_at=row.proven_at,
        )

    def _opened(self, row: Any, column: Column[Any]) -> str:
        sealed = getattr(row, column.name)  # empty where a letter has no contact, or what came along went
        return self._sealer.open_at(sealed, place(column, _row(row.created_at))) if sealed else ""


def _row(created_at: datetime) -> str:
    """Tell a row from others by what never changes in it; its public id does."""
    return created_at.astimezone(UTC).isoformat(timespec="microseconds")


def _alive(at: datetime) -> Any:
    return select(_CODE).where(_CODE.c.used_at.is_(None), _CODE.c.expires_at > at)
