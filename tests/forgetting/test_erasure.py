"""A person who is erased leaves no canary: in the database, the journal, later exports, the log (P-4)."""

import json
import re
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import event, insert, select
from sqlalchemy import text as sql

from tests.builders import Clock, People, activity, content, week
from tests.export.conftest import rows_of
from tests.forgetting.canaries import (
    ALL,
    Life,
    at_home,
    exports,
    files_of,
    found_in,
    is_written_to,
    live,
    texts,
)
from tests.forgetting.scene import contests, erases, forgets
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.commands.forgetting import forget
from xprsa.commands.journal import verify as verify_journal
from xprsa.domain.person import Account, Beneficiary
from xprsa.export.commands import export
from xprsa.running import erasure, erasures, log
from xprsa.running.journal import seal
from xprsa.running.service import Service
from xprsa.scoring.card import support_card
from xprsa.scoring.purpose import Purpose
from xprsa.storage import copies
from xprsa.storage.database import Collision
from xprsa.storage.export_runs import Failure, Format
from xprsa.storage.holdings import RULES
from xprsa.storage.tables import AccountRow, PersonAuditRow, table
from xprsa.storage.tables_access import SignInRow
from xprsa.storage.tables_export import ErasedDocumentRow
from xprsa.storage.tables_weeks import DraftRow
from xprsa.verify.commands import verify

# The number stays, and points to nobody: it is how the seals of the journal still verify.
STAYS = {"account", "person_audit"}


@pytest.fixture
def home(service: Service, keyring_file: Path, tmp_path: Path) -> Service:
    return at_home(service, keyring_file, tmp_path)


@pytest.fixture
def life(home: Service) -> Life:
    return live(home, People(home))


def test_the_canaries_are_everywhere_before(home: Service, life: Life, tmp_path: Path) -> None:
    told: dict[str, set[str]] = {}
    for name, text in texts(home):
        for canary in found_in(text):
            told.setdefault(canary, set()).add(name)
    assert told.keys() == ALL.keys(), f"not in the database: {ALL.keys() - told.keys()}"
    for column in ("draft.fields", "sign_in.kept", "sign_in_code.carried", "contact_change.after"):
        assert any(column in columns for columns in told.values()), f"no canary in {column}"
    assert found_in(files_of(home.settings.database_url, tmp_path)) >= {
        "last name",
        "email",
        "note",
        "contest",
    }
    with home.database.reading() as store:
        assert {rule.name for rule in RULES} - store.holdings.counts(life.person.id).keys() <= {
            "exemption",
            "invitation",
            "service_audit",
            "staff_secret",
        }


def test_after_it_nothing_is_left_of_the_person_in_the_database_and_in_its_files(
    home: Service, life: Life, tmp_path: Path
) -> None:
    done = erases(home, life.person.file_reference)
    assert done.exit_code == 0, done.output
    left = {name: found_in(text) for name, text in texts(home) if found_in(text)}
    assert not left
    assert not found_in(files_of(home.settings.database_url, tmp_path))
    with home.database.reading() as store:
        assert store.holdings.counts(life.person.id).keys() <= STAYS
        account = table(AccountRow)
        (row,) = store.connection.execute(select(account).where(account.c.id == life.person.id))
    assert row.public_id != life.person.account.public_id
    empty = {"first_name": "", "last_name": "", "email": None, "phone": None, "address": None}
    assert {name: getattr(row, name) for name in empty} == empty


