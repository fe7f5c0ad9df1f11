"""The `xprsa` command as an operator uses it: what it prints, and its exit codes."""

import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.commands.shell import INIT, Operator


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a service was begun by `init`."""
    folder = tmp_path_factory.mktemp("begun")
    done = Operator(folder).types(*INIT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def established(begun: Path, tmp_path: Path) -> Operator:
    """Somebody in a copy of that folder."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    return Operator(tmp_path)


def test_init_makes_a_territory_its_manager_and_the_keys_once(operator: Operator) -> None:
    done = operator.types(*INIT)
    assert done.returncode == 0, done.stderr
    assert "/invitation/" in done.stdout
    assert (operator.folder / "keyring.json").stat().st_mode & 0o777 == 0o600
    checked = operator.types("check")
    assert checked.returncode == 0, checked.stderr
    again = operator.types(*INIT)
    assert again.returncode == 1
    assert "existe déjà" in again.stderr


def test_a_wrong_setting_is_a_sentence_and_exit_code_1(operator: Operator) -> None:
    done = operator.types("serve", XPRSA_DATABSE_URL="x")
    assert done.returncode == 1
    assert "Réglage inconnu : XPRSA_DATABSE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_keys_are_a_sentence_and_no_start(established: Operator) -> None:
    (established.folder / "keyring.json").rename(established.folder / "lost.json")
    done = established.types("serve")
    assert done.returncode == 1
    assert "Le trousseau" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "work", "check"])
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_keyring_that_others_may_read_is_a_sentence_and_no_start(
    established: Operator, command: str, mode: int
) -> None:
    (established.folder / "keyring.json").chmod(mode)
    done = established.types(command)
    assert done.returncode == 1
    assert f"Faites chmod 600 {established.folder / 'keyring.json'}" in done.stderr


def test_encrypted_pages_without_a_trusted_proxy_do_not_pass_the_check(established: Operator) -> None:
    https = {"XPRSA_BASE_URL": "https://declarer.example.org"}
    done = established.types("check", **https)
    assert done.returncode == 1
    assert "XPRSA_TRUSTED_PROXIES vaut 0" in done.stderr
    assert established.types("check", **https, XPRSA_TRUSTED_PROXIES="1").returncode == 0


def test_migrating_never_makes_keys_for_a_database_that_lives_by_others(established: Operator) -> None:
    (established.folder / "keyring.json").rename(established.folder / "lost.json")
    for words in (["migrate"], ["demo"], INIT):
        established.types(*words)
        assert not (established.folder / "keyring.json").exists()
    assert established.types("check").returncode == 1


def test_an_address_that_cannot_be_read_is_a_sentence(operator: Operator) -> None:
    for address in ("postgresql://localhost:port/xprsa", "postgresql://127.0.0.1:1/nowhere"):
        done = operator.types("migrate", XPRSA_DATABASE_URL=address)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "XPRSA_DATABASE_URL" in done.stderr


def test_a_database_that_is_behind_is_a_sentence_and_no_start(established: Operator) -> None:
    with sqlite3.connect(established.folder / "xprsa.sqlite") as database:
        database.execute("DELETE FROM alembic_version")
    done = established.types("serve")
    assert done.returncode == 1
    assert "xprsa migrate" in done.stderr


def test_rows_that_point_nowhere_stop_a_migration_with_a_sentence(established: Operator) -> None:
    with sqlite3.connect(established.folder / "xprsa.sqlite") as database:
        database.execute("DELETE FROM territory")
    done = established.types("migrate")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: La mise à jour s’arrête")
    assert "account" in done.stderr


def test_a_database_that_is_away_is_a_sentence_and_no_start(established: Operator) -> None:
    done = established.types("check", XPRSA_DATABASE_URL="postgresql://127.0.0.1:1/nowhere")
    assert done.returncode == 1
    assert "La base ne répond pas" in done.stderr


def test_the_demonstration_is_refused_on_real_people(established: Operator) -> None:
    done = established.types("check", XPRSA_DEMO="1")
    assert done.returncode == 1
    assert "territoire réel" in done.stderr


def test_migrating_twice_changes_nothing(operator: Operator) -> None:
    assert operator.types("migrate").returncode == 0
    assert operator.types("migrate").returncode == 0
    assert not (operator.folder / "keyring.json").exists()


def test_a_receipt_is_verified_and_an_unknown_one_refused(operator: Operator) -> None:
    operator.environ["XPRSA_DEMO"] = "1"
    operator.types("migrate")
    operator.types("demo", "--people", "20", "--weeks", "3")
    with sqlite3.connect(operator.folder / "xprsa.sqlite") as database:
        (number,) = database.execute(
            "SELECT receipt FROM declaration_version WHERE declared_minutes > 0"
        ).fetchone()
        grouped = " ".join(number[start : start + 4] for start in range(0, 32, 4))
    good = operator.types("verify", grouped)
    assert good.returncode == 0, good.stderr
    assert "Reçu valable" in good.stdout
    assert operator.types("verify", "0" * 32).returncode == 1
    with sqlite3.connect(operator.folder / "xprsa.sqlite") as database:
        database.execute("UPDATE declaration_version SET lines = '[]' WHERE receipt = ?", (number,))
    altered = operator.types("verify", number)
    assert altered.returncode == 1
    assert "ne correspond pas" in altered.stderr


def test_wrong_usage_is_exit_code_2(operator: Operator) -> None:
    assert operator.types("serve", "--port", "no").returncode == 1  # no keyring yet: refused first
    operator.types(*INIT)
    assert operator.types("serve", "--port", "no").returncode == 2
    assert operator.types("nothing").returncode == 2


def test_a_port_that_is_taken_is_a_sentence(established: Operator) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = established.types("serve", "--port", str(holder.getsockname()[1]))
    assert done.returncode == 1
    assert "est pris" in done.stderr


def test_help_needs_no_database(operator: Operator) -> None:
    for words in (["--help"], ["demo", "--help"], ["people", "import", "--help"]):
        assert operator.types(*words).returncode == 0


def test_the_worker_does_what_waits_and_stops(established: Operator) -> None:
    done = established.types("work", "--once")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "0\u00a0tâche faite.\n"
