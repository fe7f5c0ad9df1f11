"""What stands before anybody arrives: a fictitious département, its organisations and its staff."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from xprsa.demo import names
from xprsa.demo.cast import DEMO_IDS, HELENE, NADIA, PAUL, CastName
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Organisation, OrganisationCode
from xprsa.domain.territory import Rules, Territory

CASELOAD = 60  # the instruction of France Travail speaks of 50 to 70 people for one adviser
ZONE = ZoneInfo("Europe/Paris")
_ORGANISATIONS = (
    (OrganisationCode.DEPARTMENT, "Maison des solidarités de Valbois"),
    (OrganisationCode.FRANCE_TRAVAIL, "Agence des Trois-Ponts"),
    (OrganisationCode.MISSION_LOCALE, "Mission locale de Brumeville"),
    (OrganisationCode.CAP_EMPLOI, "Cap emploi de Saint-Exemple"),
    (OrganisationCode.DELEGATE, "Association du Conte"),
)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What makes a demonstration what it is: the same plan gives the same people, to the last minute.

    :ivar weeks: how many weeks are told, the current one included.
    :ivar today: the day on the territory's clock; nothing is told from that midnight on.
    """

    today: date
    people: int = 200
    weeks: int = 26
    seed: int = 1

    def chance(self, of: str) -> Random:
        """Give a source of chance of its own; a text seeds it, so the hash seed of Python changes nothing."""
        return Random(f"{self.seed}/{of}")  # noqa: S311 # fictitious people need no secrecy

    def public_id(self, of: str) -> UUID:
        """Give the public id of somebody without a name of their own."""
        return uuid5(DEMO_IDS, f"{self.seed}/{of}")


@dataclass(frozen=True)
class Stage:
    """The département of the example and everybody who works there."""

    territory: Territory
    organisations: tuple[Organisation, ...]
    advisers: tuple[Account, ...]
    manager: Account
    exporter: Account
    ends_at: datetime

    @property
    def staff(self) -> tuple[Account, ...]:
        """Everybody who works there."""
        return (*self.advisers, self.manager, self.exporter)

    @property
    def first_person(self) -> int:
        """Internal id of the first beneficiary."""
        return len(self.staff) + 1

    def organisation_of(self, adviser: Account) -> Organisation:
        """Give the organisation where an adviser works."""
        return next(
            organisation for organisation in self.organisations if organisation.id == adviser.organisation
        )

    def instant(self, day: date, at: time) -> datetime:
        """Give an aware instant on the territory's clock."""
        return datetime.combine(day, at, self.territory.zone)


def territory_of(plan: DemoPlan) -> Territory:
    """Give the fictitious département; its rules hold from before anything that is told."""
    return Territory(
        id=1,
        code="099",
        name="Département de l’Exemple",
        zone=ZONE,
        service_name="Service insertion de l’Exemple",
        service_phone="01 99 00 00 00",
        is_fictitious=True,
        rules=(Rules(id=1, valid_from=_long_before(plan)),),
    )


def organisations() -> tuple[Organisation, ...]:
    """Give its referring organisations."""
    return tuple(
        Organisation(number, code, name) for number, (code, name) in enumerate(_ORGANISATIONS, start=1)
    )


def stage_of(
    plan: DemoPlan,
    *,
    territory: Territory | None = None,
    places: tuple[Organisation, ...] | None = None,
) -> Stage:
    """Set the stage of a plan; accounts are numbered from 1, as in an empty database.

    :param territory: the département as it is kept, when it is.
    :param places: its organisations as they are kept, in the order of `organisations`.
    """
    here = territory or territory_of(plan)
    places = places or organisations()
    advisers = tuple(_advisers(plan, here, places))
    return Stage(
        territory=here,
        organisations=places,
        advisers=advisers,
        manager=_named(HELENE, len(advisers) + 1, here, places[0]),
        exporter=_named(PAUL, len(advisers) + 2, here, places[0]),
        ends_at=datetime.combine(plan.today, time(), here.zone),
    )


def _long_before(plan: DemoPlan) -> date:
    """Give a Monday before everything that is told."""
    monday = plan.today - timedelta(days=plan.today.weekday())
    return monday - timedelta(weeks=plan.weeks + 104)


def _advisers(plan: DemoPlan, here: Territory, places: tuple[Organisation, ...]) -> list[Account]:
    count = max(1, round(plan.people / CASELOAD))
    advisers = [_named(NADIA, 1, here, places[0])]
    for number in range(2, count + 1):
        first, last = names.full_name(plan.chance(f"adviser {number}"))
        advisers.append(
            Account(
                id=number,
                public_id=plan.public_id(f"adviser {number}"),
                role=Role.ADVISER,
                territory=here.id,
                organisation=places[(number - 1) % len(places)].id,
                first_name=first,
                last_name=last,
                email=names.mail(first, last, number, domain="example.net"),
                phone=names.landline(number),
            )
        )
    return advisers


def _named(named: CastName, number: int, here: Territory, place: Organisation) -> Account:
    return Account(
        id=number,
        public_id=named.public_id,
        role=named.role,
        territory=here.id,
        organisation=place.id,
        first_name=named.first_name,
        last_name=named.last_name,
        email=names.mail(named.first_name, named.last_name, 1, domain="example.net"),
        phone=names.landline(number),
    )
