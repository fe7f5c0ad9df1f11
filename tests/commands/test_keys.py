"""`xprsa keys`: a keyring of yesterday serves, a newer key joins the others, and what is lost is told."""

import json
import shutil
import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.commands.test_keyring import without_key
from tests.old.restored import Restored, unpacked
from xprsa.accounts.staff.founding import Founding, found
from xprsa.commands.checking import check
from xprsa.commands.key_words import LOST, NEVER_ROTATED, ROTATED
from xprsa.commands.keys import keys
from xprsa.commands.opening import open_service
from xprsa.commands.setting_up import migrate
from xprsa.gateways.keyring import Keyring, Use
from xprsa.settings import Settings
from xprsa.verify.service import verified

ROTATING = sorted(set(Use) - NEVER_ROTATED)
NEW = Use.PSEUDONYM_RESEARCH
FOUNDING = Founding(
    code="099",
    name="Val-d’Essai",
    zone="Europe/Paris",
    phone="01 99 00 00 00",
    organisation="Département",
    first_name="Hélène",
    last_name="Essai",
    email="helene@example.org",
)


class Operator:
    """Somebody at a shell, without the time that a new process takes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def types(self, name: str, *words: str) -> Result:
        """Run `migrate` or `keys`, or `check` on the service as it opens."""
        if name == "check":
            return CliRunner().invoke(_check, obj=self.settings)
        command = {"migrate": migrate, "keys": keys}[name]
        return CliRunner().invoke(command, [str(word) for word in words], obj=self.settings)

    @property
    def keyring(self) -> Path:
        """The file of the keys."""
        return self.settings.keyring


@click.command()
@click.pass_context
def _check(context: click.Context) -> None:
    context.obj = open_service(context.obj)
    context.invoke(check)


@pytest.fixture
def operator(tmp_path: Path, migrated_file: Path) -> Operator:
    """A migrated database without a territory, and no keys."""
    shutil.copy(migrated_file, tmp_path / "xprsa.sqlite")
    url = f"sqlite:///{tmp_path / 'xprsa.sqlite'}"
    return Operator(
        Settings(database_url=url, keyring=tmp_path / "keyring.json", base_url="http://localhost")
    )


@pytest.fixture
def served(operator: Operator) -> Operator:
    """A service with its territory and a key for every use."""
    Keyring.create(operator.keyring)
    begin(operator)
    return operator


def begin(operator: Operator) -> None:
    """Make the first territory."""
    found(open_service(operator.settings), FOUNDING)


@pytest.fixture
def of_yesterday(served: Operator) -> Operator:
    """The same, from a day when one use was unknown to the software."""
    without_key(served.keyring, NEW)
    marks(served, f"DELETE FROM keyring_mark WHERE use = '{NEW}'")
    return served


@pytest.fixture
def old(tmp_path: Path) -> Restored:
    """The database and the keyring that commit 2e5a4d7 wrote."""
    (tmp_path / "old").mkdir()
    return unpacked(tmp_path / "old")


def marks(operator: Operator, statement: str = "SELECT 1") -> dict[str, str]:
    """Do something to the marks, then give them."""
    with sqlite3.connect(operator.settings.database_url.removeprefix("sqlite:///")) as database:
        database.execute(statement)
        return dict(database.execute("SELECT use, mark FROM keyring_mark").fetchall())


def ids(operator: Operator) -> list[str]:
    return [key["id"] for key in json.loads(operator.keyring.read_text())["keys"]]


def test_every_use_has_its_words() -> None:
    assert set(LOST) == set(ROTATED) == set(Use)


def test_a_keyring_of_yesterday_serves_and_migrating_completes_it(of_yesterday: Operator) -> None:
    checked = of_yesterday.types("check")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert f"Pas encore de clé pour «\u00a0{NEW}\u00a0»" in checked.stdout
    assert "et clés" not in checked.stdout
    before = ids(of_yesterday)
    migrated = of_yesterday.types("migrate")
    assert f"Clé ajoutée : {NEW}-" in migrated.stdout
    assert ids(of_yesterday)[:-1] == before
    assert marks(of_yesterday) == Keyring.load(of_yesterday.keyring).marks()
    assert "Pas encore" not in of_yesterday.types("check").stdout
    again = of_yesterday.keyring.read_bytes()
    assert "Clé ajoutée" not in of_yesterday.types("migrate").stdout
    assert of_yesterday.keyring.read_bytes() == again


@pytest.mark.parametrize("words", [["keys", "add"], ["keys", "add", NEW]])
def test_a_key_is_added_for_a_new_use_and_the_others_stay(of_yesterday: Operator, words: list[str]) -> None:
    before = ids(of_yesterday)
    done = of_yesterday.types(*words)
    assert done.exit_code == 0, done.stderr
    assert ids(of_yesterday)[:-1] == before
    assert of_yesterday.keyring.stat().st_mode & 0o777 == 0o600
    assert of_yesterday.types("check").exit_code == 0
    assert "Rien n’a changé" in of_yesterday.types(*words).stdout
    assert len(ids(of_yesterday)) == len(Use)


def test_before_the_first_territory_a_key_is_added_without_a_mark(operator: Operator) -> None:
    Keyring.create(operator.keyring)
    without_key(operator.keyring, NEW)
    assert operator.types("keys", "add").exit_code == 0
    assert marks(operator) == {}
    begin(operator)
    assert set(marks(operator)) == set(Use)


@pytest.mark.parametrize("use", ROTATING)
def test_a_newer_key_joins_the_others_and_a_keyring_without_it_is_refused(served: Operator, use: Use) -> None:
    file, backup = served.keyring, served.keyring.with_name("backup.json")
    shutil.copy(file, backup)
    done = served.types("keys", "rotate", use, "--yes")
    assert done.exit_code == 0, done.stderr
    assert len(ids(served)) == len(Use) + 1
    assert served.types("check").exit_code == 0
    shutil.copy(backup, file)
    refused = served.types("check")
    assert refused.exit_code == 1
    assert f"- {use} : {LOST[use]}" in refused.stderr
    assert refused.stderr.count("\n- ") == 1


@pytest.mark.parametrize("words", [("migrate",), ("keys", "add")], ids=" ".join)
def test_a_key_that_came_while_the_database_was_away_is_depended_on_all_the_same(
    served: Operator, words: list[str]
) -> None:
    older = served.keyring.read_bytes()
    Keyring.extend(served.keyring, [Use.RECEIPT])  # all that was done before the database stopped answering
    assert served.types(*words).exit_code == 0
    served.keyring.write_bytes(older)
    refused = served.types("check")
    assert refused.exit_code == 1
    assert LOST[Use.RECEIPT] in refused.output


def test_rotating_says_first_what_cannot_be_undone_and_waits_for_a_yes(served: Operator) -> None:
    before = served.keyring.read_bytes()
    done = served.types("keys", "rotate", Use.CODE)
    assert done.exit_code == 1
    assert "ne se retire plus" in done.stderr
    assert ROTATED[Use.CODE] in done.stderr
    assert served.keyring.read_bytes() == before


@pytest.mark.parametrize("use", sorted(NEVER_ROTATED))
def test_nobody_gets_another_pseudonym_by_a_rotation(served: Operator, use: Use) -> None:
    before = served.keyring.read_bytes()
    done = served.types("keys", "rotate", use, "--yes")
    assert done.exit_code == 1
    assert "un autre pseudonyme à tout le monde" in done.stderr
    assert served.keyring.read_bytes() == before


@pytest.mark.parametrize("use", list(Use))
def test_a_restored_keyring_that_lacks_a_use_says_what_that_means(served: Operator, use: Use) -> None:
    without_key(served.keyring, use)
    before = served.keyring.read_bytes()
    for words in ["check"], ["migrate"], ["keys", "add"]:
        done = served.types(*words)
        assert done.exit_code == 1
        assert f"- {use} : {LOST[use]}" in done.stderr
        assert "Traceback" not in done.stderr
    assert served.keyring.read_bytes() == before


def test_a_lost_key_is_followed_by_another_once_its_loss_is_agreed_to(served: Operator) -> None:
    without_key(served.keyring, Use.REPLAY)
    asked = served.types("keys", "add", Use.REPLAY)
    assert asked.exit_code == 1
    assert LOST[Use.REPLAY] in asked.stderr
    assert len(ids(served)) == len(Use) - 1
    assert served.types("keys", "add", Use.REPLAY, "--yes").exit_code == 0
    assert served.types("check").exit_code == 0


@pytest.mark.parametrize("words", [["add"], ["add", Use.FIELD, "--yes"], ["rotate", Use.FIELD, "--yes"]])
def test_no_key_joins_the_keyring_of_another_database(served: Operator, words: list[str]) -> None:
    served.keyring.unlink()
    Keyring.create(served.keyring)
    before = served.keyring.read_bytes()
    done = served.types("keys", *words)
    assert done.exit_code == 1
    assert "n’est pas celui de la base" in done.stderr
    assert served.keyring.read_bytes() == before


def test_a_database_of_a_newer_software_is_a_sentence(served: Operator) -> None:
    marks(served, "INSERT INTO keyring_mark VALUES ('escrow', '00')")
    done = served.types("check")
    assert done.exit_code == 1
    assert "escrow. Installez une version plus récente" in done.stderr


def test_no_command_ever_shows_a_key(of_yesterday: Operator) -> None:
    told = ""
    for words in ["list"], ["add"], ["rotate", Use.RECEIPT, "--yes"], ["list"], ["rotate", NEW]:
        done = of_yesterday.types("keys", *words)
        told += done.stdout + done.stderr
    kept = json.loads(of_yesterday.keyring.read_text())["keys"]
    assert len(kept) == len(Use) + 1
    for key in kept:
        assert key["id"] in told
        assert key["secret"] not in told


def test_the_list_names_each_key_its_age_and_the_uses_that_have_none(of_yesterday: Operator) -> None:
    of_yesterday.types("keys", "rotate", Use.RECEIPT, "--yes")
    lines = of_yesterday.types("keys", "list").stdout.splitlines()
    assert sum(line.startswith("receipt ") for line in lines) == 2
    assert [line.split(maxsplit=1) for line in lines if "aucune" in line] == [[NEW, "aucune clé"]]
    assert lines[-1] == f"{len(Use)}\u00a0clés pour {len(Use) - 1}\u00a0usages sur {len(Use)}."


def test_the_keyring_that_2e5a4d7_wrote_is_listed_rotated_and_still_verifies(old: Restored) -> None:
    operator = Operator(Settings(old.database_url, old.keyring, "http://localhost"))
    for words in ["migrate"], ["keys", "list"], ["keys", "add"], ["keys", "rotate", Use.RECEIPT, "--yes"]:
        done = operator.types(*words)
        assert done.exit_code == 0, done.stderr
    service = open_service(operator.settings)
    for receipt in old.receipts()[:3]:
        given = verified(service, receipt["number"])
        assert given is not None
        assert given.holds
