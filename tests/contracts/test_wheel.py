"""The wheel alone, in another folder, serves a journey: nothing of the checkout is missing from it."""

import os
import subprocess
import sys
import time
import venv
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.source import ROOT
from xprsa.scoring.software import software_version

STARTS_WITHIN = 60  # seconds


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("xprsa-*.whl"))


def test_the_wheel_serves_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """The libraries are the ones at hand; the product comes from the wheel only."""
    python = _environment(tmp_path)
    libraries = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    own = next((tmp_path / "env/lib").glob("python*/site-packages"))
    (own / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    _run(sys.executable, "-m", "pip", "--quiet", "install", "--no-deps", "--no-index", "--target", own, wheel)
    _serves_a_journey(python, tmp_path)


@pytest.mark.slow
def test_the_wheel_brings_every_library_it_needs(wheel: Path, tmp_path: Path) -> None:
    python = _environment(tmp_path, with_pip=True)
    _run(python, "-m", "pip", "--quiet", "install", "--require-hashes", "-r", ROOT / "requirements.txt")
    _run(python, "-m", "pip", "--quiet", "install", "--no-deps", "--no-index", wheel)
    _serves_a_journey(python, tmp_path)


def _environment(folder: Path, *, with_pip: bool = False) -> Path:
    venv.create(folder / "env", with_pip=with_pip, symlinks=True)
    return folder / "env/bin/python"


def _serves_a_journey(python: Path, folder: Path) -> None:
    port = 20_000 + os.getpid() % 20_000
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("XPRSA_", "PYTHON"))
    }
    environment |= {"XPRSA_DEMO": "1", "XPRSA_BASE_URL": f"http://127.0.0.1:{port}"}
    where = _run(python, "-c", "import xprsa; print(xprsa.__file__)", cwd=folder, env=environment)
    assert str(folder) in where, f"the product was read from {where}"
    version = "from xprsa.scoring.software import software_version; print(software_version())"
    assert _run(python, "-c", version, cwd=folder, env=environment) == software_version()
    _run(python, "-m", "xprsa", "migrate", cwd=folder, env=environment)
    _run(python, "-m", "xprsa", "demo", "--people", "5", "--weeks", "4", cwd=folder, env=environment)
    server = subprocess.Popen(
        [python, "-m", "xprsa", "serve", "--port", str(port)],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        page = _first_page(f"http://127.0.0.1:{port}/connexion", server)
        assert "<h1>" in page
        stylesheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
        with urlopen(f"http://127.0.0.1:{port}{stylesheet}", timeout=5) as answer:
            assert answer.headers["Content-Type"].startswith("text/css")
    finally:
        server.terminate()
        server.wait(timeout=20)


def _first_page(address: str, server: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the wheel did not serve")


def _run(*command: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()
