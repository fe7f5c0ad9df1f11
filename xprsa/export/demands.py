"""What somebody asks to export, and why a run is not even begun."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.export.formats import can_write
from xprsa.running.service import Service
from xprsa.storage.export_runs import Dialect, Format, Run, RunState, TerritoryPurpose

MOST_WEEKS = 53


class Refused(StrEnum):
    """Why a run is not even begun."""

    WEEKS_REVERSED = "weeks_reversed"
    TOO_MANY_WEEKS = "too_many_weeks"
    WEEK_NOT_BEGUN = "week_not_begun"
    CUT_OFF_AHEAD = "cut_off_ahead"
    PARQUET_MISSING = "parquet_missing"
    DIALECT_OF_CSV = "dialect_of_csv"
    SINCE_ANOTHER_PURPOSE = "since_another_purpose"
    SINCE_NOT_LEFT = "since_not_left"
    SINCE_ERASED = "since_erased"
    SINCE_ANOTHER_PERIOD = "since_another_period"


class CannotAsk(Exception):
    """A run that makes no sense.

    :ivar why: what is wrong.
    """

    def __init__(self, why: Refused) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What somebody asks to export.

    :ivar weeks: the first and the last, both included.
    :ivar as_of: the cut-off, or None for the present instant.
    :ivar since: a run after which documents are told; None for all that stand.
    """

    purpose: TerritoryPurpose
    weeks: tuple[Week, Week]
    written: Format
    as_of: datetime | None = None
    dialect: Dialect = Dialect.STANDARD
    since: Run | None = None

    @property
    def since_id(self) -> int | None:
        """Internal id of that run."""
        return None if self.since is None else self.since.id


def cut_off_of(service: Service, request: ExportRequest) -> datetime:
    """Give the cut-off of a request that makes sense.

    :raises CannotAsk: when it makes none.
    """
    if not can_write(request.written):
        raise CannotAsk(Refused.PARQUET_MISSING)
    if request.written is not Format.CSV and request.dialect is not Dialect.STANDARD:
        raise CannotAsk(Refused.DIALECT_OF_CSV)
    now = service.now()
    as_of = request.as_of or now
    if as_of > now:
        raise CannotAsk(Refused.CUT_OFF_AHEAD)
    check_weeks(request.weeks, as_of=as_of, territory=service.territory(request.purpose.territory))
    if request.since is not None:
        _check_since(service, request.since, request, as_of=as_of)
    return as_of


def _check_since(service: Service, since: Run, request: ExportRequest, *, as_of: datetime) -> None:
    """Refuse to tell what is new since a run whose recipient would miss something, or mix people up."""
    if since.purpose.id != request.purpose.id:
        raise CannotAsk(Refused.SINCE_ANOTHER_PURPOSE)
    if since.state is not RunState.DONE:
        raise CannotAsk(Refused.SINCE_NOT_LEFT)
    zone = service.territory(since.purpose.territory).zone
    if PseudonymPeriod.at(since.as_of, zone) != PseudonymPeriod.at(as_of, zone):
        raise CannotAsk(Refused.SINCE_ANOTHER_PERIOD)
    with service.database.reading() as store:
        if store.exports.erased_since(since):
            raise CannotAsk(Refused.SINCE_ERASED)


def check_weeks(weeks: tuple[Week, Week], *, as_of: datetime, territory: Territory) -> None:
    """Refuse weeks about which no documents can be made.

    :param weeks: the first and the last, both included.
    :raises CannotAsk: when they are in the wrong order, too many, or not begun at the cut-off.
    """
    first, last = weeks
    if first > last:
        raise CannotAsk(Refused.WEEKS_REVERSED)
    if last.ordinal - first.ordinal >= MOST_WEEKS:
        raise CannotAsk(Refused.TOO_MANY_WEEKS)
    if last > Week.at(as_of, territory.zone):
        raise CannotAsk(Refused.WEEK_NOT_BEGUN)
