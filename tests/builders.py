"""Makes the people, contracts and weeks that tests need, in the real database."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import NullPool, create_engine, delete, insert
from sqlalchemy.orm import DeclarativeBase

from xprsa.accounts.sign_ins.cookies import Cookie
from xprsa.accounts.sign_ins.secret import hashed, new_secret
from xprsa.declare.service import submit_week
from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Channel
from xprsa.domain.duration import minutes_typed
from xprsa.domain.permission import Actor, Role
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.territory import Rules, Territory
from xprsa.domain.told import Told
from xprsa.domain.week import Week
from xprsa.gateways.contacts import phone as read_phone
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.storage.store import Store
from xprsa.storage.tables import (
    AccountRow,
    AssignmentRow,
    BeneficiaryRow,
    ContractRow,
    ExemptionRow,
    OrganisationRow,
    Row,
)

HERE = "99"
LONG_AGO = date(2026, 1, 5)


def empty(url: str) -> None:
    """Delete every row, children first, in one journey to the server; the schema and its version stay.

    The owner of the server alone may do so: triggers that let nothing be taken out are silent meanwhile.
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(_empty_all())


@cache
def _empty_all() -> str:
    deletes = (str(delete(table)) for table in reversed(Row.metadata.sorted_tables))
    return ";".join(("SET LOCAL session_replication_role = replica", *deletes))


def activity(kind: str, duration: str, *, days: tuple[int, ...] = (), note: str = "") -> Activity:
    """Make a line as a person would type it: `activity("training", "2h30", days=(1, 3))`."""
    return Activity(line=uuid4().hex, kind=kind, minutes=minutes_typed(duration), days=days, note=note)


def content(*lines: Activity, prevented: Prevented | None = None) -> Content:
    """Make what is said of a week."""
    return Content(activities=lines, prevented=prevented)


def could_not(*days: int, reason: PreventedReason | None = PreventedReason.TRANSPORT) -> Prevented:
    """Make « je n'ai pas pu », for some ISO days or (without any) the whole week."""
    return Prevented(days=days or (1, 2, 3, 4, 5, 6, 7), reason=reason)


def actor(account: Account) -> Actor:
    """Make the actor that an account is once signed in."""
    return Actor(account.id, account.role, account.territory, account.organisation)


def begin_sign_in(service: Service, account: Account) -> tuple[str, str]:
    """Begin a sign-in as the sign-in pages do; give the name and the value of its cookie."""
    secret = new_secret()
    with service.database.writing() as store:
        store.sign_ins.begin(
            account=account.id,
            secret_hash=hashed(secret),
            network="test",
            at=service.now(),
        )
    return Cookie.SIGN_IN.value, secret


def tidied(service: Service, clock: "Clock", **span: float) -> int:
    """Let time pass, with a worker that announces in time; give how many rows and files went."""
    until, gone = clock.instant + timedelta(**span), 0
    for hours in (168, 48, 1, 0):
        clock.instant = max(clock.instant, until - timedelta(hours=hours))
        gone += tidy(service)
    return gone


@dataclass
class Clock:
    """Moved by the test alone; begins on Tuesday 24 November 2026, 10:00 UTC (2026-W48)."""

    instant: datetime = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, **span: float) -> None:
        self.instant += timedelta(**span)


