"""A report is written whole or not at all, over nothing else, and twice alike."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.lab.audits import ATiming, a_card, an_audit
from tests.lab.report.conftest import Write
from xprsa.lab.report import whole_folder
from xprsa.lab.report.refused import ReportWrong
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.writing import refuse_other_folder
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import Manifest
from xprsa.scoring.audit_signature import verify
from xprsa.scoring.module import ModuleCard

FILES = {
    "index.html", "index.en.html", "annexe.html", "annex.en.html", "rapport.pdf", "report.pdf",
    "findings.json", "card.json", "timing.json", "manifest.json", "signature.json",
}  # fmt: skip


def test_a_report_is_a_folder_of_eleven_files(printed: Path) -> None:
    assert {path.name for path in printed.iterdir()} == FILES
    assert not list(printed.parent.glob(".*")), "nothing is left beside it"


def test_the_findings_and_the_card_are_read_back_as_they_were(printed: Path) -> None:
    assert AuditFindings.model_validate_json((printed / "findings.json").read_bytes()) == an_audit()
    assert ModuleCard.read((printed / "card.json").read_bytes()) == a_card()


def test_equal_audits_give_equal_files_but_for_the_time_they_took(write: Write, tmp_path: Path) -> None:
    first = write(tmp_path / "one")
    second = write(tmp_path / "other", timing=ATiming(seconds=70.0))
    unlike = {name for name in FILES if (first / name).read_bytes() != (second / name).read_bytes()}
    assert unlike == {"timing.json", "manifest.json", "signature.json"}
    entries = Manifest.model_validate_json((first / "manifest.json").read_bytes()).files
    assert {entry.name for entry in entries if not entry.reproducible} == {"timing.json"}


def test_the_manifest_lists_every_file_with_its_digest(printed: Path) -> None:
    manifest = Manifest.model_validate_json((printed / "manifest.json").read_bytes())
    assert {entry.name for entry in manifest.files} == FILES - {"manifest.json", "signature.json"}
    for entry in manifest.files:
        content = (printed / entry.name).read_bytes()
        assert (entry.bytes, entry.sha256) == (len(content), sha256(content).hexdigest())
    assert manifest.module == an_audit().module.digest


def test_the_time_is_told_with_questions_a_second(printed: Path) -> None:
    assert json.loads((printed / "timing.json").read_bytes()) == {
        "seconds": 61.25,
        "slowest_seconds": 0.5,
        "questions": 246400,
        "questions_per_second": 4022.9,
    }


def test_a_run_that_nobody_timed_says_so(write: Write, tmp_path: Path) -> None:
    assert (write(tmp_path / "report", timing=None) / "timing.json").read_bytes() == b"null\n"


def test_a_newer_report_takes_the_place_of_the_older_one_as_a_whole(write: Write, tmp_path: Path) -> None:
    folder = write(tmp_path / "report")
    (folder / "old.txt").write_text("left by an older version")
    write(folder, replaces=True)
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_finished_report_stays_where_nobody_asks_to_replace_it(write: Write, tmp_path: Path) -> None:
    folder = write(tmp_path / "report")
    kept = (folder / "manifest.json").read_bytes()
    with pytest.raises(ReportWrong, match="contient déjà un rapport fini"):
        write(folder, timing=None)
    assert (folder / "manifest.json").read_bytes() == kept


def test_answers_that_are_kept_are_listed_and_signed_with_the_rest(write: Write, tmp_path: Path) -> None:
    folder = write(tmp_path / "report", answers=b"packed")
    assert verify(folder) == []
    (folder / "answers.csv.gz").write_bytes(b"other")
    assert verify(folder) == ["answers.csv.gz a changé depuis la signature."]


def test_an_empty_folder_may_become_a_report(write: Write, tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    assert verify(write(tmp_path / "report")) == []


def test_a_folder_of_anything_else_is_refused_and_left_alone(write: Write, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    with pytest.raises(ReportWrong, match="contient autre chose qu’un rapport"):
        write(tmp_path / "photos")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["one.jpg"]


def test_a_file_or_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(ReportWrong, match="n’est pas un dossier"):
            refuse_other_folder(tmp_path / name, replaces=True)


def test_a_report_that_cannot_be_finished_leaves_the_older_one(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "report")
    kept = (folder / "manifest.json").read_bytes()

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_folder, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        write(folder, timing=None, replaces=True)
    assert (folder / "manifest.json").read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_an_older_report_comes_back_when_the_newer_one_cannot_be_moved_in(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "report")
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if target == folder and not path.name.endswith(whole_folder._OLD):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="Input/output"):
        write(folder, timing=None, replaces=True)
    assert verify(folder) == []


def test_a_card_of_another_module_is_refused(write: Write, tmp_path: Path) -> None:
    with pytest.raises(ReportWrong, match="fiche"):
        write(tmp_path / "report", card=a_card(version="2.0"))
    assert not (tmp_path / "report").exists()


def test_people_of_another_world_are_refused(write: Write, tmp_path: Path) -> None:
    audit = an_audit()
    other = audit.model_copy(update={"plan": audit.plan.model_copy(update={"world": "0" * 64})})
    with pytest.raises(ReportWrong, match="personnes"):
        write(tmp_path / "report", other)


def test_another_key_changes_the_signature_only(write: Write, tmp_path: Path) -> None:
    first = write(tmp_path / "one")
    second = write(tmp_path / "other", key=SigningKey.load_or_make(tmp_path / "other.key"))
    unlike = {name for name in FILES if (first / name).read_bytes() != (second / name).read_bytes()}
    assert unlike == {"signature.json"}
