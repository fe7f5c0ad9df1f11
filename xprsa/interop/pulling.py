"""Asks the platform for the contrats d'engagement of people whom we follow, one person at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from xprsa.domain.engagement import Engagement, EngagementContract
from xprsa.domain.territory import Territory
from xprsa.gateways.si_platform import NoUserToken, PlatformAway, SiPlatform, Unmatched
from xprsa.interop.pushing import MOST_AWAY, Progress
from xprsa.running.naming import number_in, organisations_of
from xprsa.running.service import Service
from xprsa.scoring.intensity import IntensityCard, ReceivedEngagement

AT_ONCE = 100  # people whose contracts are kept in one transaction
_SIGNED, _CLOSED = "SIGNE", "CLOTURE"
_NOT_IN_FORCE = frozenset({"A_SIGNER", "REFUSE"})

Signed = tuple[int, EngagementContract]  # internal id of the person, terms
Keep = Callable[[Sequence[Signed]], int]  # keeps terms as an import does; gives how many people changed


class EngagementUnclear(Exception):
    """What the platform tells of a contract cannot become terms here: somebody must look."""


@dataclass
class PullReport:
    """What a pull did, or would do. It holds references of files: they are for a terminal, never for a log.

    :ivar people: whose contract was told.
    :ivar changed: who has other terms since.
    :ivar without_contract: people who have none there, or none in force.
    :ivar unclear: people whose contract somebody must look at: another state, no day, no hours.
    :ivar away: people of whom nothing usable came.
    :ivar is_stopped: nobody answered any more, and the rest waits.
    """

    people: int = 0
    changed: int = 0
    without_contract: int = 0
    without_number: list[str] = field(default_factory=list)
    unmatched: dict[Unmatched, list[str]] = field(default_factory=lambda: {why: [] for why in Unmatched})
    unclear: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    is_stopped: bool = False


def pull(
    service: Service,
    platform: SiPlatform,
    *,
    card: IntensityCard,
    territory: Territory,
    keep: Keep,
    progress: Progress,
) -> PullReport:
    """Ask for the contract of everybody in the organisations of the card, and keep what is new.

    Nothing holds the database while the platform is asked. Interrupted, it keeps whole parts; begun again, it
    changes nothing for whoever was done.

    :raises PlatformClosed: when the platform does not let this service in.
    """
    asking = _Pull(platform, service.today(territory))
    last, looked_at = 0, 0
    while not asking.report.is_stopped:
        with service.database.reading() as store:
            people = store.old_files.people_after(last, most=AT_ONCE)
            filed = store.named_documents.filed(
                people, territory=territory.id, organisations=organisations_of(card)
            )
            engagements = store.contracts.engagements_of([*filed])
        if not people:
            break
        signed = asking.ask_about(filed, engagements)
        if signed:
            asking.report.changed += keep(signed)
        looked_at += len(filed)
        progress(looked_at, asking.report.changed)
        last = people[-1]
    with service.database.writing() as store:
        said = f"{territory.code} {asking.report.people} {asking.report.changed}"
        store.audit.note(at=service.now(), actor=None, event="named_pull", detail=said)
    return asking.report


class _Pull:
    """Asks about people in turn, until nobody answers any more."""

    def __init__(self, platform: SiPlatform, today: date) -> None:
        self._platform = platform
        self._today = today
        self._in_a_row = 0
        self.report = PullReport()

    def ask_about(self, filed: Mapping[int, str], engagements: Mapping[int, Engagement]) -> list[Signed]:
        """Give the terms that the platform tells of some people who did not leave."""
        signed = []
        for person, reference in sorted(filed.items()):
            engagement = engagements[person]
            if engagement.departed_on is not None:
                continue
            if self._in_a_row == MOST_AWAY:
                self.report.is_stopped = True
                break
            if terms := self._terms(reference, engagement.contracts):
                signed.append((person, terms))
        return signed

    def _terms(self, reference: str, known: Sequence[EngagementContract]) -> EngagementContract | None:
        """Give what the platform tells of one person, or None; the report says why."""
        number, report = number_in(reference), self.report
        if number is None:
            report.without_number.append(reference)
            return None
        try:
            told = self._platform.engagement(self._platform.user(number))
            self._in_a_row = 0
            terms = told and terms_of(told, number=number, known=known, today=self._today)
        except PlatformAway:
            self._in_a_row += 1
            report.away.append(reference)
        except NoUserToken as none:
            self._in_a_row = 0
            report.unmatched[none.why].append(reference)
        except EngagementUnclear:
            report.unclear.append(reference)
        else:
            report.people += bool(terms)
            report.without_contract += not terms
            return terms or None
        return None


def terms_of(
    told: Mapping[str, Any], *, number: str, known: Sequence[EngagementContract], today: date
) -> EngagementContract | None:
    """Read a contract as the platform tells it; None when none is in force.

    :param known: terms that we have: of one that begins the same day, the hours, when none are told.
    :raises EngagementUnclear: when somebody must look: another state, another person, no day, no hours.
    """
    try:
        read = ReceivedEngagement.model_validate(told)
    except ValidationError as wrong:
        raise EngagementUnclear from wrong
    if read.number not in (None, number):
        raise EngagementUnclear
    if read.state in _NOT_IN_FORCE:
        return None
    begins = read.first_day or read.signed_on
    same_day = [terms for terms in known if terms.valid_from == begins]
    hours = max(same_day, key=lambda terms: terms.recorded_on).weekly_minutes if same_day else None
    minutes = read.weekly_minutes or hours
    is_told = read.state == _SIGNED or (read.state == _CLOSED and read.last_day is not None)
    if not is_told or begins is None or minutes is None:
        raise EngagementUnclear
    if read.last_day is not None and read.last_day < begins:
        raise EngagementUnclear
    return EngagementContract(begins, today, minutes, read.last_day)
