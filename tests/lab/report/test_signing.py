"""A signature holds for every byte of a report, and a key is made once."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.lab.report.test_writing import FILES
from tests.source import ROOT
from xprsa.lab.report.refused import ReportWrong
from xprsa.lab.report.signing import SigningKey
from xprsa.scoring.audit_keys import is_ours
from xprsa.scoring.audit_signature import signer_of, verify


def test_a_report_as_it_was_written_has_no_fault(report: Path) -> None:
    assert verify(report) == []


PUBLISHED = sorted(path.parent for path in (ROOT / "docs" / "lab").glob("*/signature.json"))


@pytest.mark.parametrize("folder", PUBLISHED, ids=[folder.name for folder in PUBLISHED])
def test_every_report_that_is_published_is_as_a_key_of_the_project_signed_it(folder: Path) -> None:
    assert verify(folder) == []
    assert is_ours(signer_of(folder))


def test_a_report_of_somebody_else_is_not_taken_for_the_projects(report: Path) -> None:
    assert not is_ours(signer_of(report))


def test_a_key_written_with_blanks_and_capitals_is_the_same_key(report: Path) -> None:
    key, path = signer_of(report), report / "signature.json"
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(said | {"public_key": f"{key[:8].upper()} {key[8:]}"}), "utf-8")
    assert verify(report) == []
    assert signer_of(report) == key


@pytest.mark.parametrize("name", sorted(FILES))
def test_one_byte_changed_in_any_file_is_found(report: Path, name: str) -> None:
    content = bytearray((report / name).read_bytes())
    content[len(content) // 2] ^= 1
    (report / name).write_bytes(content)
    assert any(name in fault for fault in verify(report))


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_found(report: Path, name: str) -> None:
    (report / name).unlink()
    assert any(name in fault for fault in verify(report))


def test_a_file_that_nobody_signed_is_found(report: Path) -> None:
    (report / "extra.html").touch()
    (report / "more").mkdir()
    assert verify(report) == [
        "extra.html n’est pas dans le manifeste.",
        "more n’est pas dans le manifeste.",
    ]


def test_a_file_put_elsewhere_and_linked_to_is_found(report: Path, tmp_path: Path) -> None:
    (report / "index.html").rename(tmp_path / "index.html")
    (report / "index.html").symlink_to(tmp_path / "index.html")
    assert verify(report) == ["index.html manque."]


def test_a_report_signed_anew_by_somebody_else_is_found_by_who_knows_the_key(
    report: Path, tmp_path: Path, key: SigningKey
) -> None:
    assert verify(report, public_key=key.public.upper()) == []
    stranger = SigningKey.load_or_make(tmp_path / "stranger.key")
    (report / "signature.json").write_bytes(stranger.signed((report / "manifest.json").read_bytes()))
    assert verify(report) == []
    assert verify(report, public_key=key.public) == ["Le rapport est signé par une autre clé."]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b'{"public_key": 1}', b'{"public_key": "zz", "signature": ""}', b"[" * 200_000],
)
def test_a_signature_that_is_none_is_said_to_be_none(report: Path, content: bytes) -> None:
    (report / "signature.json").write_bytes(content)
    assert verify(report) == ["signature.json n’est pas une signature."]


def test_a_signed_manifest_in_another_form_is_refused(report: Path, key: SigningKey) -> None:
    manifest = json.dumps({"schema": "xprsa.audit-manifest/2"}).encode()
    (report / "manifest.json").write_bytes(manifest)
    (report / "signature.json").write_bytes(key.signed(manifest))
    assert verify(report) == ["manifest.json n’est pas un manifeste."]


def test_a_manifest_may_not_name_a_file_outside_its_folder(report: Path, key: SigningKey) -> None:
    payload = json.loads((report / "manifest.json").read_bytes())
    payload["files"][0]["name"] = "../../etc/passwd"
    manifest = json.dumps(payload).encode()
    (report / "manifest.json").write_bytes(manifest)
    (report / "signature.json").write_bytes(key.signed(manifest))
    assert verify(report) == ["manifest.json n’est pas un manifeste."]


def test_a_folder_without_a_manifest_is_no_report(tmp_path: Path) -> None:
    assert verify(tmp_path) == ["manifest.json manque ou ne se lit pas."]


def test_a_key_is_made_for_its_owner_alone_and_never_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lab.key"
    made = SigningKey.load_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert SigningKey.load_or_make(path).public == made.public
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == ["lab.key"]


def test_many_that_make_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(SigningKey.load_or_make, [tmp_path / "lab.key"] * 32))
    assert len({key.public for key in keys}) == 1


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    SigningKey.load_or_make(tmp_path / "lab.key")
    (tmp_path / "lab.key").chmod(0o640)
    with pytest.raises(ReportWrong, match="chmod 600"):
        SigningKey.load_or_make(tmp_path / "lab.key")


@pytest.mark.parametrize("content", [b"", b"not a key"])
def test_a_file_that_is_no_key_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lab.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ReportWrong, match="n’est pas une clé"):
        SigningKey.load_or_make(path)
    assert path.read_bytes() == content


def test_a_key_of_another_sort_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    path = tmp_path / "lab.key"
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(ReportWrong, match="autre sorte"):
        SigningKey.load_or_make(path)
