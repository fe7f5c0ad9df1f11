"""Where imports of people are kept while they can be undone: who was added or changed, before and after."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, case, delete, func, insert, select, update

from xprsa.domain.undoing import Imprint, KeptBecause, PastImport
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import AccountRow, BeneficiaryRow, inserted, table
from xprsa.storage.tables_imports import ImportedPersonRow, PeopleImportRow
from xprsa.storage.written_imprints import imprint_of, written

_IMPORT = table(PeopleImportRow)
_PERSON = table(ImportedPersonRow)
_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_UNDONE_BY = _ACCOUNT.alias("undone_by")


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Somebody whom an import added or changed.

    :ivar person: internal id of the account.
    :ivar was: None when they were new.
    """

    person: int
    was: Imprint | None
    became: Imprint


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import made beside people: internal ids of organisations, and of the accounts of advisers."""

    organisations: tuple[int, ...] = ()
    advisers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """Somebody who stays as they are when an import is undone, with why.

    :ivar is_new: whether that import brought them.
    """

    name: str
    file_reference: str
    because: KeptBecause
    is_new: bool


class Imports:
    """One row an import, and one for each person that it added or changed."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def begin(self, territory: int, *, at: datetime, actor: int | None) -> int:
        """Keep an import that is about to change something; give its number.

        :param actor: internal id of the account that imports; None for the command line.
        """
        nothing = _brought_written(Brought())
        made = self._connection.execute(
            insert(_IMPORT), {"territory_id": territory, "at": at, "actor_id": actor, "brought": nothing}
        )
        return inserted(made)

    def record(self, number: int, people: Sequence[ImportedPerson]) -> None:
        """Add people to what an import did (some hundreds at most)."""
        if people:
            self._connection.execute(
                insert(_PERSON),
                [
                    {
                        "person_id": entry.person,
                        "import_id": number,
                        "was": self._sealed(entry.was, _PERSON.c.was, number, entry.person)
                        if entry.was
                        else None,
                        "became": self._sealed(entry.became, _PERSON.c.became, number, entry.person),
                    }
                    for entry in people
                ],
            )
            new = sum(entry.was is None for entry in people)
            self._connection.execute(
                update(_IMPORT)
                .where(_IMPORT.c.id == number)
                .values(added=_IMPORT.c.added + new, changed=_IMPORT.c.changed + len(people) - new)
            )

    def record_brought(self, number: int, brought: Brought) -> None:
        """Add organisations and advisers to what an import did."""
        before = self.brought(number)
        whole = Brought(before.organisations + brought.organisations, before.advisers + brought.advisers)
        self._connection.execute(
            update(_IMPORT).where(_IMPORT.c.id == number).values(brought=_brought_written(whole))
        )

    def brought(self, number: int) -> Brought:
        """Give the organisations and advisers that an import made."""
        query = select(_IMPORT.c.brought).where(_IMPORT.c.id == number)
        stored = json.loads(self._connection.execute(query).scalar_one())
        return Brought(tuple(stored["organisations"]), tuple(stored["advisers"]))

    def find(self, number: int) -> PastImport | None:
        """Give an import by its number."""
        row = self._connection.execute(_imports().where(_IMPORT.c.id == number)).first()
        return _past(row) if row else None

    def of_territory(self, territory: int, *, since: datetime) -> tuple[PastImport, ...]:
        """Give the imports of a territory, newest first."""
        query = _imports().where(_IMPORT.c.territory_id == territory, _IMPORT.c.at > since)
        return tuple(_past(row) for row in self._connection.execute(query.order_by(_IMPORT.c.id.desc())))

    def by_others(self, territory: int, *, than: int) -> str:
        """Give a mark that changes with each import, and each undoing of one, by others than an account."""
        query = select(func.max(_IMPORT.c.id), func.count(_IMPORT.c.undone_at)).where(
            _IMPORT.c.territory_id == territory, _IMPORT.c.actor_id.is_distinct_from(than)
        )
        return " ".join(map(str, self._connection.execute(query).one()))

    def that_changed(self, person: int) -> tuple[PastImport, ...]:
        """Give the imports that keep what a person was before them, newest first."""
        query = (
            _imports()
            .join(_PERSON, _PERSON.c.import_id == _IMPORT.c.id)
            .where(_PERSON.c.person_id == person, _PERSON.c.was.is_not(None), _PERSON.c.kept.is_(None))
        )
        return tuple(_past(row) for row in self._connection.execute(query.order_by(_IMPORT.c.id.desc())))

    def imprints_of(self, person: int) -> tuple[Imprint, ...]:
        """Give what a person was before the imports that can be undone, and after each."""
        query = select(_PERSON).where(_PERSON.c.person_id == person).order_by(_PERSON.c.import_id)
        return tuple(
            self._opened(sealed, column, row.import_id, person)
            for row in self._connection.execute(query)
            for column, sealed in ((_PERSON.c.was, row.was), (_PERSON.c.became, row.became))
            if sealed
        )

    def people_after(self, number: int, person: int, *, most: int) -> tuple[ImportedPerson, ...]:
        """Give the next people of an import that was not undone, by internal id."""
        query = (
            select(_PERSON.c.person_id, _PERSON.c.was, _PERSON.c.became)
            .where(_PERSON.c.import_id == number, _PERSON.c.person_id > person)
            .order_by(_PERSON.c.person_id)
            .limit(most)
        )
        return tuple(
            ImportedPerson(
                row.person_id,
                self._opened(row.was, _PERSON.c.was, number, row.person_id) if row.was else None,
                self._opened(row.became, _PERSON.c.became, number, row.person_id),
            )
            for row in self._connection.execute(query)
        )

    def mark_undone(self, number: int, *, at: datetime, by: int | None) -> bool:
        """Write that an import is undone, before anything of it is; False when it was already."""
        done = self._connection.execute(
            update(_IMPORT)
            .where(_IMPORT.c.id == number, _IMPORT.c.undone_at.is_(None))
            .values(undone_at=at, undone_by=by)
        )
        return done.rowcount == 1

    def settle(self, number: int, *, gone: Collection[int], kept: Mapping[int, KeptBecause]) -> None:
        """Forget what was undone; of those who stay as they are, keep why and no more.

        :param gone: internal ids, some hundreds at most.
        """
        self._connection.execute(
            delete(_PERSON).where(_PERSON.c.import_id == number, _PERSON.c.person_id.in_(gone))
        )
        if kept:
            self._connection.execute(
                update(_PERSON)
                .where(_PERSON.c.import_id == number, _PERSON.c.person_id == bindparam("of_person"))
                .values(was=case((_PERSON.c.was.is_not(None), "")), became="", kept=bindparam("because")),
                [{"of_person": person, "because": because.value} for person, because in kept.items()],
            )

    def kept(self, number: int) -> tuple[KeptPerson, ...]:
        """Give whoever stayed as they were when an import was undone, by name."""
        query = (
            select(
                _ACCOUNT.c.first_name,
                _ACCOUNT.c.last_name,
                _BENEFICIARY.c.file_reference,
                _PERSON.c.kept,
                _PERSON.c.was,
            )
            .join_from(_PERSON, _ACCOUNT, _ACCOUNT.c.id == _PERSON.c.person_id)
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == _PERSON.c.person_id)
            .where(_PERSON.c.import_id == number, _PERSON.c.kept.is_not(None))
            .order_by(_ACCOUNT.c.last_name, _ACCOUNT.c.first_name, _ACCOUNT.c.id)
        )
        return tuple(
            KeptPerson(
                f"{row.first_name} {row.last_name}",
                row.file_reference,
                KeptBecause(row.kept),
                is_new=row.was is None,
            )
            for row in self._connection.execute(query)
        )

    def _sealed(self, imprint: Imprint, column: Column[Any], number: int, person: int) -> str:
        return self._sealer.seal_at(written(imprint), place(column, number, person))

    def _opened(self, sealed: str, column: Column[Any], number: int, person: int) -> Imprint:
        return imprint_of(self._sealer.open_at(sealed, place(column, number, person)))


def _imports() -> Select[Any]:
    """Select imports, with the names of whoever did them and undid them."""
    names = (
        (_ACCOUNT.c.first_name + " " + _ACCOUNT.c.last_name).label("by"),
        (_UNDONE_BY.c.first_name + " " + _UNDONE_BY.c.last_name).label("undone_by_name"),
    )
    return (
        select(_IMPORT, *names)
        .outerjoin(_ACCOUNT, _ACCOUNT.c.id == _IMPORT.c.actor_id)
        .outerjoin(_UNDONE_BY, _UNDONE_BY.c.id == _IMPORT.c.undone_by)
    )


def _past(row: Any) -> PastImport:
    return PastImport(
        number=row.id,
        territory=row.territory_id,
        at=row.at,
        by=row.by,
        added=row.added,
        changed=row.changed,
        undone_at=row.undone_at,
        undone_by=row.undone_by_name,
    )


def _brought_written(brought: Brought) -> str:
    return json.dumps({"organisations": brought.organisations, "advisers": brought.advisers})
