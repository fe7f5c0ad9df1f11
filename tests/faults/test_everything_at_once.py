"""Three servers, two workers, a killed PostgreSQL and a full disk, under load.

Nothing acknowledged is lost, no message leaves twice, and all of it recovers by itself. (Who asks again
while a code lives is sent the same one again: messages are counted, not codes.)
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.builders import People
from tests.faults.cluster import Cluster, durable_cluster
from tests.faults.conftest import _people_of
from tests.faults.crowd import NotHeard, Town, ask, crowd
from tests.faults.enduring import more_are_acknowledged
from tests.faults.ledger import Ledger, compare
from tests.faults.mail_sink import MailSink, mail_sink
from tests.faults.proxy import failing_network
from tests.faults.server import RunningServer, eventually
from tests.faults.small_disk import SmallDisk, small_disk
from tests.faults.test_killed_server import CLEAN, CLIENTS
from tests.source import ROOT
from xprsa.gateways.keyring import Keyring
from xprsa.storage import schema
from xprsa.storage.database import Database

SERVERS, WORKERS, SEEKERS = 3, 2, 60


@dataclass
class ServerWithMail(RunningServer):
    """The real server, and the real worker beside it, whose mails go somewhere."""

    mail_url: str = ""

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"XPRSA_MAIL_URL": self.mail_url}

    @contextmanager
    def worker(self, name: str) -> Iterator[None]:
        """Keep a worker running, started anew two seconds after it ended, as its unit says."""
        over, words = threading.Event(), [sys.executable, "-m", "xprsa", "work"]

        def supervise() -> None:
            with (self.folder / name).open("ab") as log:
                while not over.is_set():
                    process = subprocess.Popen(
                        words, env=self._environment(), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
                    )
                    while process.poll() is None and not over.wait(0.2):
                        pass
                    if over.is_set():
                        process.terminate()
                    process.wait()
                    over.wait(2.0)

        supervisor = threading.Thread(target=supervise)
        supervisor.start()
        try:
            yield
        finally:
            over.set()
            supervisor.join()


@dataclass
class Seeker:
    """Somebody who asks for codes to sign in, for one person after the other.

    :ivar asked: how many demands were taken.
    """

    port: int
    addresses: list[str]
    asked: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask until told to stop."""
        while not self.over.wait(0.4):
            address = self.addresses[self.asked % len(self.addresses)]
            with suppress(NotHeard):
                answer = ask(self.port, "/connexion", cookie="", form={"contact": address})
                self.asked += answer.status == 303


@contextmanager
def seeking_codes(port: int, addresses: list[str]) -> Iterator[Seeker]:
    seeker = Seeker(port, addresses)
    thread = threading.Thread(target=seeker.run)
    thread.start()
    try:
        yield seeker
    finally:
        seeker.over.set()
        thread.join()


@dataclass
class Scene:
    """Everything at once.

    :ivar seekers: addresses of those who ask for codes.
    """

    disk: SmallDisk
    cluster: Cluster
    servers: list[ServerWithMail]
    sink: MailSink
    people: People
    seekers: list[str]

    def trouble(self, chance: random.Random) -> None:
        """Fill the disk, kill PostgreSQL, or both at once; then free the disk, and see that it runs."""
        is_full, is_killed = chance.choice(((True, True), (True, True), (True, False), (False, True)))
        if is_full:
            self.disk.fill()
            time.sleep(chance.uniform(1.0, 3.0))
        if is_killed:
            with suppress(FileNotFoundError, ProcessLookupError):  # it ended by itself: its disk was full
                self.cluster.kill()
            time.sleep(chance.uniform(0.5, 2.0))
        self.disk.free()
        eventually(self._runs, what="servers that answer")

    def _runs(self) -> bool:
        if not self.cluster.is_up:  # as its own unit would
            self.cluster.start()
        return all(server.health() == 200 for server in self.servers)


@pytest.fixture
def scene(tmp_path: Path, keyring: Keyring, keyring_file: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(megabytes=400))
        cluster = stack.enter_context(durable_cluster(disk.folder))
        url = cluster.url.render_as_string(hide_password=False)
        database = Database(url, sealer=keyring)
        schema.migrate(database)
        database.dispose()
        sink = stack.enter_context(mail_sink())
        people = stack.enter_context(_people_of(url, keyring, keyring_file))
        seekers = [f"personne{number}@example.org" for number in range(SEEKERS)]
        for address in seekers:
            people.beneficiary(email=address)
        servers = [
            ServerWithMail(url, keyring_file, tmp_path / f"served{number}", mail_url=sink.url)
            for number in range(SERVERS)
        ]
        for server in servers:
            stack.callback(server.kill)
            server.start()
        for number in range(WORKERS):
            stack.enter_context(servers[number].worker("worker"))
        yield Scene(disk, cluster, servers, sink, people, seekers)


def lives_through(scene: Scene, *, rounds: int, minutes: float = float("inf"), seed: int = 1) -> str:
    """Bring trouble again and again while people declare and ask for codes; give the figures."""
    chance, begun, done = random.Random(seed), time.monotonic(), 0
    ports = [server.port for server in scene.servers]
    town = Town.of(scene.people, CLIENTS * 4)
    with (
        failing_network(*ports, cut_share=0.05, seed=seed) as port,
        seeking_codes(port, scene.seekers) as seeker,
        crowd(port, town, clients=CLIENTS, seed=seed) as ledger,
    ):
        while done < rounds and time.monotonic() - begun < minutes * 60:
            more_are_acknowledged(ledger, 20)
            scene.trouble(chance)
            done += 1
        more_are_acknowledged(ledger, 20)
    _nothing_was_lost(scene, ledger)
    assert seeker.asked > 0
    eventually(lambda: _messages(scene, "next_try_at") == 0, within=400, what="the sending of every code")
    left, arrived = _messages(scene, "sent_at"), sum(scene.sink.codes.values())
    assert arrived == left > 0, "each message that left arrived once"
    for server in scene.servers:
        eventually(lambda server=server: _writes(server), within=30, what="a server that writes again")
    return (
        f"{done} troubles, {ledger.count} acknowledged, {ledger.away} told to come back,"
        f" {ledger.cut} not heard, {seeker.asked} codes asked for,"
        f" {left} messages left, {arrived} arrived"
    )


def _nothing_was_lost(scene: Scene, ledger: Ledger) -> None:
    found = compare(ledger, scene.people.service)
    assert found.counts == CLEAN, found
    assert ledger.wrong == []
    assert ledger.unfinished == 0
    assert ledger.away > 0


def _messages(scene: Scene, instant: str) -> int:
    """Count the messages that have an instant."""
    with scene.people.service.database.reading() as store:
        query = f"SELECT count(*) FROM message WHERE {instant} IS NOT NULL"
        return int(store.connection.exec_driver_sql(query).scalar_one())


def _writes(server: RunningServer) -> bool:
    assert server.process is not None
    assert server.process.poll() is None
    with suppress(NotHeard):
        return ask(server.port, "/sante/ecrire", cookie="").status == 200
    return False


@pytest.mark.slow
def test_everything_at_once_loses_nothing_and_sends_nothing_twice(scene: Scene) -> None:
    lives_through(scene, rounds=3)


@pytest.mark.prove
def test_everything_at_once_again_and_again(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    minutes = float(os.environ.get("XPRSA_TEST_MINUTES", "20"))
    figures = lives_through(scene, rounds=10_000, minutes=minutes, seed=2)
    with capsys.disabled():
        print(f"\n{figures}")
