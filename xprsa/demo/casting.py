"""Who the people are: a situation, a name, an adviser and a contract for each number."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from xprsa.demo import names, situations
from xprsa.demo.cast import AMARA, CHANTAL, DIMITRI, FATOU, LUCIE, MOUSSA, ROSA, YUSUF, CastName
from xprsa.demo.situation import Circumstance, Situation
from xprsa.demo.stage import DemoPlan, Stage
from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary, OrganisationCode
from xprsa.domain.week import Week

_FIRST: tuple[tuple[CastName, Situation], ...] = (
    (AMARA, situations.LONE_PARENT),
    (LUCIE, situations.CORRECTED_TWICE),
    (YUSUF, situations.NEWCOMER),
    (DIMITRI, situations.SILENT),
    (CHANTAL, situations.NO_MAIL),
    (FATOU, situations.SAME_PHONE),
    (MOUSSA, situations.SAME_PHONE),
    (ROSA, situations.NEVER_CAME),
)


@dataclass(frozen=True)
class CastMember:
    """A person as they stand before any week is told."""

    situation: Situation
    beneficiary: Beneficiary
    created_at: datetime
    engagement: Engagement


@dataclass(frozen=True, slots=True)
class _Role:
    """What a number decides: who advises, which situation, and whose phone is shared."""

    adviser: Account
    situation: Situation
    named: CastName | None
    household: int


def part(plan: DemoPlan, stage: Stage, number: int, chance: Random) -> CastMember:
    """Cast the person with this number (from 0): the first ones are named, all of them Nadia's."""
    role = _role(stage, number)
    situation = role.situation
    engagement, created_on = _engagement(situation, plan.today, chance)
    organisation = stage.organisation_of(role.adviser)
    beneficiary = Beneficiary(
        account=_account(plan, stage, number, role),
        organisation=organisation,
        file_reference=f"EX-{number + 1:07d}",
        adviser=None if situation.standing is Circumstance.NO_ADVISER else role.adviser,
        language=situation.language,
        best_hour=situation.best_hour,
        objects_since=stage.instant(created_on + timedelta(days=2), time(10)) if situation.objects else None,
        departed_on=engagement.departed_on,
        access_opened_on=created_on,
        came_on=None if situation.standing is Circumstance.NEVER_CAME else created_on,
    )
    engagement = replace(engagement, access_opened_on=created_on)
    return CastMember(situation, beneficiary, stage.instant(created_on, time(9)), engagement)


def _role(stage: Stage, number: int) -> _Role:
    """Share people out among advisers in turn, each caseload going round its own list of situations."""
    if number < len(_FIRST):
        named, situation = _FIRST[number]
        return _Role(stage.advisers[0], situation, named, number - (named is MOUSSA))
    rank, turn = divmod(number - len(_FIRST), len(stage.advisers))
    adviser = stage.advisers[turn]
    rounds = _rounds(stage.organisation_of(adviser).code)
    situation, is_second = rounds[rank % len(rounds)]
    return _Role(adviser, situation, None, number - is_second * len(stage.advisers))


@lru_cache
def _rounds(code: OrganisationCode) -> tuple[tuple[Situation, bool], ...]:
    """Deal the situations of an organisation: each once, then again those that are more common.

    The second half of a couple comes right after the first.
    """
    here = [situation for situation in situations.SITUATIONS if code in situation.organisations]
    return tuple(
        (situation, is_second)
        for turn in range(max(situation.share for situation in here))
        for situation in here
        if situation.share > turn
        for is_second in ((False, True) if situation.is_couple else (False,))
    )


def _account(plan: DemoPlan, stage: Stage, number: int, role: _Role) -> Account:
    own, home = plan.chance(f"name {number}"), plan.chance(f"home {role.household}")
    first, last = names.full_name(own)
    if role.situation.is_couple:
        last = names.full_name(home)[1]
    if role.named is not None:
        first, last = role.named.first_name, role.named.last_name
    situation = role.situation
    phone = names.mobile(role.household) if situation.has_mobile else names.landline(number + 100)
    return Account(
        id=stage.first_person + number,
        public_id=role.named.public_id if role.named else plan.public_id(f"person {number}"),
        role=Role.BENEFICIARY,
        territory=stage.territory.id,
        organisation=role.adviser.organisation,
        first_name=first,
        last_name=last,
        email=names.mail(first, last, number + 1) if situation.has_mail else None,
        phone=phone,
        address=names.address(home),
    )


def _engagement(situation: Situation, today: date, chance: Random) -> tuple[Engagement, date]:
    """Give what decides whether the person is asked, and the day on which the file was opened."""
    match situation.standing:
        case Circumstance.NO_ADVISER:
            return Engagement(), today - timedelta(days=chance.randint(3, 12))
        case Circumstance.NO_CONTRACT:
            return Engagement(), today - timedelta(days=chance.randint(25, 60))
        case Circumstance.NEVER_CAME:
            signed = today - timedelta(days=chance.randint(30, 60))
            terms = EngagementContract(signed, signed, 60 * situation.weekly_hours)
            return Engagement((terms,)), signed
    signed = today - timedelta(
        days=chance.randint(150 if situation.standing is not Circumstance.ASKED else 45, 420)
    )
    created_on = signed - timedelta(days=chance.randint(14, 45))
    contracts = [EngagementContract(signed, signed, 60 * _hours(situation, chance))]
    match situation.standing:
        case Circumstance.REDUCED:
            agreed = Week.of(today).plus(-10).monday
            contracts = [
                EngagementContract(signed, signed, 15 * 60),
                EngagementContract(agreed, agreed, 60 * situation.weekly_hours),
            ]
        case Circumstance.EXEMPT:
            exemption = Exemption(today - timedelta(days=56), today + timedelta(days=66))
            return Engagement(tuple(contracts), (exemption,)), created_on
        case Circumstance.LEFT:
            return Engagement(tuple(contracts), departed_on=today - timedelta(days=21)), created_on
    return Engagement(tuple(contracts)), created_on


def _hours(situation: Situation, chance: Random) -> int:
    """Most contracts say fifteen hours; some say less, or more, by agreement."""
    return situation.weekly_hours if chance.random() < 0.85 else chance.choice((10, 12, 18, 20))
