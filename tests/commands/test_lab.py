"""The command `xprsa lab`: an audit from a terminal, without a database or a setting."""

import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from tests.source import ROOT
from xprsa import asking
from xprsa.lab.auditing import open_under_study
from xprsa.lab.commands import lab
from xprsa.lab.hearing.plan import planned
from xprsa.lab.hearing.work import Work
from xprsa.lab.people.world import World
from xprsa.scoring.software import software_version

PROFILES = 34_944  # the fewest with which a verdict is possible
ARGUMENTS = ("planted:direct_bias", "--profiles", str(PROFILES), "--secret", "told")


def _lab(*arguments: str | Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Type it in a terminal."""
    return subprocess.run(
        _command(*arguments), cwd=folder, env=_environment(), timeout=280, text=True, capture_output=True
    )


def test_without_its_extra_it_names_the_wheel_of_this_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xprsa.lab.auditing", None)
    refused = _called("stories")
    assert refused.exit_code == 1
    assert f"pip install 'dist/xprsa-{software_version()}-py3-none-any.whl[lab]'" in refused.output


def test_make_install_gives_the_command_that_the_documents_type() -> None:
    command = Path(sys.executable).with_name("xprsa")
    done = subprocess.run([command, "lab", "--help"], env=_environment(), text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "self-audit" in done.stdout


def _called(*arguments: str, given: str | None = None) -> Result:
    """Call it in this process, which knows the lab already: much quicker."""
    return CliRunner().invoke(lab, arguments, input=given)


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "xprsa", "lab", *map(str, arguments)]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an audit was interrupted, then run again to its end."""
    folder = tmp_path_factory.mktemp("audited")
    begun = subprocess.Popen(
        _command("run", *ARGUMENTS, "--report", "report"), cwd=folder, env=_environment()
    )
    until = time.monotonic() + 120
    while not list(folder.glob("report.en-cours/*.npz")) and time.monotonic() < until:
        time.sleep(0.05)
    begun.terminate()
    begun.wait(timeout=60)
    assert not (folder / "report").exists(), "the run was interrupted before its end"
    heard = [path.stat().st_mtime_ns for path in folder.glob("report.en-cours/*.npz")]
    assert heard
    done = _lab("run", *ARGUMENTS, "--report", "report", folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_run_tells_its_size_and_its_power_first_and_ends_with_one_line_without_progress_in_a_pipe(
    audited: Path,
) -> None:
    said = (audited / "said.txt").read_text(encoding="utf-8").splitlines()
    assert len(said) == 4
    assert said[0].startswith("34\u202f944 profils fictifs, ")
    assert "Un écart de 1 point sera vu 8" in said[1]
    assert "aucun feu vert n’est possible" in said[2]
    assert said[3].startswith("direct_bias\u202f: rouge. ")
    asked = re.search(r"([\d\u202f]+) questions", said[0])
    assert asked is not None
    assert f"{asked[0]} en " in said[3], "as many were asked as were told"


@pytest.mark.slow
def test_a_finished_report_stays_unless_somebody_asks_for_another(audited: Path) -> None:
    report = audited / "report" / "manifest.json"
    before = report.read_bytes()
    refused = _lab("run", *ARGUMENTS, "--report", "report", folder=audited)
    assert refused.returncode == 1
    assert "contient déjà un rapport fini" in refused.stderr
    assert report.read_bytes() == before


@pytest.mark.slow
def test_nothing_is_left_beside_a_report(audited: Path) -> None:
    assert not (audited / "report.en-cours").exists()
    assert (audited / "report" / "index.html").exists()


@pytest.mark.slow
def test_a_report_is_verified_and_one_that_was_altered_is_refused(audited: Path) -> None:
    sound = _lab("verify", "report", folder=audited)
    assert sound.returncode == 0
    assert "Ce n’est pas une clé du projet" in sound.stdout
    page = audited / "report" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Rouge", "Vert"), encoding="utf-8")
    refused = _lab("verify", "report", folder=audited)
    assert refused.returncode == 1
    assert "index.html" in refused.stderr


def test_a_report_is_never_written_over_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "holidays").mkdir()
    (tmp_path / "holidays" / "beach.txt").write_text("sand", encoding="utf-8")
    done = _called("run", *ARGUMENTS, "--report", "holidays")
    assert done.exit_code == 1
    assert "holidays" in done.stderr
    assert (tmp_path / "holidays" / "beach.txt").read_text(encoding="utf-8") == "sand"


def test_too_few_people_for_a_verdict_are_refused_once_the_power_is_told(tmp_path: Path) -> None:
    done = _called("run", "planted:noisy_fair", "--profiles", "1", "--report", str(tmp_path / "r"))
    assert done.exit_code == 1
    assert "Un écart de 1 point sera vu 17 fois sur 100" in done.stdout
    assert "aucun verdict n’est possible. Demandez --profiles 34944 au moins" in done.stderr
    assert not list(tmp_path.iterdir()), "nothing was begun"


def test_a_published_report_is_verified_by_a_key_of_the_project() -> None:
    done = _called("verify", str(ROOT / "docs" / "lab" / "triage"))
    assert done.exit_code == 0
    assert "C’est une clé du projet XP RSA, publiée à /schemas/xprsa.audit-keys.json." in done.stdout


def test_published_reports_stay_unless_somebody_asks_for_others(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "lab" / "triage", tmp_path / "triage")
    done = _called("publish", "--to", str(tmp_path))
    assert done.exit_code == 1
    assert "contient déjà un rapport fini" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["triage"], "no other was begun"


@pytest.mark.parametrize("answer", ["n", "y"])
def test_on_a_terminal_what_a_new_report_replaces_is_named_and_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    report = tmp_path / "report"
    shutil.copytree(ROOT / "docs" / "lab" / "triage", report)
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True), stderr=sys.stderr)
    monkeypatch.setattr(asking, "sys", terminal)
    done = _called(
        "run", "specimen:triage", "--replace", "--profiles", "1", "--report", str(report), given=answer
    )
    assert f"« {report} » : triage 1, du 2026-" in done.stdout
    assert ("profils fictifs" in done.stdout) is (answer == "y"), "an audit begins once that is agreed to"
    assert done.exit_code == 1
    assert (report / "index.html").exists()


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("specimen:unknown", "Choisissez parmi"),
        ("python:nowhere.at_all:module", "nowhere"),
        ("command:./no-such-program", "introuvable"),
        ("files:somewhere", "--card"),
    ],
)
def test_a_module_that_cannot_be_opened_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = _called("run", module, "--report", "r")
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == 1
    assert said in done.stderr


