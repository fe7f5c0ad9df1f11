"""What a thing done costs: processor time of the server that does it, and of PostgreSQL behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.load import CONNECTIONS, Load, Visit
from benchmarks.processes import Backends
from benchmarks.serving import Server

_RUN = 2.0  # seconds of processor time in a run, so that the kernel's hundredths are little beside it
_FIRST_LOOK = 32  # visits: enough to tell how many make a run


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of a thing done.

    :ivar application: milliseconds of the server's processes.
    :ivar database: milliseconds of PostgreSQL's backends.
    """

    application: float
    database: float

    @property
    def whole(self) -> float:
        """Milliseconds of both."""
        return self.application + self.database

    def __str__(self) -> str:
        """Write both, as the tables do."""
        return f"{self.application:.1f} + {self.database:.1f} ms"


class Meter:
    """Tells what visits to one server cost.

    :param database: its name on the PostgreSQL server of this machine; "" when it has none there.
    """

    def __init__(self, load: Load, server: Server, *, database: str = "") -> None:
        self._load, self._server, self._backends = load, server, Backends(database)

    def cost(self, visits: Sequence[Visit], *, connections: int = CONNECTIONS) -> Cost:
        """Make the visits; give the cost of one."""
        before = self._used()
        self._load.run(self._server.port, visits, connections=connections)
        return self._since(before, len(visits))

    def cost_of_a_request(self, visits: Sequence[Visit]) -> Cost:
        """Make the visits; give the cost of one of their requests, whichever it is."""
        before = self._used()
        answers = self._load.run(self._server.port, visits)
        return self._since(before, len(answers.waits))

    def run_of(self, visit: Visit) -> list[Visit]:
        """Give as many visits of the same kind as make a run; the server is warm afterwards."""
        self.cost([visit] * _FIRST_LOOK)
        seen = self.cost([visit] * _FIRST_LOOK).application / 1000
        return [visit] * max(_FIRST_LOOK, round(_RUN / max(seen, 0.0001)))

    def _used(self) -> Cost:
        return Cost(self._server.cpu_seconds, self._backends.cpu_seconds)

    def _since(self, before: Cost, times: int) -> Cost:
        now = self._used()
        each = 1000 / times
        return Cost((now.application - before.application) * each, (now.database - before.database) * each)


def middle(costs: Sequence[Cost]) -> Cost:
    """Give the median of each part."""
    return Cost(median(one.application for one in costs), median(one.database for one in costs))
