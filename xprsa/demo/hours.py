"""At what hours people and advisers do things, on the territory's clock."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

_SATURDAY = 5


class Hours:
    """Draws instants, in UTC to the second."""

    def __init__(self, zone: ZoneInfo, chance: Random) -> None:
        self._zone = zone
        self._chance = chance

    def at_home(self, day: date) -> datetime:
        """Draw an instant of that day between 8 h and 22 h, evenings more often."""
        return self._at(day, self._chance.choice((8, 10, 12, 14, 17, 18, 19, 20, 20, 21)))

    def at_work(self, day: date) -> datetime:
        """Draw an instant between 9 h and 17 h that day, or on the Monday after a week-end."""
        late = day.weekday() - _SATURDAY
        return self._at(day + timedelta(days=2 - late if late >= 0 else 0), self._chance.randint(9, 16))

    def _at(self, day: date, hour: int) -> datetime:
        minute, second = divmod(self._chance.randrange(3600), 60)
        return datetime.combine(day, time(hour, minute, second), self._zone).astimezone(UTC)