def test_the_seals_of_the_journal_still_hold_and_its_lines_lead_to_nobody(
    home: Service, life: Life, clock: Clock
) -> None:
    clock.advance(hours=2)
    seal(home)
    erases(home, life.person.file_reference)
    clock.advance(hours=2)
    seal(home)
    done = CliRunner().invoke(verify_journal, [], obj=home, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "Journal intact" in done.output
    journal = table(PersonAuditRow)
    with home.database.reading() as store:
        lines = store.connection.execute(select(journal).where(journal.c.person_id == life.person.id)).all()
    assert "erased" in {line.event for line in lines}
    assert not found_in(json.dumps([list(map(str, line)) for line in lines]))
    public = str(life.person.account.public_id)
    assert not any(public in str(line) for line in lines)


def test_the_next_run_tells_the_recipient_to_delete_once_and_nothing_else_of_them(
    home: Service, life: Life, clock: Clock
) -> None:
    other = life.people.beneficiary()
    life.people.sends(other, week(), content(activity("training", "3 h")))
    clock.advance(minutes=1)
    before = rows_of(exports(home, life.exporter))
    mine = {row["week"]: row for row in before if row["declared_minutes"] != 180}
    assert set(mine) == {"2026-W45", "2026-W46", "2026-W47"}
    erases(home, life.person.file_reference)
    clock.advance(minutes=1)
    after = rows_of(exports(home, life.exporter))
    tombstones = {row["week"]: row for row in after if row["status"] == "erased"}
    assert {when: row["supersedes"] for when, row in tombstones.items()} == {
        when: row["document"] for when, row in mine.items()
    }
    assert {row["person"] for row in tombstones.values()} == {row["person"] for row in mine.values()}
    assert {row["declared_minutes"] for row in tombstones.values()} == {None}
    assert [row["status"] for row in after if row["week"] == "2026-W47"].count("declared") == 1
    clock.advance(minutes=1)
    third = rows_of(exports(home, life.exporter))
    assert [row["status"] for row in third] == ["declared"]
    assert not found_in(json.dumps([*after, *third], ensure_ascii=False))
    with home.database.reading() as store:
        assert not store.connection.execute(select(table(ErasedDocumentRow))).all()


def test_a_run_says_how_many_of_its_rows_are_to_delete(
    home: Service,
    life: Life,
    clock: Clock,
    tmp_path: Path,
    as_adviser: Callable[[Account], JudgingClient],
) -> None:
    other = life.people.beneficiary()
    life.people.sends(other, week(), content(activity("training", "3 h")))
    erases(home, life.person.file_reference)
    clock.advance(minutes=1)
    words = ["--purpose=support", "--weeks=2026-W45..2026-W47", f"--to={tmp_path / 'run'}"]
    done = CliRunner().invoke(export, words, obj=home, catch_exceptions=False)
    said = "1\u00a0document et 3\u00a0à effacer"
    assert done.output.startswith(f"{said}, 1\u00a0personne lue")
    assert json.loads((tmp_path / "run/manifest.json").read_text())["rows"] == 4
    desk = as_adviser(life.exporter)
    listed = desk.get("/gestion/exports")
    assert said in listed.text
    followed = re.search(r"/gestion/exports/[0-9a-f-]{36}", listed.text)
    assert followed
    assert said in desk.get(followed[0]).text


@pytest.mark.slow
def test_who_deleted_by_their_card_already_is_told_nothing(home: Service, life: Life, clock: Clock) -> None:
    with home.database.reading() as store:
        (holder,) = store.erased_documents.holders(life.person.id, at=home.now())
        assert (len(holder.documents), holder.is_told) == (3, True)
    clock.advance(days=731)
    erases(home, life.person.file_reference)
    with home.database.reading() as store:
        assert not store.connection.execute(select(table(ErasedDocumentRow))).all()


def test_a_recipient_whom_no_export_reaches_is_named_with_what_they_must_delete_and_stays_named(
    home: Service, life: Life
) -> None:
    with home.database.reading() as store:
        (holder,) = store.erased_documents.holders(life.person.id, at=home.now())
    with home.database.writing() as store:
        purpose = next(iter(store.purposes.ever_open(life.person.account.territory)))
        store.purposes.close(purpose, territory=life.person.account.territory, at=home.now())
    codes = {code for left in holder.documents for code in (left.person, left.document)}
    assert len(codes) == 4
    for asked in (["--dry-run"], []):
        told = erases(home, life.person.file_reference, *asked).output
        before, _, after = told.partition(" effacé. S’il revient")
        assert "aucun export ne leur part plus. Écrivez-leur d’effacer 3\u00a0documents" in before
        assert all(code in before for code in codes)
    assert all(code in after for code in codes)
    again = forgets(home, "--dry-run").output
    assert all(code in again for code in codes)
    assert not found_in(again)


def test_a_recipient_owed_to_while_the_purpose_was_closed_is_told_once_it_opens_for_them_again(
    home: Service, life: Life, clock: Clock
) -> None:
    opens_for(home, life, "Une autre équipe")
    erases(home, life.person.file_reference)
    clock.advance(minutes=1)
    assert not rows_of(exports(home, life.exporter))
    opens_for(home, life, "L’équipe d’accompagnement, Val-d’Essai")
    clock.advance(minutes=1)
    assert [row["status"] for row in rows_of(exports(home, life.exporter))] == ["erased"] * 3


@pytest.mark.slow
def test_the_log_tells_nothing_of_who_was_erased(home: Service, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    life = live(home, People(home))
    capsys.readouterr()
    erases(home, life.person.file_reference)
    written = capsys.readouterr()
    assert not found_in(written.out + written.err)


def test_a_receipt_of_an_erased_week_proves_itself_by_its_text_and_the_published_keys(
    people: People,
    home: Service,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    client: JudgingClient,
    tmp_path: Path,
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "2h30", note="Atelier")))
    receipt, keys = tmp_path / "receipt.html", tmp_path / "keys.json"
    receipt.write_text(as_beneficiary(person).get("/declarer/2026-W47/recu").text, encoding="utf-8")
    with home.database.reading() as store:
        number = store.declarations.receipts_of(person.id, week())[1][0].number
    assert erases(home, person.file_reference).exit_code == 0
    keys.write_bytes(client.get("/schemas/xprsa.keys.json").data)
    words = ["--keys", str(keys), str(receipt)]
    done = CliRunner().invoke(verify, words, obj=lambda: home, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "(2026-W47), version 1" in done.output
    unknown = CliRunner().invoke(verify, [number], obj=lambda: home, catch_exceptions=False)
    assert unknown.exit_code == 1


def test_an_open_contest_holds_the_person_until_somebody_says_otherwise(
    home: Service, people: People
) -> None:
    person = people.beneficiary(adviser=people.adviser())
    contests(home, people, person)
    refused = erases(home, person.file_reference)
    assert refused.exit_code == 1
    assert "Retenu : une contestation est ouverte, semaine 2026-W47 (depuis le 24/11/2026)" in refused.output
    with pytest.raises(erasure.HeldByContest):
        erasure.erase(home, person)
    with home.database.reading() as store:
        assert store.people.find(person.id) is not None
    assert not erasures.own_list(home.settings).exists()
    done = erases(home, person.file_reference, "--despite-contest")
    assert done.exit_code == 0
    with home.database.reading() as store:
        assert store.people.find(person.id) is None
        (noted,) = lines_about(store, person.id, events=["erased"])
    assert noted.detail == "despite_contest"


@pytest.mark.slow
def test_it_tells_what_goes_and_asks_for_the_reference(home: Service, life: Life) -> None:
    tried = erases(home, life.person.file_reference, "--dry-run")
    assert tried.exit_code == 0
    assert "- Vos semaines : chaque version envoyée, et son reçu : 3" in tried.output
    assert (
        "L’équipe d’accompagnement, Val-d’Essai : documents de 3 semaines. Le prochain export" in tried.output
    )
    assert "rien n’est effacé" in tried.output
    refused = erases(home, life.person.file_reference, typed="D-00000")
    assert refused.exit_code == 1
    assert "Ce n’est pas cette référence" in refused.output
    with home.database.reading() as store:
        assert store.people.find(life.person.id) is not None
    assert erases(home, "rien").exit_code == 1


def test_two_who_share_a_reference_are_told_apart_by_their_public_id(home: Service, people: People) -> None:
    first = people.beneficiary()
    second = people.beneficiary(organisation="Cap emploi")
    with home.database.writing() as store:
        store.connection.exec_driver_sql(
            "UPDATE beneficiary SET file_reference = 'D-1', reference_key = 'd1'"
        )
    refused = erases(home, "D-1")
    assert refused.exit_code == 1
    assert f"{second.account.public_id} : Cap emploi, dossier D-1" in refused.output
    done = erases(home, str(second.account.public_id), typed="d 1")
    assert done.exit_code == 0, done.output
    with home.database.reading() as store:
        assert store.people.find(first.id) is not None
        assert store.people.find(second.id) is None


def test_what_waits_at_a_contact_that_a_partner_shares_stays_for_them(home: Service, people: People) -> None:
    person = people.beneficiary(email="canaricourriel@example.org")
    people.beneficiary(email="canaricourriel@example.org")
    is_written_to(home, person)
    erases(home, person.file_reference)
    left = {name for name, text in texts(home) if "canaricourriel@example.org" in text}
    assert left == {"account.email", "sign_in_code.contact", "message.payload"}


def test_nobody_is_erased_while_an_export_is_under_way(home: Service, life: Life, clock: Clock) -> None:
    with home.database.writing() as store:
        (run,) = store.exports.of_territory(life.person.account.territory)
        store.connection.exec_driver_sql("UPDATE export_run SET state = 'running'")
        store.exports.beat(run, claim="", at=home.now(), people=0, documents=0)
        store.connection.exec_driver_sql("UPDATE export_run SET manifest = 'none'")
    with pytest.raises(erasure.RunUnderWay):
        erasure.erase(home, life.person)
    clock.advance(minutes=5)  # its process died: it is settled first
    done = erases(home, life.person.file_reference)
    assert done.exit_code == 0, done.output


@pytest.mark.slow
def test_no_page_of_staff_tells_of_who_was_erased_and_their_own_browser_is_out(
    home: Service,
    life: Life,
    app: Flask,
    as_adviser: Callable[[Account], JudgingClient],
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
) -> None:
    browsers = [as_adviser(life.adviser), as_adviser(life.people.manager())]
    own = as_beneficiary(life.person)
    assert own.get("/mes-donnees").status_code == 200
    theirs = f"/portefeuille/{life.person.account.public_id}"
    assert browsers[0].get(theirs).status_code == 200
    erases(home, life.person.file_reference)
    pages = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    told = [path for path in pages if "<" not in path and not path.startswith("/quitter")]
    assert {"/portefeuille", "/gestion/contestations"} <= set(told)
    for browser in browsers:
        assert browser.get(theirs).status_code == 404
        assert not [path for path in told if found_in(browser.get(path).text)]
    assert own.get("/mes-donnees").status_code in {302, 303, 401}


def test_what_staff_searched_goes_for_it_may_name_the_person(home: Service, people: People) -> None:
    adviser = people.adviser()
    person, row = people.beneficiary(adviser=adviser), table(SignInRow)
    with home.database.writing() as store:
        here = store.sign_ins.begin(account=adviser.id, secret_hash="0" * 64, network="", at=home.now())
        store.searches.keep(here, person.account.last_name)
        assert store.connection.execute(select(row.c.searches)).scalar_one()
    erasure.erase(home, person)
    with home.database.reading() as store:
        assert store.connection.execute(select(row.c.searches)).scalar_one() is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_week_that_arrives_meanwhile_is_erased_too_or_not_kept(home: Service, people: People) -> None:
    """The erasure waits for whoever writes into the file, and then takes what they wrote."""
    person = people.beneficiary()
    said = {"person_id": person.id, "week": week("2026-W48").ordinal, "fields": "2.x", "saved_at": home.now()}
    ended = threading.Event()

    def erase_it() -> None:
        erasure.erase(home, person)
        ended.set()

    with home.database.writing() as store:
        store.connection.execute(insert(table(DraftRow)), said)
        eraser = threading.Thread(target=erase_it)
        eraser.start()
        assert not ended.wait(1), "it did not wait"
    eraser.join(10)
    assert ended.is_set()
    with home.database.reading() as store:
        assert store.holdings.counts(person.id).keys() <= STAYS
    with pytest.raises(Collision), home.database.writing() as store:
        store.connection.execute(insert(table(DraftRow)), said)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_sign_in_that_waits_for_the_erasure_to_end_is_deleted_too(home: Service, people: People) -> None:
    """However long it takes to end: the erasure looks again once it has."""
    person = people.beneficiary()

    def signs_in() -> None:
        with home.database.writing() as store:
            store.sign_ins.begin(account=person.id, secret_hash="7" * 64, network="test", at=home.now())
            time.sleep(1)

    browser = threading.Thread(target=signs_in)

    def meanwhile(_: object) -> None:
        browser.start()
        waiting = sql(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with home.database.reading_engine.connect() as onlooker:
            for _ in range(200):
                if onlooker.execute(waiting).scalar_one():
                    return
                time.sleep(0.05)
        pytest.fail("it did not wait")

    event.listen(home.database.engine, "commit", meanwhile, once=True)
    erasure.erase(home, person)
    browser.join(10)
    with home.database.reading() as store:
        assert store.holdings.counts(person.id).keys() <= STAYS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_file_that_cannot_be_emptied_is_told_as_one_that_is_read(home: Service) -> None:
    def is_busy(driver: sqlite3.Connection, *_: object) -> None:
        driver.execute("BEGIN IMMEDIATE")  # within it SQLite refuses the checkpoint by an error

    event.listen(home.database.engine, "checkout", is_busy)
    assert not home.database.leave_nothing_behind()
    event.remove(home.database.engine, "checkout", is_busy)
    assert home.database.leave_nothing_behind()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_still_reads_old_pages_is_told_of_and_forget_takes_them_out_later(
    home: Service, people: People, tmp_path: Path
) -> None:
    person = people.beneficiary(last_name="Canarinom")
    reader = sqlite3.connect(copies.file_of(home.settings.database_url), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM account").fetchone()
    told = erases(home, person.file_reference)
    assert told.exit_code == 0
    assert "Lancez `xprsa forget` plus tard" in told.output
    assert "Canarinom" in files_of(home.settings.database_url, tmp_path)
    reader.close()
    done = CliRunner().invoke(forget, [], obj=home, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "Canarinom" not in files_of(home.settings.database_url, tmp_path)


def test_the_tombstones_of_a_run_that_failed_leave_with_the_next(
    home: Service, life: Life, clock: Clock
) -> None:
    erases(home, life.person.file_reference)
    clock.advance(minutes=1)
    with home.database.writing() as store:
        purpose = store.purposes.ever_open(life.person.account.territory)[Purpose.SUPPORT]
        asked = store.exports.ask(
            purpose, weeks=(week(), week()), written=Format.JSONL, as_of=home.now(), at=home.now()
        )
        run = store.exports.claim(asked, claim="x", at=home.now(), previous=None)
        assert len(store.erased_documents.carry(run)) == len(store.erased_documents.carry(run)) == 3
        store.exports.fail(run, why=Failure.CANNOT_WRITE, at=home.now())
    clock.advance(minutes=1)
    left = rows_of(exports(home, life.exporter))
    assert [row["status"] for row in left] == ["erased"] * 3


def opens_for(service: Service, life: Life, recipient: str) -> None:
    """Close the purpose, and open it again for somebody."""
    territory = life.person.account.territory
    card = support_card(territory_name="Val-d’Essai").model_copy(update={"recipient": recipient})
    with service.database.writing() as store:
        store.purposes.close(Purpose.SUPPORT, territory=territory, at=service.now())
        store.purposes.open(card, territory=territory, at=service.now())


def test_what_is_owed_to_a_recipient_goes_to_them_and_to_nobody_who_came_in_their_place(
    home: Service, life: Life, clock: Clock
) -> None:
    erases(home, life.person.file_reference)
    assert "Écrivez-leur" not in forgets(home, "--dry-run").output
    opens_for(home, life, "Une autre équipe")
    clock.advance(minutes=1)
    assert not rows_of(exports(home, life.exporter))
    with home.database.reading() as store:
        (owed,) = store.erased_documents.unreached()
    told = forgets(home, "--dry-run").output
    assert "L’équipe d’accompagnement, Val-d’Essai : aucun export ne leur part plus. Écrivez-leur" in told
    assert all(left.document in told and left.person in told for left in owed.documents)
    opens_for(home, life, "L’équipe d’accompagnement, Val-d’Essai")
    clock.advance(minutes=1)
    assert [row["status"] for row in rows_of(exports(home, life.exporter))] == ["erased"] * 3
    assert "Écrivez-leur" not in forgets(home, "--dry-run").output


def test_a_recipient_who_came_back_is_told_of_what_they_had_before_another(
    home: Service, life: Life, clock: Clock
) -> None:
    clock.advance(minutes=1)
    had = {row["document"] for row in rows_of(exports(home, life.exporter))}
    opens_for(home, life, "Une autre équipe")
    clock.advance(minutes=1)
    assert not had & {row["document"] for row in rows_of(exports(home, life.exporter))}
    opens_for(home, life, "L’équipe d’accompagnement, Val-d’Essai")
    clock.advance(minutes=1)
    erases(home, life.person.file_reference)
    assert {row["supersedes"] for row in rows_of(exports(home, life.exporter))} == had


@pytest.mark.slow
def test_a_recipient_who_was_replaced_is_named_to_be_written_to(home: Service, life: Life) -> None:
    opens_for(home, life, "Une autre équipe")
    told = erases(home, life.person.file_reference, "--dry-run").output
    assert "L’équipe d’accompagnement, Val-d’Essai\u00a0: aucun export ne leur part plus. Écrivez" in told
    assert "Une autre équipe" not in told
    erases(home, life.person.file_reference)
    with home.database.reading() as store:
        owed = store.connection.execute(select(table(ErasedDocumentRow))).all()
    assert {row.recipient for row in owed} == {"L’équipe d’accompagnement, Val-d’Essai"}
