"""The file of the keys: whole or absent, never overwritten, never shown, and one with its database."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.shell import INIT, Operator
from tests.source import ROOT
from xprsa.gateways.keyring import CannotOpen, KeyMissing, Keyring, KeyringWrong, Use


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


@pytest.mark.parametrize("secret", ["", "00", "00" * 31, "00" * 33])
@pytest.mark.parametrize("use", list(Use))
def test_a_secret_of_another_length_is_refused_at_the_start(file: Path, use: Use, secret: str) -> None:
    Keyring.create(file)
    said = json.loads(file.read_text())
    for key in said["keys"]:
        if key["use"] == use:
            key["secret"] = secret
    file.write_text(json.dumps(said))
    with pytest.raises(KeyringWrong, match="illisible"):
        Keyring.load(file)


def test_a_keyring_that_is_there_is_never_overwritten(file: Path) -> None:
    Keyring.create(file)
    before = file.read_bytes()
    with pytest.raises(KeyringWrong, match="existe déjà"):
        Keyring.create(file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_of_many_at_once_one_makes_the_keyring_and_it_is_whole(file: Path) -> None:
    made: list[Keyring] = []

    def make() -> None:
        try:
            made.append(Keyring.create(file))
        except KeyringWrong:
            return

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (path,) = made
    assert Keyring.load(file) == path
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_fills_up_half_way_leaves_no_keyring(file: Path) -> None:
    full = (
        "import resource, sys; from pathlib import Path; from xprsa.gateways.keyring import Keyring;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); Keyring.create(Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", full, file], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "n’a pas pu être écrit" in done.stderr
    assert list(file.parent.iterdir()) == []


def test_a_keyring_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyringWrong, match="n’a pas pu être écrit"):
        Keyring.create(tmp_path / "file" / "keyring.json")


def test_a_keyring_shows_the_names_of_its_keys_alone(file: Path) -> None:
    keyring = Keyring.create(file)
    assert repr(keyring).startswith("Keyring(code-")
    for key in json.loads(file.read_text())["keys"]:
        assert key["id"] in repr(keyring)
        assert key["secret"] not in repr(keyring)
        assert repr(bytes.fromhex(key["secret"]))[2:-1] not in repr(keyring.keys)


def test_a_mark_tells_its_keyring_even_once_a_newer_key_is_there(file: Path, tmp_path: Path) -> None:
    first, other = Keyring.create(file), Keyring.create(tmp_path / "other.json")
    rotated = Keyring(
        {use: (*other.keys[use], *keys) if use is Use.FIELD else keys for use, keys in first.keys.items()}
    )
    assert first.lost(first.marks()) == ()
    assert rotated.lost(first.marks()) == ()
    assert other.lost(first.marks()) == tuple(Use)
    assert first.lost(rotated.marks()) == (Use.FIELD,)
    assert first.lost({}) == ()


def test_the_keyring_of_another_database_is_a_sentence_and_no_start(operator: Operator) -> None:
    operator.types(*INIT)
    (operator.folder / "keyring.json").unlink()
    Keyring.create(operator.folder / "keyring.json")
    for words in ["check"], ["serve"], ["work", "--once"]:
        done = operator.types(*words)
        assert done.returncode == 1
        assert "n’est pas celui de la base" in done.stderr
        assert "Traceback" not in done.stderr


def test_one_key_of_another_keyring_is_enough_to_refuse(operator: Operator) -> None:
    operator.types(*INIT)
    path = operator.folder / "keyring.json"
    Keyring.create(operator.folder / "other.json")
    other = json.loads((operator.folder / "other.json").read_text())["keys"]
    mine = json.loads(path.read_text())["keys"]
    changed = [new if new["use"] == Use.REPLAY else old for old, new in zip(mine, other, strict=True)]
    path.write_text(json.dumps({"keys": changed}))
    assert operator.types("check").returncode == 1


def test_the_demonstration_knows_its_keyring_again(operator: Operator) -> None:
    operator.environ["XPRSA_DEMO"] = "1"
    operator.types("migrate")
    assert operator.types("demo", "--people", "5", "--weeks", "2").returncode == 0
    assert operator.types("check").returncode == 0
    (operator.folder / "keyring.json").unlink()
    Keyring.create(operator.folder / "keyring.json")
    assert operator.types("check").returncode == 1


def test_a_newer_key_goes_before_the_others_whatever_the_clock_said(file: Path) -> None:
    Keyring.create(file, at=datetime(2026, 11, 24, 10, tzinfo=UTC))
    for at in (datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)):
        (before, *_) = Keyring.load(file).of_use(Use.RECEIPT)
        extended = Keyring.extend(file, [Use.RECEIPT], at=at)
        assert extended == Keyring.load(file)
        newest, second, *_ = extended.of_use(Use.RECEIPT)
        assert (newest.created_at, second) == (at.isoformat(timespec="seconds"), before)


def test_what_older_keys_made_holds_once_newer_ones_are_there(file: Path) -> None:
    before = Keyring.create(file)
    key, signature = before.sign(Use.RECEIPT, b"a week")
    sealed, code = before.seal("a reason"), before.mac(Use.CSRF, b"a form")
    after = Keyring.extend(file, [Use.RECEIPT, Use.FIELD, Use.CSRF])
    assert after.verify(Use.RECEIPT, key, b"a week", signature)
    assert after.open(sealed) == "a reason"
    assert after.mac_matches(Use.CSRF, b"a form", code)
    assert after.sign(Use.RECEIPT, b"a week")[0] != key
    assert after.mac(Use.CSRF, b"a form") != code
    with pytest.raises(CannotOpen):
        before.open(after.seal("a reason"))


def test_of_many_who_add_keys_at_once_none_loses_the_key_of_another(file: Path) -> None:
    Keyring.create(file)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Keyring.extend(file, [Use.RECEIPT]), range(8)))
    assert len(Keyring.load(file).of_use(Use.RECEIPT)) == 9
    assert list(file.parent.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_fills_up_while_a_key_is_added_leaves_the_keyring_as_it_was(file: Path) -> None:
    Keyring.create(file)
    before = file.read_bytes()
    full = (
        "import resource, sys; from pathlib import Path; from xprsa.gateways.keyring import Keyring, Use;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "Keyring.extend(Path(sys.argv[1]), [Use.FIELD])"
    )
    done = subprocess.run([sys.executable, "-c", full, file], cwd=ROOT, capture_output=True, text=True)
    assert "n’a pas pu être écrit" in done.stderr
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_keyring_named_by_a_link_is_written_where_it_is(file: Path, tmp_path: Path) -> None:
    Keyring.create(file)
    link = tmp_path / "link.json"
    link.symlink_to(file)
    Keyring.extend(link, [Use.FIELD])
    assert link.is_symlink()
    assert len(Keyring.load(file).of_use(Use.FIELD)) == 2


@pytest.mark.parametrize("use", list(Use))
def test_a_use_without_a_key_is_missing_once_it_is_asked_for(file: Path, use: Use) -> None:
    Keyring.create(file)
    without_key(file, use)
    keyring = Keyring.load(file)
    assert keyring.without_key() == (use,)
    assert not keyring.mac_matches(use, b"said", bytes(32))
    assert not keyring.verify(use, "id", b"said", "00" * 64)
    with pytest.raises(KeyMissing, match=f"xprsa keys add {use}"):
        keyring.mac(use, b"said")
    with pytest.raises(KeyMissing):
        keyring.sign(use, b"said")
    if use is Use.FIELD:
        with pytest.raises(KeyMissing):
            keyring.seal("said")


def test_a_keyring_of_a_newer_software_is_a_sentence_and_stays_as_it_is(file: Path) -> None:
    Keyring.create(file)
    stored = json.loads(file.read_text())
    stored["keys"].append({**stored["keys"][0], "use": "escrow"})
    file.write_text(json.dumps(stored))
    before = file.read_bytes()
    for read in (Keyring.load, lambda path: Keyring.extend(path, [Use.FIELD])):
        with pytest.raises(KeyringWrong, match=r"escrow\. Installez une version plus récente"):
            read(file)
    assert file.read_bytes() == before


def without_key(file: Path, *uses: Use) -> None:
    """Make a keyring one that was written before some uses came."""
    stored = json.loads(file.read_text())
    stored["keys"] = [key for key in stored["keys"] if key["use"] not in uses]
    file.write_text(json.dumps(stored))
