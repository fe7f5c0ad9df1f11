"""A long day behind nginx as it is shipped: no error, no worker lost, and memory that stays flat (B-3)."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import builders
from tests.builders import People
from tests.deploy.browser import Browser
from tests.deploy.memory import growth, held_by
from tests.deploy.recipe import Machine, machine_in_a_folder
from tests.deploy.test_behind_nginx import ServerBehind, fields
from tests.faults.conftest import _new_url, _people_of
from tests.faults.server import eventually
from tests.faults.slow import HALF_A_BODY, HALF_A_HEAD, held_open
from tests.source import ROOT
from xprsa.domain.person import Account
from xprsa.gateways.keyring import Keyring

MOST_GROWTH = 8.0  # megabytes of all processes together, over the last three quarters
VISITORS = 4  # of each kind, at once
PEOPLE = 60  # each of those who declare is in turn: nobody has a week of a thousand versions
NOTHING_THERE = "/rien-de-tel"
PAGES = ("/", "/sante", "/sante/ecrire", "/connexion", "/aide", "/schemas/", "/static/xprsa.css")
EVERYBODY = (*PAGES, NOTHING_THERE)


@dataclass
class Day:
    """What was asked and how it was answered.

    :ivar wrong: what no visitor should ever see.
    :ivar memory: second, and megabytes held.
    """

    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Visitor:
    """Somebody who looks around, and now and then does what people do here.

    :ivar browsers: of the people who they are in turn.
    :ivar paths: pages of their own.
    :ivar weeks: the pages of weeks to declare, for people.
    """

    browsers: tuple[Browser, ...]
    day: Day
    chance: random.Random
    paths: tuple[str, ...]
    weeks: tuple[str, ...] = ()
    browser: Browser = field(init=False)

    def visits(self) -> None:
        """Ask for one thing, as one of them."""
        self.browser = self.chance.choice(self.browsers)
        if self.weeks and self.chance.random() < 0.3:
            week = self.chance.choice(self.weeks)
            page = self._asks(week, None, 200)
            self._asks(week, fields(page) | self._typed(), 303)
        elif self.chance.random() < 0.05:
            self.browser = Browser(self.browser.machine)
            self._asks("/connexion", {"contact": f"p{self.chance.randrange(500)}@example.org"}, 303)
        else:
            path = self.chance.choice((*EVERYBODY, *self.paths))
            self._asks(path, None, *((404,) if path == NOTHING_THERE else (200, 303)))

    def _typed(self) -> dict[str, str]:
        minutes = self.chance.randrange(5, 600, 5)
        row = {"kind-new1": "training", "time-new1": f"{minutes} min", "note-new1": "Atelier « B1 »"}
        return {"answer": "activities", "row": "new1", "send": "1"} | row

    def _asks(self, path: str, form: dict[str, str] | None, *expected: int) -> str:
        answer = self.browser.ask(path, form)
        self.day.answers[answer.status] += 1
        if answer.status not in expected:
            self.day.wrong.append(f"{path} answered {answer.status}")
        return answer.page


class BusyServer(ServerBehind):
    """Its visitors are quicker than people: no adviser opens files so fast, hour after hour."""

    def _environment(self) -> dict[str, str]:
        return super()._environment() | _of_the_unit() | {"XPRSA_FILES_PER_MINUTE": "100000"}


def _of_the_unit() -> dict[str, str]:
    """Give what the unit of systemd sets for the process."""
    lines = (ROOT / "deploy/systemd/xprsa-serve.service").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 2)[1:] for line in lines if line.startswith("Environment="))


@dataclass
class Soak:
    """A service behind its proxy, with two workers, and who visits it."""

    machine: Machine
    server: BusyServer
    people: People
    day: Day = field(default_factory=Day)

    def visitors(self) -> list[Visitor]:
        """Make people who declare, and advisers who read them."""
        this = self.people.service.this_week(self.people.territory())
        weeks = tuple(f"/declarer/{this.plus(-back)}" for back in range(6))
        made = []
        for number in range(VISITORS):
            adviser = self.people.adviser()
            people = [self.people.beneficiary(adviser=adviser) for _ in range(PEOPLE)]
            of_people = Visitor(
                tuple(self._browser(person.account) for person in people),
                self.day,
                random.Random(number),
                ("/ma-semaine", "/mes-semaines", "/mon-acces", "/mes-donnees", "/mes-connexions"),
                weeks,
            )
            reads = ("/portefeuille", *(f"/portefeuille/{person.account.public_id}" for person in people))
            of_adviser = Visitor((self._browser(adviser),), self.day, random.Random(-number), reads)
            made += [of_people, of_adviser]
        self.people.service.database.dispose()
        return made

    def lasts(self, seconds: float) -> None:
        """Let everybody visit for so long, some of them on lines that say nothing."""
        over, begun = threading.Event(), time.monotonic()
        threads = [threading.Thread(target=self._visits, args=(one, over)) for one in self.visitors()]
        processes = [self.server.process.pid, *self.server.worker_ids()] if self.server.process else []
        for thread in threads:
            thread.start()
        door, turns = Browser(self.machine).door, 0
        while time.monotonic() - begun < seconds:
            with held_open(door, (HALF_A_HEAD, HALF_A_BODY)[turns % 2], count=40):
                over.wait(min(2.0, seconds / 40))
            self.day.memory.append((time.monotonic() - begun, held_by(processes)))
            turns += 1
        over.set()
        for thread in threads:
            thread.join()
        assert [self.server.process and self.server.process.pid, *self.server.worker_ids()] == processes

    def _visits(self, visitor: Visitor, over: threading.Event) -> None:
        while not over.wait(visitor.chance.uniform(0.05, 0.3)):
            try:
                visitor.visits()
            except Exception as broken:  # noqa: BLE001 # whatever a visitor meets is told
                self.day.wrong.append(repr(broken))

    def _browser(self, account: Account) -> Browser:
        browser = Browser(self.machine)
        name, secret = builders.begin_sign_in(self.people.service, account)
        browser.cookies[f"__Host-{name}"] = secret
        return browser


@pytest.fixture(params=["sqlite"])
def soak(
    request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring, keyring_file: Path
) -> Iterator[Soak]:
    with (
        _new_url(request, tmp_path) as url,
        _people_of(url, keyring, keyring_file) as people,
        machine_in_a_folder() as machine,
    ):
        machine.fills_in()
        server = BusyServer(url, keyring_file, tmp_path / "served", port=machine.port, workers=2)
        with closing(server), machine.nginx():
            server.start()
            eventually(lambda: len(server.worker_ids()) == 2, what="two workers")
            eventually(lambda: Browser(machine).ask("/sante").status == 200, what="the first answer of nginx")
            yield Soak(machine, server, people)


@pytest.mark.slow
def test_half_a_minute_of_everything_meets_no_error(soak: Soak) -> None:
    soak.lasts(30)
    assert soak.day.wrong == []
    assert {200, 303, 404} <= soak.day.answers.keys()


@pytest.mark.prove
def test_an_hour_of_everything_meets_no_error_and_memory_stays_flat(
    soak: Soak, capsys: pytest.CaptureFixture[str]
) -> None:
    soak.lasts(60 * float(os.environ.get("XPRSA_TEST_MINUTES", "60")))
    held = [megabytes for _, megabytes in soak.day.memory]
    with capsys.disabled():
        print(
            f"\n{soak.day.memory[-1][0] / 60:.0f} min, answers {dict(sorted(soak.day.answers.items()))},"
            f" {len(soak.day.wrong)} wrong; {held[len(held) // 4]:.0f} MB after a quarter, {held[-1]:.0f} MB"
            f" at the end, {growth(soak.day.memory):+.1f} MB along the line of the last three quarters"
        )
    assert soak.day.wrong == []
    assert growth(soak.day.memory) < MOST_GROWTH


def test_a_leak_is_seen_and_a_start_is_none() -> None:
    """Negative control: 12 MB an hour, under noise; and 80 MB that are loaded once."""
    chance = random.Random(1)
    noise = [(float(second), 200 + chance.uniform(-3, 3)) for second in range(0, 3600, 5)]
    assert abs(growth(noise)) < MOST_GROWTH / 2
    assert growth([(second, held + 12 * second / 3600) for second, held in noise]) > MOST_GROWTH
    assert growth([(second, held - max(0, 80 - second)) for second, held in noise]) < MOST_GROWTH / 2