@dataclass
class People:
    """The people of one test. Everything has a default; what matters to the test is named there."""

    service: Service
    _territories: dict[str, int] = field(default_factory=dict)
    _organisations: dict[tuple[int, str], int] = field(default_factory=dict)
    _count: int = 0

    def territory(self, code: str = HERE, *, zone: str = "Europe/Paris") -> Territory:
        """Give the territory with this code, made on first use."""
        if code not in self._territories:
            made = Territory(
                id=0,
                code=code,
                name="Val-d’Essai",
                zone=ZoneInfo(zone),
                service_name="Le service d’insertion",
                service_phone="01 99 00 12 34",
                is_fictitious=True,
                rules=(Rules(valid_from=LONG_AGO),),
            )
            with self.service.database.writing() as store:
                key = store.territories.add(made, at=self.service.now())
                store.purposes.seed_support(replace(made, id=key), at=self.service.now())
            self._territories[code] = key
            self.service.forget_territories()
        return next(territory for territory in self.service.territories() if territory.code == code)

    def rules(self, rules: Rules, *, territory: str = HERE) -> None:
        """Add a dated version of a territory's rules."""
        with self.service.database.writing() as store:
            store.territories.add_rules(self._territories[territory], rules, at=self.service.now())
        self.service.forget_territories()

    def organisation(
        self,
        name: str = "Mission locale",
        *,
        territory: str = HERE,
        code: OrganisationCode = OrganisationCode.MISSION_LOCALE,
    ) -> int:
        """Give the internal id of an organisation, made on first use."""
        key = (self.territory(territory).id, name)
        if key not in self._organisations:
            self._organisations[key] = self._insert(
                OrganisationRow, territory_id=key[0], code=code.value, name=name
            )
        return self._organisations[key]

    def adviser(self, **given: object) -> Account:
        """Make an adviser."""
        return self._account(Role.ADVISER, **given)

    def manager(self, **given: object) -> Account:
        """Make a manager."""
        return self._account(Role.MANAGER, **given)

    def exporter(self, **given: object) -> Account:
        """Make an exporter."""
        return self._account(Role.EXPORTER, **given)

    def beneficiary(
        self,
        *,
        adviser: Account | None = None,
        weekly_minutes: int | None = 900,
        language: str = "fr",
        best_hour: str = "",
        access_opened_on: date | None = LONG_AGO,
        came_on: date | None = LONG_AGO,
        file_reference: str = "",
        **given: object,
    ) -> Beneficiary:
        """Make a person with a contract in force (`weekly_minutes=None`: without any)."""
        account = self._account_row(Role.BENEFICIARY, **given)
        with self.service.database.writing() as store:  # one transaction: each costs a disk its time
            person = _add(store, AccountRow, **account)
            _add(
                store,
                BeneficiaryRow,
                account_id=person,
                organisation_id=account["organisation_id"],
                file_reference=file_reference or f"D-{person:05d}",
                adviser_id=adviser.id if adviser else None,
                language=language,
                best_hour=best_hour,
                objects_since=None,
                departed_on=None,
                access_opened_on=access_opened_on,
                came_on=came_on,
            )
            if adviser:
                since = self.service.now()
                _add(store, AssignmentRow, person_id=person, adviser_id=adviser.id, since=since)
            if weekly_minutes is not None:
                _add(store, ContractRow, **_terms(person, weekly_minutes=weekly_minutes))
            found = store.people.find(person)
        assert found is not None
        return found

    def reassign(self, person: Beneficiary, adviser: Account | None) -> None:
        """Let another adviser (or nobody) follow a person from now on."""
        with self.service.database.writing() as store:
            store.intake.change_people([replace(person, adviser=adviser)], at=self.service.now())

    def contract(
        self,
        person: int,
        *,
        weekly_minutes: int = 900,
        valid_from: date = LONG_AGO,
        valid_until: date | None = None,
        recorded_on: date = LONG_AGO,
    ) -> None:
        """Sign terms for a person."""
        terms = _terms(
            person,
            weekly_minutes=weekly_minutes,
            valid_from=valid_from,
            valid_until=valid_until,
            recorded_on=recorded_on,
        )
        self._insert(ContractRow, **terms)

    def exemption(self, person: int, *, valid_from: date, valid_until: date) -> None:
        """Exempt a person between two days."""
        self._insert(
            ExemptionRow,
            person_id=person,
            valid_from=valid_from,
            valid_until=valid_until,
            recorded_on=valid_from,
        )

    def sends(self, person: Beneficiary, week: Week, said: Content) -> int:
        """Send a week on top of what was sent before; give the number of the version."""
        sender = actor(person.account)
        with self.service.database.reading() as store:
            base = store.declarations.of_week(sender.account, week).shown
        return submit_week(self.service, actor=sender, week=week, content=said, based_on=base, key=uuid4())

    def tells(
        self,
        person: Beneficiary,
        week: Week,
        said: Content,
        *,
        to: Account,
        channel: Channel = Channel.PHONE,
    ) -> int:
        """Tell a week to a member of staff, who types it; give the number of the version."""
        with self.service.database.reading() as store:
            base = store.declarations.of_week(person.id, week).shown
        return submit_week(
            self.service,
            actor=actor(to),
            week=week,
            content=said,
            based_on=base,
            key=uuid4(),
            told=Told(person.id, channel),
        )

    def _account(self, role: Role, **given: object) -> Account:
        row = self._account_row(role, **given)
        with self.service.database.writing() as store:
            found = store.people.account(_add(store, AccountRow, **row))
        assert found is not None
        return found

    def _account_row(
        self,
        role: Role,
        *,
        territory: str = HERE,
        organisation: str = "Mission locale",
        organisation_code: OrganisationCode = OrganisationCode.MISSION_LOCALE,
        first_name: str = "Camille",
        last_name: str = "",
        email: str | None = "",
        phone: str | None = None,
        address: str | None = None,
        disabled_at: datetime | None = None,
        public_id: UUID | None = None,
    ) -> dict[str, object]:
        self._count += 1
        return {
            "public_id": public_id or uuid4(),
            "role": role.value,
            "territory_id": self.territory(territory).id,
            "organisation_id": self.organisation(organisation, territory=territory, code=organisation_code),
            "first_name": first_name,
            "last_name": last_name or f"Essai-{self._count}",
            "email": f"personne{self._count}@example.org" if email == "" else email,
            "phone": read_phone(phone) if phone else None,
            "address": address,
            "created_at": self.service.now(),
            "disabled_at": disabled_at,
        }

    def _insert(self, row: type[DeclarativeBase], **values: object) -> int:
        with self.service.database.writing() as store:
            return _add(store, row, **values)


def _terms(
    person: int,
    *,
    weekly_minutes: int,
    valid_from: date = LONG_AGO,
    valid_until: date | None = None,
    recorded_on: date = LONG_AGO,
) -> dict[str, object]:
    return {
        "person_id": person,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "recorded_on": recorded_on,
        "weekly_minutes": weekly_minutes,
    }


def _add(store: Store, row: type[DeclarativeBase], **values: object) -> int:
    key = store.connection.execute(insert(row).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def week(text: str = "2026-W47") -> Week:
    """Give a week; the last full one on the tests' clock by default."""
    return Week.parse(text)
