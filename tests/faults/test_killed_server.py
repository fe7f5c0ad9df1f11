"""The whole server is killed again and again while people declare over a line that is cut (F-1).

Every week that was acknowledged must be there, once, as it was sent; and nothing else.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from tests.builders import People
from tests.faults import parts, twins
from tests.faults.crowd import VERSIONS_EACH, Town, crowd
from tests.faults.ledger import Findings, Ledger, compare
from tests.faults.parts import KILLS_WANTED, TOLD_WANTED, Part
from tests.faults.proxy import failing_network
from tests.faults.server import RunningServer, eventually

CLEAN = {"lost": 0, "duplicated": 0, "altered": 0, "phantom": 0}
CLIENTS = 6
KILLS = int(os.environ.get("XPRSA_TEST_KILLS", KILLS_WANTED))
TOLD = int(os.environ.get("XPRSA_TEST_ACKNOWLEDGED", TOLD_WANTED))
SHORTEST_LIFE, LONGEST_LIFE = 0.6, 1.8  # seconds between an answering server and its death
LONGEST_OF_MANY = 4.0  # so that a thousand killings see a hundred thousand weeks


@dataclass
class Trouble:
    """A server killed again and again.

    :ivar enough: tells, after each killing, whether to stop.
    """

    running_server: RunningServer
    town: Town
    enough: Callable[[int, Ledger], bool]
    cut_share: float = 0.15
    longest_life: float = LONGEST_LIFE
    kills: int = 0

    def run(self, *, seed: int) -> tuple[Ledger, Findings]:
        """Let people declare meanwhile; give what they were told, and what of it is not there."""
        chance = random.Random(seed)
        with (
            failing_network(self.running_server.port, cut_share=self.cut_share, seed=seed) as port,
            crowd(port, self.town, clients=CLIENTS, seed=seed) as ledger,
        ):
            while True:
                self.running_server.start()
                known = ledger.count
                time.sleep(chance.uniform(SHORTEST_LIFE, self.longest_life))
                if self.enough(self.kills, ledger):
                    break
                eventually(lambda known=known: ledger.count > known, what="a week acknowledged")
                self.running_server.kill()
                self.kills += 1
        return ledger, compare(ledger, self.town.people.service)


def test_a_killed_server_loses_doubles_and_changes_nothing(
    running_server: RunningServer, residents: People
) -> None:
    trouble = Trouble(running_server, Town.of(residents, CLIENTS), lambda kills, _: kills >= 3)
    ledger, found = trouble.run(seed=1)
    assert found.counts == CLEAN, found
    assert not ledger.wrong
    assert ledger.unfinished == 0
    assert ledger.cut > 0
    assert ledger.count > 20


@dataclass
class Aims:
    """How much of one database's run this part is to add, and for how long."""

    kills: int
    acknowledged: int
    minutes: float = field(default_factory=lambda: float(os.environ.get("XPRSA_TEST_MINUTES", "inf")))
    begun: float = field(default_factory=time.monotonic)

    @property
    def spent(self) -> float:
        """Minutes since it began."""
        return (time.monotonic() - self.begun) / 60

    def are_met(self, kills: int, ledger: Ledger) -> bool:
        """Tell whether to stop."""
        return (kills >= self.kills and ledger.count >= self.acknowledged) or self.spent >= self.minutes


@pytest.mark.prove
def test_a_thousand_killings_lose_double_and_change_nothing(
    running_server: RunningServer,
    residents: People,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A part of `XPRSA_TEST_MINUTES`, that goes on from the parts before on the same code."""
    database, folder = request.node.callspec.params["lasting_url"], parts.parts_folder()
    before = parts.parts_of(database, folder, code=parts.code_digest())
    done = parts.added_up(before)
    aims = Aims(
        kills=KILLS - (done.kills if done else 0), acknowledged=TOLD - (done.acknowledged if done else 0)
    )
    if aims.kills > 0 or aims.acknowledged > 0:
        seed = 2 + len(before)
        inhabitants = CLIENTS + max(0, aims.acknowledged) // (6 * VERSIONS_EACH)
        town = Town.of(residents, inhabitants)
        trouble = Trouble(running_server, town, aims.are_met, longest_life=LONGEST_OF_MANY)
        ledger, found = trouble.run(seed=seed)
        parts.keep(_part(database, seed, trouble, ledger, found, minutes=aims.spent), folder)
        before = parts.parts_of(database, folder, code=parts.code_digest())
        assert found.counts == CLEAN, found
        assert not ledger.wrong
    with capsys.disabled():
        print("\n" + parts.told(before, database, kills=KILLS, acknowledged=TOLD))
    assert all(part.is_clean for part in before), "a part of this code found something"


def _part(
    database: str, seed: int, trouble: Trouble, ledger: Ledger, found: Findings, *, minutes: float
) -> Part:
    return Part(
        database=database,
        seed=seed,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=parts.last_commit(),
        code=parts.code_digest(),
        kills=trouble.kills,
        acknowledged=ledger.count,
        cut=ledger.cut,
        minutes=round(minutes, 1),
        found=found.counts | {"wrong": len(ledger.wrong), "unfinished": ledger.unfinished},
    )


@pytest.mark.slow
@pytest.mark.parametrize("lasting_url", ["sqlite"], indirect=True)
def test_a_twin_that_answers_before_it_commits_is_found_to_lose_weeks(
    make_server: Callable[..., RunningServer], residents: People
) -> None:
    """Negative control."""
    twin = make_server(weakness=twins.ANSWERS_BEFORE_COMMIT)
    trouble = Trouble(twin, Town.of(residents, CLIENTS), lambda kills, _: kills >= 4)
    _, found = trouble.run(seed=3)
    assert found.lost


@pytest.mark.slow
@pytest.mark.parametrize("lasting_url", ["sqlite"], indirect=True)
def test_a_twin_that_takes_half_a_body_for_a_whole_one_is_found_to_alter_weeks(
    make_server: Callable[..., RunningServer], residents: People
) -> None:
    """Negative control."""
    twin = make_server(weakness=twins.HALF_A_BODY)
    town = Town.of(residents, CLIENTS)
    _, found = Trouble(twin, town, lambda kills, ledger: ledger.count >= 100, cut_share=0.5).run(seed=5)
    assert found.altered


@pytest.mark.slow
@pytest.mark.parametrize("lasting_url", ["postgresql"], indirect=True)
def test_a_twin_that_keeps_neither_keys_nor_versions_to_one_row_is_found_to_double_weeks(
    make_server: Callable[..., RunningServer], residents: People, lasting_url: str
) -> None:
    """Negative control."""
    twins.drop_uniqueness(lasting_url)
    twin = make_server(weakness=twins.NO_VERSION_CHECK)
    trouble = Trouble(twin, Town.of(residents, CLIENTS), lambda kills, _: kills >= 2)
    _, found = trouble.run(seed=4)
    assert found.duplicated
