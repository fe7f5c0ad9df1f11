"""What is sealed opens with its passphrase alone, whole, in its place and in its order."""

import tracemalloc
from pathlib import Path

import pytest

from xprsa.backup import sealing
from xprsa.backup.sealing import BackupWrong, Seal, passphrase_in

PASSPHRASE = "une phrase que personne ne devine"
SALT = bytes(range(16))


@pytest.fixture(scope="module")
def seal() -> Seal:
    return Seal.of(PASSPHRASE, SALT)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK", 100)


def opened(seal: Seal, folder: Path, name: str = "database") -> bytes:
    return b"".join(seal.read(folder, name))


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 200, 1234])
def test_what_is_sealed_opens_again(seal: Seal, tmp_path: Path, size: int) -> None:
    plain = bytes(number % 251 for number in range(size))
    written = seal.write(tmp_path, "database", [plain[:7], plain[7:50], plain[50:]])
    assert opened(seal, tmp_path) == plain
    path = tmp_path / "database"
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, written.size)
    assert sealing.sha256_of(path) == written.sha256


def test_a_large_file_takes_little_memory(
    seal: Seal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BLOCK", 1 << 20)
    tracemalloc.start()
    try:
        seal.write(tmp_path, "database", (bytes(100_000) for _ in range(640)))
        size = sum(len(block) for block in seal.read(tmp_path, "database"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 64_000_000
    assert peak < 10_000_000


def test_nothing_of_the_text_shows(seal: Seal, tmp_path: Path) -> None:
    seal.write(tmp_path, "database", [b"Durand" * 50])
    assert b"Durand" not in (tmp_path / "database").read_bytes()


def test_another_passphrase_or_another_salt_opens_nothing(seal: Seal, tmp_path: Path) -> None:
    seal.write(tmp_path, "database", [b"text"])
    for other in (Seal.of(PASSPHRASE + " ", SALT), Seal.of(PASSPHRASE, bytes(16))):
        assert other.mac(b"manifest") != seal.mac(b"manifest")
        with pytest.raises(BackupWrong, match="abîmé"):
            opened(other, tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: 2 * 116],
        lambda sealed: b"",
        lambda sealed: sealed[116:232] + sealed[:116] + sealed[232:],
        lambda sealed: sealed[:232] + sealed[116:],
        lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:],
        lambda sealed: sealed + bytes(16),
    ],
    ids=["cut short", "cut at a block", "emptied", "out of order", "a block twice", "altered", "longer"],
)
def test_what_was_touched_is_not_believed(seal: Seal, tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    seal.write(tmp_path, "database", [bytes(250)])
    path = tmp_path / "database"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BackupWrong, match="Prenez une autre sauvegarde"):
        opened(seal, tmp_path)


def test_a_file_does_not_pass_for_another_one(seal: Seal, tmp_path: Path) -> None:
    seal.write(tmp_path, "database", [b"text"])
    (tmp_path / "database").rename(tmp_path / "keyring")
    with pytest.raises(BackupWrong):
        opened(seal, tmp_path, "keyring")


def test_a_passphrase_is_the_text_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_text(f"  {PASSPHRASE}\n", encoding="utf-8")
    path.chmod(0o600)
    assert passphrase_in(path) == PASSPHRASE


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (PASSPHRASE, 0o640, "Faites chmod 600"),
        (PASSPHRASE, 0o604, "Faites chmod 600"),
        ("trop courte", 0o600, "moins de 20 signes"),
        (None, 0o600, "ne peut pas être lue"),
    ],
)
def test_a_passphrase_that_cannot_serve_is_a_sentence(
    tmp_path: Path, text: str | None, mode: int, said: str
) -> None:
    path = tmp_path / "passphrase"
    if text is not None:
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
    with pytest.raises(BackupWrong, match=said):
        passphrase_in(path)
