"""What commit 2e5a4d7 kept lives on: its database, its keyring, its exports and every receipt it gave.

See README.md for what the archive holds. Nothing here names a column but that of a card: whatever is stored
otherwise since, the pages, the collections and the documents must say what they said.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select, update

from tests import postgresql
from tests.builders import Clock, People, activity, content, week
from tests.old.restored import REVISION, Restored, moved, unpacked
from tests.pages import JudgingClient
from tests.posted import PASSWORD, StaffPhone
from xprsa.commands.opening import open_service
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.review import Verdict
from xprsa.domain.week import Week
from xprsa.export.demands import ExportRequest
from xprsa.export.service import export_to
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database
from xprsa.storage.export_runs import Format
from xprsa.storage.sealer import NoSealer
from xprsa.storage.tables_export import ExportRunRow
from xprsa.verify.commands import verify
from xprsa.verify.service import verified

Browser = Callable[[Account], JudgingClient]
Declared = dict[tuple[int, Week], Beneficiary]  # internal id of a person, and a week; whose it is
LUCIE = UUID("b49cef2c-aae3-5c74-9fda-e3795b0f3bc7")
LAST = week("2026-W48")  # that of the tests' clock, and of the last thing done that day


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def old(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Restored]:
    """The service of 2e5a4d7, restored on each kind of database, then brought up to date."""
    restored = unpacked(tmp_path_factory.mktemp("old"))
    if request.param == "sqlite":
        yield up_to_date(restored)
        return
    server = request.getfixturevalue("server")
    with postgresql.new_database(server, postgresql.name_for(f"{worker_id}_old")) as url:
        yield up_to_date(moved(restored, url))


def up_to_date(restored: Restored) -> Restored:
    """Do what `xprsa migrate` does, which is all that an operator has to type after installing."""
    database = Database(restored.database_url, sealer=NoSealer())
    with database.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == REVISION
    schema.migrate(database)
    database.dispose()
    return restored


@pytest.fixture(scope="module")
def database_url(old: Restored) -> str:
    return old.database_url


@pytest.fixture(scope="module")
def keyring_file(old: Restored) -> Path:
    return old.keyring


@pytest.fixture(scope="module")
def keyring(keyring_file: Path) -> Keyring:
    return Keyring.load(keyring_file)


@pytest.fixture
def declared(old: Restored, service: Service) -> Declared:
    """Every week for which a receipt was given."""
    given = {(receipt["person"], receipt["week"]) for receipt in old.receipts()}
    people = {who: person_of(service, UUID(who)) for who in {who for who, _ in given}}
    return {(people[who].id, Week.parse(sent_week)): people[who] for who, sent_week in given}


@pytest.fixture
def lucie(service: Service) -> Beneficiary:
    """She who corrected a week most often, and whose last week says everything that a week can say."""
    return person_of(service, LUCIE)


@pytest.fixture
def staff(service: Service) -> dict[Role, Account]:
    """A member of staff of each role."""
    (territory,) = service.territories()
    with service.database.reading() as store:
        return {account.role: account for account, _ in store.accounts.staff(territory.id)}


def test_it_stands_at_the_newest_revision(database: Database) -> None:
    assert schema.is_current(database)


def test_the_keyring_of_that_day_opens_the_service(settings: Settings) -> None:
    """Whatever uses of keys came since: an old keyring never keeps the service from starting."""
    opened = open_service(settings)
    assert [territory.code for territory in opened.territories()] == ["099"]
    opened.database.dispose()


def test_every_receipt_still_verifies(old: Restored, service: Service) -> None:
    """By the service, and by the bytes and the public keys of that day alone."""
    public_keys = {key: bytes.fromhex(public) for key, public in old.public_keys().items()}
    for given in old.receipts():
        found = verified(service, given["number"])
        assert found is not None, f"receipt {given['number']} is lost"
        assert found.holds, f"receipt {given['number']} no longer holds"
        receipt, public = found.receipt, Ed25519PublicKey.from_public_bytes(public_keys[given["key_id"]])
        assert (str(receipt.week), receipt.version) == (given["week"], given["version"])
        assert (receipt.sent_at.isoformat(), receipt.nonce) == (given["sent_at"], given["nonce"])
        public.verify(bytes.fromhex(given["signature"]), receipt.statement)
        said = bytes.fromhex(given["nonce"]) + given["canonical"].encode()
        assert receipt.fingerprint == given["fingerprint"] == hashlib.sha256(said).hexdigest()


def test_every_version_is_still_in_the_file_of_its_person(
    old: Restored, service: Service, declared: Declared
) -> None:
    with service.database.reading() as store:
        found = store.declarations.of_many(declared)
    kept = {
        (str(declared[key].account.public_id), str(declaration.week), version.number)
        for key, declaration in found.items()
        for version in declaration.versions
    }
    assert {(given["person"], given["week"], given["version"]) for given in old.receipts()} <= kept


def test_the_command_and_the_page_verify_a_receipt(
    old: Restored, service: Service, client: JudgingClient
) -> None:
    number = old.receipts()[0]["number"]
    assert "Reçu valable" in CliRunner().invoke(verify, [number], obj=lambda: service).stdout
    assert "Sa signature est bonne" in client.get(f"/verifier/{number}").text


def test_a_person_opens_their_pages(
    lucie: Beneficiary, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    browser = as_beneficiary(lucie)
    opens(browser, "/ma-semaine", "/mes-semaines", "/mes-donnees", "/mes-connexions")
    for sent_week in (week(), LAST):
        declared = f"/declarer/{sent_week}"
        opens(
            browser, f"/mes-semaines/{sent_week}", declared, f"{declared}/recu", f"{declared}/recu?version=1"
        )


def test_an_adviser_opens_the_list_and_a_week_with_each_move(
    service: Service, declared: Declared, lucie: Beneficiary, as_adviser: Browser
) -> None:
    assert lucie.adviser is not None
    opened = {}
    with service.database.reading() as store:
        for (person, moved_week), moves in store.decisions.of_many(declared).items():
            followed = declared[person, moved_week]
            if followed.adviser == lucie.adviser:
                opened |= {move.verdict: f"{address(followed)}/{moved_week}" for move in moves}
    assert set(opened) == set(Verdict)
    opens(as_adviser(lucie.adviser), "/portefeuille", address(lucie), *opened.values())


def test_a_manager_opens_the_contests_and_what_was_sealed_in_letters(
    staff: dict[Role, Account], as_adviser: Browser
) -> None:
    browser = as_adviser(staff[Role.MANAGER])
    opens(browser, "/gestion/contestations", "/gestion/equipe", "/gestion/pages/aide")
    addresses = re.findall(r"/gestion/courriers/[0-9a-f-]{36}", browser.get("/gestion/courriers").text)
    assert addresses
    for address_of_letter in addresses:
        assert re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", browser.get(address_of_letter).text)


def test_a_reason_and_a_draft_of_that_day_are_read(
    service: Service, declared: Declared, lucie: Beneficiary
) -> None:
    with service.database.reading() as store:
        first, *_ = store.declarations.of_week(lucie.id, LAST).versions
        drafts = [store.files.with_draft(person.id, LAST)[1] for person in set(declared.values())]
    assert first.content.prevented == Prevented((4, 5), PreventedReason.CHILDCARE)
    assert ["1h30"] in [draft["time-new1"] for draft in drafts if draft]


def test_whoever_set_a_password_that_day_signs_in_with_it(
    service: Service, client: JudgingClient, clock: Clock
) -> None:
    with service.database.reading() as store:
        camille = store.accounts.staff_of_mail("camille@example.net")
        assert camille is not None
        secret = store.staff_secrets.of(camille.id)
    assert secret is not None
    code = StaffPhone(secret.totp_secret).code(clock())
    page = client.get("/connexion/equipe")
    answer = client.press(page, "Me connecter", email="camille@example.net", password=PASSWORD, code=code)
    assert answer.status_code == 303


def test_a_week_of_that_day_is_corrected_and_all_its_receipts_hold(
    lucie: Beneficiary, service: Service
) -> None:
    with service.database.reading() as store:
        before = store.declarations.of_week(lucie.id, week())
    assert before.current is not None
    said = content(*before.current.content.activities, activity("volunteering", "1h"))
    number = People(service).sends(lucie, week(), said)
    with service.database.reading() as store:
        after = store.declarations.of_week(lucie.id, week())
        receipts = store.declarations.receipts_of(lucie.id, week())
    assert after.versions[:-1] == before.versions
    assert set(receipts) == set(range(1, number + 1))
    found = [verified(service, receipt.number) for receipt, _ in receipts.values()]
    assert all(receipt is not None and receipt.holds for receipt in found)


def test_the_same_weeks_and_cut_off_write_the_same_documents(
    old: Restored, service: Service, tmp_path: Path
) -> None:
    runs = old.runs(service)
    last = max(run.as_of for run in runs)
    repeated = {run: directory for run, directory in runs.items() if run.as_of == last}
    assert {run.format for run in repeated} == {Format.JSONL, Format.CSV}  # those of that day
    for run, directory in repeated.items():
        again, documents = tmp_path / run.format, f"documents.{run.format}"
        request = ExportRequest(run.purpose, (run.first, run.last), run.format, run.as_of)
        export_to(service, request=request, directory=again, progress=lambda _people, _documents: None)
        assert (again / documents).read_bytes() == (directory / documents).read_bytes()


def test_the_runs_of_that_day_are_still_there_to_download(
    old: Restored, service: Service, staff: dict[Role, Account], as_adviser: Browser
) -> None:
    browser = as_adviser(staff[Role.EXPORTER])
    by_the_worker = {run: path for run, path in old.runs(service).items() if run.directory is None}
    assert len(by_the_worker) == 2
    listed = browser.get("/gestion/exports").text
    for run, directory in by_the_worker.items():
        assert f"/gestion/exports/{run.public_id}" in listed
        archive = browser.get(f"/gestion/exports/{run.public_id}/archive.zip")
        with zipfile.ZipFile(io.BytesIO(archive.data)) as files:
            left = {name: files.read(name) for name in files.namelist()}
        assert left == {path.name: path.read_bytes() for path in directory.iterdir()}


def test_what_left_in_a_run_that_kept_no_card_is_still_told(
    lucie: Beneficiary, service: Service, as_beneficiary: Callable[[Beneficiary], JudgingClient]
) -> None:
    """The software of that day may have asked for a run while the database was brought up to date."""
    browser, cards = as_beneficiary(lucie), cards_of_runs(service)
    told = browser.get("/mes-donnees").text.count("pour l’accompagnement")
    assert told
    keep_cards(service, dict.fromkeys(cards, ""))
    try:
        assert browser.get("/mes-donnees").text.count("pour l’accompagnement") == told
        opens(browser, f"/declarer/{LAST}?savoir=1")
    finally:
        keep_cards(service, cards)


def cards_of_runs(service: Service) -> dict[int, str]:
    with service.database.reading() as store:
        return {
            row.id: row.card for row in store.connection.execute(select(ExportRunRow.id, ExportRunRow.card))
        }


def keep_cards(service: Service, cards: dict[int, str]) -> None:
    with service.database.writing() as store:
        for run, card in cards.items():
            store.connection.execute(update(ExportRunRow).where(ExportRunRow.id == run).values(card=card))


def opens(browser: JudgingClient, *paths: str) -> None:
    """Hold every path to a page that is there."""
    answers = {path: browser.get(path).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 200)


def person_of(service: Service, public_id: UUID) -> Beneficiary:
    with service.database.reading() as store:
        account = store.people.account_by_public_id(public_id)
        found = store.people.find(account.id) if account else None
    assert found is not None, f"{public_id} is lost"
    return found


def address(person: Beneficiary) -> str:
    """Give where the adviser reads somebody."""
    return f"/portefeuille/{person.account.public_id}"
