"""A backup as an operator makes it, restores it, and lets old ones go; on both databases."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select

from tests import builders
from tests.backup.conftest import made, on_sqlite, refused, types
from tests.builders import Clock, week
from xprsa.api.tokens import TokenRequest, make_token
from xprsa.backup import making
from xprsa.backup.alone import alone_in
from xprsa.backup.manifest import BackupManifest
from xprsa.commands.backing_up import backup, restore
from xprsa.commands.belonging import add_key
from xprsa.commands.checking import check
from xprsa.domain.machine_token import TokenState
from xprsa.domain.person import Beneficiary
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.backups import backups_in
from xprsa.running.clock_guard import beat
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import copies
from xprsa.storage.database import Database
from xprsa.storage.schema import config
from xprsa.storage.sealer import NoSealer
from xprsa.storage.tables import ServiceAuditRow, table
from xprsa.verify.service import verified


def test_a_backup_is_one_new_folder_for_its_owner_alone(home: Settings, person: Beneficiary) -> None:
    path = made(home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.iterdir()}
    assert files == dict.fromkeys(
        ("database.sealed", "keyring.sealed", "exports.sealed", "manifest.json"), 0o600
    )
    assert [left.name for left in path.parent.iterdir()] == [path.name]
    assert not any((home.keyring.parent / ".xprsa-backup").iterdir())
    said = json.loads((path / "manifest.json").read_text())
    assert (said["form"], said["versions"], said["instant"]) == (1, 1, path.name)


@on_sqlite
def test_nothing_of_a_person_or_of_a_key_shows_in_a_backup(
    home: Settings, person: Beneficiary, keyring: Keyring
) -> None:
    held = b"".join(file.read_bytes() for file in made(home).iterdir())
    secrets = [key.secret.hex().encode() for keys in keyring.keys.values() for key in keys]
    for canary in (person.account.last_name.encode(), b"Atelier", b"SQLite format 3", b"PGDMP", *secrets):
        assert canary not in held


def test_a_backup_restored_where_nothing_is_becomes_the_service_again(
    home: Settings, nowhere: Settings, person: Beneficiary, service: Service
) -> None:
    builders.begin_sign_in(service, person.account)
    with service.database.writing() as store:
        store.remembered_phones.add(person.id, secret_hash="0" * 64, at=service.now())
        purpose = store.purposes.open_now(person.account.territory)[0]
    make_token(service, TokenRequest("0123456789", "Un programme", purpose, 90))
    path = made(home)
    done = types(restore, nowhere, path)
    assert done.exit_code == 0, done.output
    assert "Jetons de programmes révoqués : 1." in done.output
    assert "Restauré jusqu’au" in done.output
    assert nowhere.keyring.read_bytes() == home.keyring.read_bytes()
    assert stat.S_IMODE(nowhere.keyring.stat().st_mode) == 0o600
    with service.database.reading() as store:
        receipt = store.declarations.receipts_of(person.id, week())[1][0]
    keyring, long_ago = Keyring.load(nowhere.keyring), service.now().replace(year=2020)
    database = Database(nowhere.database_url, sealer=keyring)
    try:
        given = verified(Service(nowhere, database, keyring), receipt.number)
        assert given is not None
        assert given.holds
        with database.reading() as store:
            assert not store.sign_ins.of_account(person.id, started_after=long_ago)
            assert not store.remembered_phones.of_account(person.id, at=service.now())
            (token,) = store.tokens.of_territory(person.account.territory)
            assert token.state(service.now()) is TokenState.REVOKED
            events = store.connection.execute(select(table(ServiceAuditRow))).all()
        assert [(line.event, line.detail) for line in events][-1] == ("restored", path.name)
    finally:
        database.dispose()


@on_sqlite
@pytest.mark.parametrize("name", ["database.sealed", "keyring.sealed", "exports.sealed", "manifest.json"])
@pytest.mark.parametrize("spoil", ["altered", "gone"])
def test_a_backup_that_was_touched_is_not_restored(
    home: Settings, nowhere: Settings, person: Beneficiary, name: str, spoil: str
) -> None:
    path = made(home)
    if spoil == "gone":
        (path / name).unlink()
    else:
        held = bytearray((path / name).read_bytes())
        held[len(held) // 2] ^= 1
        (path / name).write_bytes(held)
    done = types(restore, nowhere, path)
    assert done.exit_code == 1
    assert name == "manifest.json" or f"{path / name} manque ou est abîmé" in done.output
    assert not nowhere.keyring.exists()
    assert copies.is_free(nowhere.database_url)


@on_sqlite
def test_a_manifest_that_says_something_else_is_not_believed(
    home: Settings, nowhere: Settings, person: Beneficiary
) -> None:
    path = made(home)
    said = (path / "manifest.json").read_text()
    (path / "manifest.json").write_text(said.replace('"versions": 1', '"versions": 0'))
    refused(types(restore, nowhere, path), "son manifeste a changé")


@on_sqlite
def test_another_passphrase_restores_nothing(
    home: Settings, nowhere: Settings, person: Beneficiary, tmp_path: Path
) -> None:
    path, other = made(home), tmp_path / "other"
    other.write_text("une tout autre phrase secrète")
    other.chmod(0o600)
    refused(types(restore, nowhere, path, "--passphrase-file", other), "La phrase secrète n’est pas celle")
    assert not nowhere.keyring.exists()


@on_sqlite
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("form", 2, "d’une forme (2)"),
        ("revision", "9999", "version plus récente"),
        ("database", "x", "base x"),
    ],
)
def test_what_this_software_cannot_hold_is_not_restored(
    home: Settings, nowhere: Settings, person: Beneficiary, field: str, value: object, said: str
) -> None:
    path = made(home)
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps({**manifest, field: value}))
    refused(types(restore, nowhere, path), said)
    assert not nowhere.keyring.exists()


@on_sqlite
def test_what_is_no_backup_is_not_restored(nowhere: Settings, tmp_path: Path) -> None:
    refused(types(restore, nowhere, tmp_path), "n’est pas une sauvegarde")


def test_nothing_that_stands_is_ever_overwritten(
    home: Settings, nowhere: Settings, person: Beneficiary
) -> None:
    path, keys = made(home), home.keyring.read_bytes()
    refused(types(restore, home, path), "Un trousseau existe déjà")
    (home.keyring).rename(home.keyring.with_name("moved.json"))
    refused(types(restore, home, path), "Une base existe déjà")
    (nowhere.exports / "a-run").mkdir(parents=True)
    refused(types(restore, nowhere, path), "Des exports existent déjà")
    assert home.keyring.with_name("moved.json").read_bytes() == keys
    assert copies.held_by(home.database_url).versions == 1
    assert not home.keyring.exists()


@on_sqlite
def test_a_keyring_that_was_lost_comes_back_alone(
    home: Settings, person: Beneficiary, service: Service
) -> None:
    with service.database.writing() as store:
        store.keyring_marks.keep(service.keyring.marks())
    path, keys = made(home), home.keyring.read_bytes()
    refused(types(restore, home, path, "--keyring-only"), "Un trousseau existe déjà")
    home.keyring.unlink()
    done = types(restore, home, path, "--keyring-only")
    assert done.exit_code == 0, done.output
    assert "Trousseau restauré" in done.output
    assert home.keyring.read_bytes() == keys
    assert stat.S_IMODE(home.keyring.stat().st_mode) == 0o600


@on_sqlite
def test_a_keyring_older_than_the_database_comes_back_with_what_that_means(
    home: Settings, person: Beneficiary, service: Service
) -> None:
    with service.database.writing() as store:
        store.keyring_marks.keep(service.keyring.marks())
    path = made(home)
    add_key(service.database, home.keyring, Use.RECEIPT)
    home.keyring.unlink()
    refused(types(restore, home, path, "--keyring-only"), "Le trousseau est plus ancien que la base")


@on_sqlite
def test_what_is_half_made_is_no_backup_and_goes_at_the_next_one(home: Settings, person: Beneficiary) -> None:
    assert home.backups is not None
    half, room = home.backups / ".20261124T095900Z.partial", home.keyring.parent / ".xprsa-backup"
    for left in (half, home.backups / "20261124T095900Z", room / "back"):
        left.mkdir(parents=True)
        (left / "database.sealed").write_bytes(b"half")
    for name in ("20269924T095900Z", "lost+found", "2026112T095900Z"):
        (home.backups / name).mkdir()
        (home.backups / name / "manifest.json").write_text("{}")
    assert backups_in(home.backups) == ()
    path = made(home)
    assert backups_in(home.backups) == (path,)
    assert not half.exists()
    assert not any(room.iterdir())


@on_sqlite
@pytest.mark.parametrize("part", ["database.sealed", "keyring.sealed", "exports.sealed"])
def test_what_does_not_read_back_never_appears(
    home: Settings, person: Beneficiary, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """A disk that writes something else than it was given."""
    first, honest = made(home), making.unpack

    def spoilt(hidden: Path, *others: object) -> object:
        held = bytearray((hidden / part).read_bytes())
        held[-1] ^= 1
        (hidden / part).write_bytes(held)
        return honest(hidden, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "unpack", spoilt)
    refused(types(backup, home), "abîmé")
    assert home.backups is not None
    assert [left.name for left in home.backups.iterdir()] == [first.name]


@on_sqlite
def test_a_backup_of_fewer_versions_than_were_counted_never_appears(
    home: Settings, person: Beneficiary, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = making.copy_database
    monkeypatch.setattr(making, "copy_database", lambda *given: replace(honest(*given), versions=2))
    refused(types(backup, home), ": 1, et non 2")
    assert home.backups is not None
    assert not any(home.backups.iterdir())


@on_sqlite
def test_the_instant_is_read_before_anything_is_copied(
    home: Settings, person: Beneficiary, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, clock = making.copy_database, Clock()
    monkeypatch.setattr(making, "now", clock)

    def copy(*given: object) -> object:
        clock.advance(hours=1)
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "copy_database", copy)
    assert BackupManifest.read(made(home)).instant == Clock().instant


@on_sqlite
def test_a_key_that_comes_while_the_database_is_copied_is_in_the_backup(
    home: Settings, nowhere: Settings, person: Beneficiary, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = making.copy_database
    with service.database.writing() as store:
        store.keyring_marks.keep(service.keyring.marks())

    def copy(*given: object) -> object:
        add_key(service.database, home.keyring, Use.RECEIPT)
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "copy_database", copy)
    done = types(restore, nowhere, made(home))
    assert done.exit_code == 0, done.output


def test_a_backup_of_an_older_software_is_restored_and_brought_up_to_date(
    request: pytest.FixtureRequest, home: Settings, nowhere: Settings, tmp_path: Path
) -> None:
    if copies.is_sqlite(home.database_url):
        old = f"sqlite:///{tmp_path / 'old.sqlite'}"
    else:
        old = request.getfixturevalue("old_database")
    database = Database(old, sealer=NoSealer())
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(config(connection), "0001")
    database.dispose()
    path = made(replace(home, database_url=old))
    assert BackupManifest.read(path).revision == "0001"
    done = types(restore, nowhere, path)
    assert done.exit_code == 0, done.output
    assert copies.held_by(nowhere.database_url).revision > "0001"


@on_sqlite
def test_the_oldest_go_and_are_named(home: Settings, person: Beneficiary) -> None:
    first, second, third = made(home), made(home), made(home)
    done = types(backup, home, "--keep", 2)
    assert f"Sauvegarde supprimée : {second.name}." in done.output
    assert f"Sauvegarde supprimée : {first.name}." in done.output
    assert home.backups is not None
    assert backups_in(home.backups)[1:] == (third,)
    assert len([*home.backups.iterdir()]) == 2


@on_sqlite
def test_without_a_number_none_goes(home: Settings, person: Beneficiary) -> None:
    names = [made(home).name for _ in range(3)]
    assert home.backups is not None
    assert [path.name for path in backups_in(home.backups)] == names[::-1]


@on_sqlite
def test_a_backup_dated_in_the_future_lets_none_go(home: Settings, person: Beneficiary) -> None:
    first = made(home)
    first.rename(first.with_name("20361124T100000Z"))
    second = made(home)
    refused(types(backup, home, "--keep", 1), "datée de l’avenir")
    assert second.is_dir()


@on_sqlite
def test_one_backup_is_made_at_a_time(home: Settings, person: Beneficiary) -> None:
    made(home)
    assert home.backups is not None
    for held in (home.backups, home.keyring.parent / ".xprsa-backup"):
        with alone_in(held):
            refused(types(backup, home), "Une autre sauvegarde est en cours")
    made(home)


@on_sqlite
def test_what_is_missing_is_said(home: Settings, person: Beneficiary) -> None:
    refused(types(backup, replace(home, backups=None)), "Indiquez le dossier des sauvegardes")
    refused(types(backup, replace(home, backup_passphrase=None)), "Indiquez le fichier de la phrase secrète")
    refused(types(backup, replace(home, keyring=home.keyring.with_name("no.json"))), "Le trousseau")


@on_sqlite
def test_a_place_that_cannot_be_written_is_a_sentence(home: Settings, person: Beneficiary) -> None:
    taken = home.keyring.parent / "a-file"
    taken.write_text("")
    refused(types(backup, home, taken), "n’a pas pu être écrite")


@on_sqlite
def test_check_says_how_old_the_newest_backup_is(
    home: Settings, person: Beneficiary, service: Service, clock: Clock
) -> None:
    seen = replace(service, settings=home)
    refused(types(check, seen), "Aucune sauvegarde dans")
    made(home)
    clock.advance(hours=30)
    beat(service)
    assert "Dernière sauvegarde\u00a0: il y a 30\u00a0h." in types(check, seen).output
    clock.advance(hours=20)
    beat(service)
    refused(types(check, seen), "a 50 heures. Lancez `xprsa backup`")
    newest = made(home)
    newest.rename(newest.with_name("20361124T100000Z"))
    refused(types(check, seen), "datée de l’avenir")


@on_sqlite
def test_check_says_when_a_backup_is_older_than_people_are_told(
    home: Settings, service: Service, clock: Clock, person: Beneficiary
) -> None:
    seen = replace(service, settings=home)
    made(home)
    for _ in range(16):
        beat(service)
        clock.advance(days=1)
    beat(service)
    newest = made(home)
    newest.rename(newest.with_name(f"{clock():%Y%m%dT%H%M%SZ}"))
    in_time = types(check, seen)
    assert in_time.exit_code == 0
    assert "La plus ancienne" not in in_time.output
    clock.advance(days=1)
    beat(service)
    assert "La plus ancienne sauvegarde a 17 jours" in types(check, seen).output
