"""The page for data engineers: its commands, run as they stand and in their order, lead from a token back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.answers.asking.made_asking import AskingDesk
from tests.faults.server import RunningServer
from tests.scores.written import activate_module, write_module
from tests.source import ROOT
from xprsa.modules.registry import open_module
from xprsa.running.service import Service
from xprsa.storage.answer_entries import AskingState

PAGE = (ROOT / "docs/pipeline.md").read_text("utf-8")
MODULES = (ROOT / "docs/modules.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
FILE = r"`([a-z_]+\.(?:json|py))`[^`]*:\n\n```(?:json|python)\n(.*?)```"
NEEDED = ("card.json", "effort_lines.py", "verify.py")
CUT = "truncate -s -40 run/documents.jsonl\n"  # the line breaks in the middle of the last document
CHANGED = """
cp -r run sound
for file in documents.jsonl manifest.json; do
    echo >> run/$file
    if python3 verify.py; then exit 9; fi
    cp sound/$file run/$file
done
rm -r sound
"""  # on their way
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def served(database_url: str, keyring_file: Path, tmp_path: Path) -> Iterator[RunningServer]:
    made = RunningServer(database_url, keyring_file, tmp_path / "server")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def here(desk: AskingDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with the files that the page names, people who declared, and the active module."""
    folder = tmp_path / "engineer"
    folder.mkdir()
    for name, text in re.findall(FILE, MODULES + PAGE, re.DOTALL):
        if name in NEEDED:
            (folder / name).write_text(text, "utf-8")
    assert sorted(path.name for path in folder.iterdir()) == sorted(NEEDED)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    desk.clock.instant = datetime.now(UTC)  # that of the commands
    last = desk.service.this_week(desk.territory).plus(-1)
    desk.weeks = (last.plus(-11), last)
    for hours in (("5h",) * 5, ("9h",) * 6, ("2h",)):  # of one week alone the module abstains
        desk.somebody(*hours)
    activated(desk, folder)
    return folder


def activated(desk: AskingDesk, folder: Path) -> None:
    """Let two managers confirm the program of the page, by its whole path: the server starts elsewhere."""
    source = f"command:{sys.executable} {folder / 'effort_lines.py'}"
    opened = open_module(source, card=folder / "card.json")
    first, second = desk.people.manager(), desk.people.manager()
    public_id = write_module(
        desk.service, by=first, card=opened.card, source=source, digest=opened.digest, secret_hash="1" * 64
    )
    activate_module(desk.service, public_id, first=first, second=second)


def script(desk: AskingDesk, served: RunningServer) -> list[str]:
    """Give the blocks of the page, with the address and the weeks of this test in the place of its own."""
    first, last = desk.weeks
    head = f"SERVICE=http://127.0.0.1:{served.port}\nWEEKS={first}..{last}\n"
    named = re.findall(r"^[A-Z]+=", BLOCKS[0], re.MULTILINE)
    assert named == ["SERVICE=", "WEEKS="]
    return [head, *BLOCKS[1:]]


def carried_out(service: Service, folder: Path, blocks: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run blocks in one shell, which ends at the first command that fails."""
    settings = service.settings
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "XPRSA_DATABASE_URL": settings.database_url,
            "XPRSA_KEYRING": str(settings.keyring),
            "XPRSA_MAIL_URL": "smtp://127.0.0.1:9",
            "XPRSA_SMS_URL": "http://127.0.0.1:9",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


BY_TOKEN = '"lines":3'
BY_COMMAND = "3\u00a0personnes, 2\u00a0réponses, 1\u00a0abstention, 0\u00a0sans réponse valable"


@on_sqlite
@pytest.mark.parametrize(
    ("left_out", "told"), [("answers import", BY_TOKEN), ("--data-binary", BY_COMMAND)], ids=["token", "file"]
)
def test_every_command_of_the_page_runs_in_its_order(
    desk: AskingDesk, served: RunningServer, here: Path, left_out: str, told: str
) -> None:
    """Answers come back one way or the other."""
    every = script(desk, served)
    blocks = [block for block in every if left_out not in block]
    assert len(blocks) == len(every) - 1
    resume, verify = (turn for turn, block in enumerate(blocks) if "?after=" in block or "verify.py" in block)
    blocks[resume] = CUT + blocks[resume]
    blocks[verify] += CHANGED
    done = carried_out(desk.service, here, blocks)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not those of the manifest" in done.stderr, "changed documents are found"
    assert "InvalidSignature" in done.stderr, "a changed manifest is found"
    assert told in done.stdout
    heard = done.stdout.replace(BY_TOKEN, BY_COMMAND).count(BY_COMMAND)
    assert heard == 3, "brought back, tried and asked here: the same"
    assert "3\u00a0réponses identiques, 0\u00a0autre." in done.stdout
    brought, asked = desk.askings()
    assert [one.state for one in (brought, asked)] == [AskingState.DONE] * 2
    assert (brought.export_run is None, asked.export_run is None) == (False, True)
    assert sorted(path.name for path in here.iterdir()) == sorted([*NEEDED, "brought", "xprsa.keys.json"])
    with desk.service.database.reading() as store:
        (token,) = store.tokens.of_territory(desk.territory.id)
    assert token.revoked_at is not None


def test_every_block_of_the_page_is_a_file_that_is_used_or_commands_that_are_run() -> None:
    assert PAGE.count("```") == 2 * (len(BLOCKS) + len(re.findall(FILE, PAGE, re.DOTALL)))
    called = re.findall(r"\bxprsa (export|tokens|questions|answers|score)\b", "".join(BLOCKS))
    assert set(called) == {"export", "tokens", "questions", "answers", "score"}
