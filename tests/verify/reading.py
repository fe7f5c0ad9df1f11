"""Reads receipts as people hold them: a page saved, or its text copied, and the published keys."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from tests.source import ROOT
from xprsa.verify.commands import verify

Done = subprocess.CompletedProcess[str]


def copied_whole(page: str) -> str:
    """Copy a page as text: a label and what it stands for on lines of their own, blanks joined."""
    shown = page[page.index("<body>") :]
    blocks = re.sub(r"</(?:d[dt]|p|h\d|li|tr|td|th|summary)>", "\n", shown)
    text = html.unescape(re.sub(r"<[^>]*>", "", blocks))
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def copied_alone(page: str) -> str:
    """Copy the receipt of a page from its first word to its last code."""
    found = re.search(r"\nReçu\n.*Contenu signé\s+\S+", copied_whole(page), re.DOTALL)
    assert found
    return found[0]


def verifies(text: str | bytes, keys: Path) -> Done:
    """Verify in a folder and an environment where there is nothing else."""
    file = keys.with_name("receipt.txt")
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return subprocess.run(
        [sys.executable, "-m", "xprsa", "verify", "--keys", keys, file],
        cwd=keys.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "XPRSA_DATABASE_URL": "postgresql://127.0.0.1:1/x",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


def reads(text: str | bytes, keys: Path) -> Done:
    """Verify in this process, which takes no second to begin; each blank of what is said is one."""
    file = keys.with_name("receipt.txt")
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    done = CliRunner().invoke(verify, ["--keys", str(keys), str(file)])
    said, wrong = (re.sub("[\u00a0\u202f]", " ", one) for one in (done.stdout, done.stderr))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess([], done.exit_code, said, wrong)


def is_valid(done: Done) -> None:
    """Hold that a text is believed as it is."""
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert done.stdout.startswith("Reçu valable : "), done.stdout


def is_reserved(done: Done, why: str) -> None:
    """Hold that the signature is good, and that what was signed alone is to be believed."""
    assert done.returncode == 0, (done.stdout, done.stderr)
    first, second, third = done.stdout.splitlines()[:3]
    assert first.startswith("Reçu valable, sous réserve : "), done.stdout
    assert why in first
    assert first.endswith("; seul compte ce qui suit :")
    assert second.startswith("Semaine du ")
    assert third in (
        "Contenu signé :",
        "Le contenu n’est pas dans ce texte : seules la semaine et l’heure d’envoi sont prouvées.",
    )


def is_another_text(done: Done, why: str = "") -> None:
    """Hold that the signature is good and the receipt around it another."""
    assert done.returncode == 1, done.stdout
    assert "Reçu valable" not in done.stdout
    assert "Autre chose que signé : " in done.stdout
    assert why in done.stdout
    assert "le texte autour n’est pas ce qui a été signé" in done.stderr