def test_the_stories_are_told_in_both_languages() -> None:
    french, english = (_called("stories", "--language", language).stdout for language in ("fr", "en"))
    assert french.count("\n\n") == english.count("\n\n") >= 24
    assert french != english


@pytest.mark.parametrize("word", ["", "x" * 65, "é" * 33])
def test_a_secret_that_no_chance_can_be_drawn_from_is_wrong_usage(word: str) -> None:
    done = _called("run", "specimen:dispersion", "--report", "r", "--secret", word)
    assert done.exit_code == 2
    assert "64" in done.stderr


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = _called("run", *ARGUMENTS, "--report", str(tmp_path / "file" / "report"))
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == 1
    assert "Un fichier n’a pas pu être" in done.stderr


def test_a_run_goes_on_with_its_own_secret_or_not_at_all(tmp_path: Path) -> None:
    world, module = World.read(), open_under_study(ARGUMENTS[0])
    begun = planned(world, profiles=PROFILES, seed=None, secret="first")
    Work(tmp_path / "r.en-cours", begun, module=f"{module.digest} {world.digest} {software_version()}")
    done = _called("run", *ARGUMENTS, "--report", str(tmp_path / "r"))
    assert done.exit_code == 1
    assert "un autre secret" in done.stderr


def test_a_run_goes_on_with_the_day_that_it_began_with_or_not_at_all(tmp_path: Path) -> None:
    world, module = World.read(), open_under_study("planted:direct_bias")
    begun = planned(world, profiles=PROFILES, seed=None, secret="told", asked_on=date(2026, 3, 2))
    Work(tmp_path / "r.en-cours", begun, module=f"{module.digest} {world.digest} {software_version()}")
    done = _called("run", *ARGUMENTS, "--asked-on", "2026-03-03", "--report", str(tmp_path / "r"))
    assert done.exit_code == 1
    assert "a commencé le 2026-03-02" in done.stderr


@pytest.mark.parametrize(
    "day", ["demain", "2026-02-30", "1999-12-31", str(datetime.now(UTC).date() + timedelta(days=2))]
)
def test_documents_are_dated_by_a_day_that_was(day: str) -> None:
    done = _called("run", "specimen:unknown", "--report", "r", "--asked-on", day)
    assert done.exit_code == 2
    assert "--asked-on" in done.output


def test_what_a_card_says_reaches_the_terminal_without_its_escapes(tmp_path: Path) -> None:
    card = tmp_path / "card.json"
    card.write_text('{"\\u001b[2Jkey": 1}', encoding="utf-8")
    done = _called("run", "command:cat", "--card", str(card), "--report", str(tmp_path / "r"))
    assert done.exit_code == 1
    assert "\x1b" not in done.stderr
    assert "\\u001b[2Jkey" in done.stderr
