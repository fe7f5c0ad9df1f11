"""The page `docs/deploy.md`, followed word by word: what it makes serves over TLS and takes a declaration."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.deploy.browser import Browser
from tests.deploy.recipe import MACHINE, SITE, Machine, blocks, machine_in_a_folder
from tests.faults.crowd import hidden, shown_receipt
from tests.faults.server import eventually
from tests.source import ROOT

PEOPLE = (
    "organisation;type_organisation;reference;prenom;nom;courriel;contrat_du;heures_par_semaine\n"
    "Mission locale;ML;D-1;Ana;Durand;ana@example.org;2026-01-05;15\n"
)
OF_A_CHECKOUT = ("xprsa", "templates", "static", "deploy")
LINKED = ("README.md", "LICENSE", "pyproject.toml", "requirements.txt")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A checkout of its own, in which to build, and a folder in which to install."""
    for name in OF_A_CHECKOUT:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    with machine_in_a_folder(tmp_path) as made:
        yield made


@pytest.fixture
def short_ways(machine: Machine) -> str:
    """Programs that stand for `make wheel`, which would install here, and for the download of libraries."""
    folder = machine.root / "short-ways"
    folder.mkdir()
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    _program(folder / "make", f'exec {sys.executable} -m hatchling build -t "$1" -d dist')
    _program(
        folder / "python3",
        f'{sys.executable} -m venv "$3"',
        f'for own in "$3"/lib/python*/site-packages; do echo {libraries} > "$own/libraries.pth"; done',
        'mv "$3/bin/pip" "$3/bin/real-pip"',
        f'cp {folder / "pip"} "$3/bin/pip"',
    )
    _program(
        folder / "pip",
        'case "$2" in --require-hashes) exit ;; esac',
        'exec "$(dirname "$0")/real-pip" "$@"',
    )
    return str(folder)


