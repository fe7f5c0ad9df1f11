"""What is published beside the runs: names, versions, the list of forms, and keys that anybody can use."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from tests.pages import JudgingClient
from tests.source import ROOT
from xprsa.export.manifest import signing_keys
from xprsa.export.words import FORM_TITLES
from xprsa.scoring import software
from xprsa.scoring.schemas import published
from xprsa.storage.export_runs import Format

DOCS = (ROOT / "docs/export.md").read_text(encoding="utf-8")


def manifest(run: Path) -> dict[str, object]:
    return dict(json.loads((run / "manifest.json").read_text("utf-8")))


def test_two_runs_of_one_second_have_two_names(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "2 h")))
    names = [manifest(desk.run(written=form))["run"] for form in (Format.JSONL, Format.JSONL, Format.CSV)]
    assert len(set(names)) == 3, names


def test_the_version_is_that_of_the_project_in_a_checkout_too(desk: Desk) -> None:
    said = manifest(desk.run())["software"]
    assert said == {"name": "xprsa", "version": software.software_version()}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{software.software_version()}"' in project
    assert not software.software_version().startswith("0.0")


def test_every_published_form_has_a_title_and_no_title_is_of_another() -> None:
    assert FORM_TITLES.keys() >= published().keys()
    others = {"xprsa.audit-keys.json", "xprsa.journal.json", "xprsa.keys.json"}
    assert FORM_TITLES.keys() - published().keys() == others


def test_every_published_form_is_listed_and_every_link_of_the_list_works(
    desk: Desk, client: JudgingClient
) -> None:
    page = client.get("/schemas/")
    links = re.findall(r'href="(/schemas/[^"]+)"', page.text)
    assert {link.rsplit("/", 1)[1] for link in links} == {
        *published(),
        "xprsa.audit-keys.json",
        "xprsa.keys.json",
        "xprsa.journal.json",
    }
    assert {client.get(link).status_code for link in links} == {200}
    assert client.get("/schemas").status_code == 308


@pytest.fixture
def signed(desk: Desk) -> Path:
    run = desk.run()
    (run / "xprsa.keys.json").write_bytes(signing_keys(desk.service.keyring))
    return run


def _documented(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)[0]


def _runs(signed: Path, *command: str) -> bool:
    return subprocess.run(command, cwd=signed, capture_output=True, check=False, timeout=60).returncode == 0


def _check(language: str) -> list[str]:
    shell = [sys.executable, "-c"] if language == "python" else ["sh", "-ec"]
    return [*shell, _documented(language)]


@pytest.mark.parametrize("language", ["python", "sh"])
def test_the_documented_check_of_a_signature_says_yes_and_no(language: str, signed: Path) -> None:
    if language == "sh" and not (shutil.which("openssl") and shutil.which("xxd")):
        pytest.skip("openssl and xxd are not here")
    assert _runs(signed, *_check(language))
    (signed / "manifest.json").write_bytes((signed / "manifest.json").read_bytes() + b" ")
    assert not _runs(signed, *_check(language))
