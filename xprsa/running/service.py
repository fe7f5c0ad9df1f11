"""The service: what every page and every command is given to work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from xprsa.domain.territory import Territory
from xprsa.domain.week import Week, local_date
from xprsa.gateways.keyring import Keyring
from xprsa.running.clock import now
from xprsa.settings import Settings
from xprsa.storage.database import Database

_FRESH = timedelta(seconds=10)


@dataclass(frozen=True)
class Service:
    """Settings, database, keys and clock of one running service."""

    settings: Settings
    database: Database
    keyring: Keyring
    clock: Callable[[], datetime] = now
    _atlas: dict[str, tuple[datetime, tuple[Territory, ...]]] = field(default_factory=dict)

    def now(self) -> datetime:
        """Give the present instant, in UTC."""
        return self.clock()

    def territories(self) -> tuple[Territory, ...]:
        """Give every territory; at most ten seconds old, so that pages need no query for it."""
        held = self._atlas.get("all")
        if held is None or not held[1] or abs(self.now() - held[0]) > _FRESH:
            with self.database.reading() as store:
                held = (self.now(), store.territories.all())
            self._atlas["all"] = held
        return held[1]

    def territory(self, territory: int) -> Territory:
        """Give one territory by its internal id.

        :raises LookupError: when there is none.
        """
        found = self._known(territory)
        if found is None:
            self.forget_territories()  # it may be newer than what is held
            found = self._known(territory)
        if found is None:
            raise LookupError("no such territory")
        return found

    def _known(self, territory: int) -> Territory | None:
        return next((known for known in self.territories() if known.id == territory), None)

    def forget_territories(self) -> None:
        """Read them again at the next page: their words or rules have just changed."""
        self._atlas.clear()

    def today(self, territory: Territory) -> date:
        """Give the day on the territory's clock."""
        return local_date(self.now(), territory.zone)

    def this_week(self, territory: Territory) -> Week:
        """Give the week that has begun on the territory's clock."""
        return Week.of(self.today(territory))

    def check_open(self, week: Week, *, territory: int) -> None:
        """Refuse a week that has not begun, or that a territory no longer keeps open.

        :param territory: its internal id.
        :raises RuleBroken: WEEK_NOT_BEGUN or WEEK_CLOSED.
        """
        known = self.territory(territory)
        known.rules_of(week).check_open(week, today=self.today(known))
