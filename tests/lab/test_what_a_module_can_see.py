"""What a module under test can reach from where it runs, told by a module that tries everything it can."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.cards import ASKED_ON, card, world
from xprsa import lab
from xprsa.lab.auditing import audit
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.modules import child
from xprsa.modules.registry import open_module

NOSY = """
import importlib, pathlib, socket
from xprsa.scoring.module import ModuleCard

TRIED = {{
    "secret": lambda: "secret" in pathlib.Path({run!r}, "plan.json").read_text(),
    "people": lambda: importlib.import_module("xprsa.lab.people.world").World.read(),
    "traits": lambda: pathlib.Path({lab!r}, "people/data/attributes.toml").read_text(),
    "network": lambda: socket.create_connection(("127.0.0.1", {port}), timeout=2),
    "disk": lambda: pathlib.Path({here!r}, "left-behind").write_text("x"),
    "pid": lambda: pathlib.Path("/proc/{asker}").exists(),
}}

def is_reached(what):
    try:
        return bool(TRIED[what]())
    except Exception:
        return False

REACHED = " ".join(filter(is_reached, TRIED)) or "nothing"

class Nosy:
    card = ModuleCard.read({card!r})
    def answer(self, documents, /):
        raise RuntimeError(REACHED)

nosy = Nosy()
"""


@pytest.fixture
def a_port() -> Iterator[int]:
    """Somebody who listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def _what_it_reached(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Audit the nosy module, and give what it said instead of its first answer."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nosing.py").write_text(
        NOSY.format(
            run=str(tmp_path / "run"),
            lab=str(Path(lab.__file__).parent),
            port=port,
            here=str(tmp_path),
            asker=os.getpid(),
            card=card(fields=("week",)).model_dump_json(by_alias=True).encode(),
        ),
        encoding="utf-8",
    )
    module = open_module("python:nosing:nosy")
    work = Work(Path("run"), RunPlan("2026", "the secret", 1, 1, asked_on=ASKED_ON), module=module.digest)
    found, _ = audit(module, world(), work)
    assert found.module.isolation == child.isolation()
    return found.hearing.said[0]


def test_apart_it_reaches_neither_the_run_nor_the_lab_nor_the_network_nor_the_disk(
    tmp_path: Path, a_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert child.isolation() == "bwrap", "install bubblewrap: scripts/test-needs does"
    assert ": nothing" in _what_it_reached(tmp_path, a_port, monkeypatch)


def test_where_nothing_keeps_it_apart_it_does_reach_them_and_the_report_says_how_it_ran(
    tmp_path: Path, a_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_bwrap", lambda: ())
    assert ": secret people traits network disk pid" in _what_it_reached(tmp_path, a_port, monkeypatch)
