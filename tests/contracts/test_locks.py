"""Every dependency is locked by hash, in step with pyproject.toml; no file names a machine or a registry."""

import re
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.source import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
HOSTS = re.compile(r"pypi\.org|pythonhosted|npmjs|--index-url|--extra-index|debian\.org", re.IGNORECASE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    bare = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert entries
    assert not bare, f"{name} holds what no hash protects: {bare}"


def test_the_locks_are_in_step_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {"requirements.txt": project["project"]["dependencies"]}
    wanted["requirements-dev.txt"] = [*wanted["requirements.txt"], *project["dependency-groups"]["dev"]]
    for name, requirements in wanted.items():
        pins = {
            _plain(pin): version for pin, version in PIN.findall((ROOT / name).read_text(encoding="utf-8"))
        }
        for text in requirements:
            request = Requirement(text)
            found = pins.get(_plain(request.name))
            assert found, f"{request.name} is wished for and not locked in {name}: run `make lock`"
            assert request.specifier.contains(found), (
                f"{name} locks {request.name} {found}, not {request.specifier}"
            )


def test_both_locks_agree() -> None:
    runs, tests = (
        dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    apart = {name: (version, tests.get(name)) for name, version in runs.items() if tests.get(name) != version}
    assert not apart, f"tests would run on other versions than people do: {apart}"


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    places = re.compile(HOSTS.pattern + r"|/(?:home|work|Users)/\w", re.IGNORECASE)
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if (
            path.suffix in (".png", ".jpg", ".svg")
            or path == ROOT / "tests/contracts/test_locks.py"
            or not path.is_file()
        ):
            continue
        hits = places.findall(path.read_text(encoding="utf-8", errors="replace"))
        found.extend(f"{name}: {hit}" for hit in hits)
    assert not found, f"names of machines or registries: {found}"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
