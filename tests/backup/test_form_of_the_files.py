"""Another program opens a backup from what docs/backup.md says of its form, and from nothing else of ours."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xprsa.backup.manifest import BackupManifest
from xprsa.backup.sealing import Seal

PASSPHRASE = "cheval pile agrafe correcte"
BLOCK = 1_048_576


def key_for(name: str, salt: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) of what scrypt gives, one block long."""
    drawn = hashlib.scrypt(PASSPHRASE.encode(), salt=salt, n=2**17, r=8, p=1, maxmem=2**28, dklen=32)
    extracted = hmac.digest(bytes(32), drawn, "sha256")
    return hmac.digest(extracted, f"xprsa backup: {name}".encode() + b"\x01", "sha256")


def test_another_program_opens_what_is_sealed(tmp_path: Path) -> None:
    plain = bytes(range(256)) * 10_000
    seal = Seal.of(PASSPHRASE)
    file = seal.write(tmp_path, "database.sealed", [plain])
    at = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
    BackupManifest(at, "0.1.0", "sqlite", "0011", 1, None, seal.salt, (file,)).write(tmp_path, seal)

    said = json.loads((tmp_path / "manifest.json").read_text())
    mac, salt = said.pop("mac"), bytes.fromhex(said["salt"])
    written = (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
    assert hmac.digest(key_for("manifest", salt), written, "sha256").hex() == mac

    sealed, opened = (tmp_path / "database.sealed").read_bytes(), b""
    cipher = AESGCM(key_for("database.sealed", salt))
    blocks = [sealed[start : start + BLOCK + 16] for start in range(0, len(sealed), BLOCK + 16)]
    for number, block in enumerate(blocks):
        nonce = number.to_bytes(11, "big") + bytes([number == len(blocks) - 1])
        opened += cipher.decrypt(nonce, block, None)
    assert opened == plain