def _program(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/bin/sh", "set -eu", *lines]) + "\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.slow
def test_what_is_typed_makes_a_service_that_takes_a_declaration(machine: Machine, short_ways: str) -> None:
    _follow(machine, short_ways)


@pytest.mark.slow
def test_the_libraries_come_by_the_recipe_too(machine: Machine) -> None:
    wheel_alone = machine.root / "short-ways"
    wheel_alone.mkdir()
    _program(wheel_alone / "make", f'exec {sys.executable} -m hatchling build -t "$1" -d dist')
    _follow(machine, str(wheel_alone))


def _follow(machine: Machine, path: str) -> None:
    printed = machine.follows(until='xprsa-here" check', path=path)
    assert f"https://{SITE}/invitation/" in printed
    assert "Rien n’empêche de servir" in printed  # no worker was seen yet
    machine.follows(until="nginx -t")
    _nobody_else_reads(machine.root)
    with machine.unit("xprsa-serve"), machine.unit("xprsa-work") as mails, machine.nginx():
        browser = Browser(machine)
        eventually(lambda: browser.ask("/sante").status == 200, what="the first answer")
        assert machine.follows(until="curl") == "ok"
        receipt = _declares(machine, browser, mails)
        machine.once("xprsa-backup")
    _loses_everything(machine.root / "var/lib/xprsa")
    assert "Restauré jusqu’au" in machine.follows(until="restore")
    assert "Reçu valable" in machine.types(f'"$ROOT/usr/local/sbin/xprsa-here" verify {receipt}')
    with machine.unit("xprsa-serve"), machine.nginx():
        eventually(lambda: browser.ask("/sante").status == 200, what="the first answer again")
        assert "Sa signature est bonne." in browser.ask(f"/verifier/{receipt}").page
        assert "Rien n’empêche de servir" in machine.follows(until="migrate", path=path)
    machine.follows(until="rand -hex 32")
    with machine.unit("xprsa-serve") as pages, machine.nginx():
        eventually(lambda: _workers_started(pages) == 6, what="the third start of both workers")
        assert 'xprsa_database_able{to="write"} 1.0' in machine.follows(until="/metrics")
        assert browser.ask("/metrics", Authorization=_token(machine)).status == 404
    assert _everything_logged(machine.root) == {"/connexion", "/declarer", "/sante", "/verifier", "other"}


def _workers_started(log: Path) -> int:
    """Count them: one that is told to end while it starts does not hear it."""
    return log.read_text(encoding="utf-8").count("Started worker-")


def _token(machine: Machine) -> str:
    settings = (machine.root / "etc/xprsa/xprsa.env").read_text(encoding="utf-8")
    found = re.search(r'^XPRSA_METRICS_TOKEN="(\w{64})"$', settings, re.MULTILINE)
    assert found is not None, settings
    return f"Bearer {found[1]}"


def _loses_everything(data: Path) -> None:
    shutil.rmtree(data)
    data.mkdir(mode=0o700)


def _nobody_else_reads(root: Path) -> None:
    modes = {
        "etc/xprsa": 0o750,
        "etc/xprsa/xprsa.env": 0o640,
        "etc/xprsa/tls/privkey.pem": 0o600,
        "etc/xprsa/backup-passphrase": 0o600,
        "var/backups/xprsa": 0o700,
        "var/lib/xprsa": 0o700,
        "var/lib/xprsa/keyring.json": 0o600,
        "var/lib/xprsa/xprsa.sqlite": 0o600,
    }
    assert {name: (root / name).stat().st_mode & 0o777 for name in modes} == modes


def _declares(machine: Machine, browser: Browser, mails: Path) -> str:
    """Bring a person in, sign in by the code that the worker sends, send a week; give the receipt."""
    people = machine.root / "personnes.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    machine.types(f'"$ROOT/usr/local/sbin/xprsa-here" people import {people}')
    assert browser.ask("/connexion", {"contact": "ana@example.org"}).status == 303
    eventually(lambda: _code(mails) != "", what="the mail of the code")
    assert browser.ask("/connexion/code", {"code": _code(mails)}).headers["location"] == "/"
    year, number, _ = datetime.now(UTC).isocalendar()
    path = f"/declarer/{year}-W{number:02d}"
    page = browser.ask(path).page
    form = {name: hidden(page, name) for name in ("csrf", "key", "base")}
    form |= {"answer": "activities", "row": "new1", "kind-new1": "training", "time-new1": "3 h", "send": "1"}
    sent = browser.ask(path, form)
    assert sent.status == 303, sent.page
    return shown_receipt(browser.ask(sent.headers["location"]).page)


def _code(mails: Path) -> str:
    found = re.search(r"\b(\d{3}) ?(\d{3})\b", mails.read_text(encoding="utf-8"))
    return found[1] + found[2] if found else ""


def _everything_logged(root: Path) -> set[str]:
    """Give the addresses that nginx wrote down; no line holds anything but an answer's size and time."""
    lines = (root / "var/log/nginx/xprsa.log").read_text(encoding="utf-8").splitlines()
    line = re.compile(r"\S+ (?:GET|POST) (\S+) \d{3} \d+ [\d.]+ [\d.-]+")
    assert all(line.fullmatch(written) for written in lines), lines
    assert "request:" not in (root / "var/log/nginx/error.log").read_text(encoding="utf-8")
    return {line.fullmatch(written)[1] for written in lines}


def test_systemd_finds_nothing_wrong_with_the_units(machine: Machine) -> None:
    program = machine.root / "opt/xprsa/venv/bin/xprsa"
    program.parent.mkdir(parents=True)
    _program(program, "exit")
    for words in ("install -d -m 755", "fill-in", "for unit in"):
        machine.types(next(block for block in blocks() if words in block and not block.startswith(MACHINE)))
    for unit in sorted((machine.root / "etc/systemd/system").iterdir()):
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "unit", sorted((ROOT / "deploy/systemd").glob("*.service")), ids=lambda unit: unit.name
)
def test_the_units_give_a_process_little_to_harm_with(unit: Path) -> None:
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", unit],  # of 100
        capture_output=True,
        text=True,
    )
    assert judged.returncode == 0, judged.stdout


def test_a_shell_stays_in_its_folder_unless_a_block_says_otherwise() -> None:
    changes = re.compile(r"^\s*(apt-get|adduser|systemctl|certbot|runuser)\b", re.MULTILINE)
    astray = [block for block in blocks() if changes.search(block) and not block.startswith(MACHINE)]
    assert not astray, f"blocks that would change the machine of whoever tests: {astray}"
    inside = [block for block in blocks()[1:] if not block.startswith(MACHINE)]
    absolute = [
        path for block in inside for path in re.findall(r"(?<![\w\"$}#|\\/)])/(?:etc|opt|usr|var)/\S*", block)
    ]
    assert not absolute, f"paths outside $ROOT: {absolute}"


def test_the_first_block_asks_what_a_test_answers() -> None:
    asked = re.findall(r"\b([A-Z]+)=", blocks()[0])
    assert sorted(asked) == sorted(Machine(Path("/")).answers)
