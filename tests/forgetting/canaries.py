"""Canaries in every column that holds text of a person, through a whole life; and where to look for them."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from tests.answers.made import an_active_module, done_asking, kept_answer
from tests.builders import People, activity, actor, content, week
from tests.contracts.world import CANARIES, person_of_canaries
from tests.forgetting.scene import contests, decides
from tests.interop.named import a_card
from xprsa.accounts import outbox
from xprsa.accounts.codes import letters
from xprsa.declare.keeping import keep_draft
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.contact_note import ContactOutcome, NoteContent
from xprsa.domain.content import Activity
from xprsa.domain.folding import reference_folded
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.undoing import Imprint
from xprsa.export import service as export
from xprsa.export.demands import ExportRequest
from xprsa.people_import.undoing import undo_import
from xprsa.review.noting import note_contact
from xprsa.running.naming import NamedSubject, withdrawal_of
from xprsa.running.sealed_form import SealedForm, seal_form
from xprsa.running.service import Service
from xprsa.storage import copies, postgresql_archives
from xprsa.storage.answer_entries import ContestOutcome
from xprsa.storage.contact_changes import CodeSent, WaitingChange
from xprsa.storage.export_runs import Format
from xprsa.storage.imports import ImportedPerson
from xprsa.storage.named_documents import NamedDocument
from xprsa.storage.schema import METADATA
from xprsa.storage.sealer import place
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table

MORE = {
    "reference": "CANARI-DOSSIER-7",
    "best hour": "canariheure",
    "draft": "canaribrouillon",
    "kept": "canaritextegarde",
    "kept by staff": "canaritextedureferent",
    "carried": "canariapporte",
    "new contact": "canarinouveau@example.org",
    "old contact": "canariancien@example.org",
    "told": "canariditauservice",
    "contested": "canarinotecontestee",
    "refusal": "canarimotifdurefus",
    "contest": "canariraisonsdelapersonne",
    "answer": "canarireponsedumodule",
    "own view": "canariavispropre",
    "call": "canarimotsdunappel",
    "contest of an answer": "canaricontestationdelareponse",
    "reasons of staff": "canariraisonsducontrole",
}
ALL = CANARIES | MORE | {"phone": "639981357"}  # as it is kept, after its country
# Sealed columns, and the columns that name the place where each was sealed.
SEALED = {
    "answer_contest.reasons": ("person_id", "asking_id"),
    "answer_contest.words": ("person_id", "asking_id"),
    "contact_change.after": ("account_id", "public_id"),
    "contact_change.before": ("account_id", "public_id"),
    "contact_note.words": ("person_id", "note", "number"),
    "declaration_version.prevented_reason": ("person_id", "week", "number"),
    "draft.fields": ("person_id", "week"),
    "imported_person.became": ("import_id", "person_id"),
    "imported_person.was": ("import_id", "person_id"),
    "message.payload": ("channel",),
    "own_view.words": ("person_id", "asking_id", "account_id"),
    "sign_in.kept": (),
    "sign_in_code.carried": ("created_at",),
    "sign_in_code.contact": ("created_at",),
}


@dataclass(frozen=True)
class Life:
    """A person who did everything, and whoever else is in it."""

    person: Beneficiary
    adviser: Account
    exporter: Account
    people: People


def at_home(service: Service, keyring_file: Path, tmp_path: Path) -> Service:
    """Give the service with its keyring, its exports and its list in a folder of its own."""
    (tmp_path / "home").mkdir()
    keyring = Path(shutil.copy(keyring_file, tmp_path / "home/keyring.json"))
    return replace(service, settings=replace(service.settings, keyring=keyring))


def live(service: Service, people: People) -> Life:
    """Live a whole life: declare, contest, be decided of, move, type, be written to, be imported, leave."""
    adviser, other, exporter = people.adviser(), people.adviser(), people.exporter()
    made = person_of_canaries(people, adviser=adviser)
    with service.database.writing() as store:
        file = table(BeneficiaryRow)
        store.connection.execute(
            update(file)
            .where(file.c.account_id == made.id)
            .values(
                file_reference=MORE["reference"],
                reference_key=reference_folded(MORE["reference"]),
                best_hour=MORE["best hour"],
            )
        )
        person = store.people.find(made.id)
    assert person is not None
    contests(service, people, person, of_week=week("2026-W46"))
    decides(service, person, other, of_week=week("2026-W46"))
    people.tells(person, week("2026-W45"), _noted("told"), to=adviser)
    keep_draft(service, actor=actor(person.account), week=week("2026-W48"), typed={"note": [MORE["draft"]]})
    said = NoteContent(ContactOutcome.MET, MORE["call"], is_hidden=True)
    note_contact(service, actor=actor(adviser), person=person.id, said=said, seen="0")
    _is_imported(service, person)
    is_written_to(service, person)
    _is_written_about(service, person, adviser)
    exports(service, exporter)
    leaves_by_name(service, person)
    asking = is_answered_about(service, people, person, adviser)
    with service.database.writing() as store:
        assert store.answer_contests.decide(
            person.id,
            asking=asking,
            account=other.id,
            at=service.now(),
            outcome=ContestOutcome.STANDS,
            reasons=MORE["reasons of staff"],
        )
    return Life(person, adviser, exporter, people)


def exports(service: Service, exporter: Account) -> Path:
    """Carry a run out; give its directory."""
    purpose = export.purposes(service, actor(exporter))[0]
    request = ExportRequest(purpose, (week("2026-W45"), week()), Format.JSONL)
    run = export.ask(service, actor=actor(exporter), request=request)
    assert export.run_waiting(service) == 1
    return service.settings.exports / str(run.public_id)


def leaves_by_name(service: Service, person: Beneficiary) -> None:
    """Let a week leave by name."""
    now = service.now()
    subject = NamedSubject(a_card(), "10429447247", person.organisation.code, now)
    document = withdrawal_of(week("2026-W45"), subject=subject, replaces=None)
    with service.database.writing() as store:
        named = NamedDocument(week("2026-W45"), 1, a_card().recipient, document, left_at=now)
        store.named_documents.leave(person.id, [named])


def is_answered_about(service: Service, people: People, person: Beneficiary, adviser: Account) -> int:
    """A module answers, the adviser writes what they thought before, the person contests; give the asking."""
    asking = done_asking(service, an_active_module(service, people))
    documents = [{"week": "2026-W45"}]
    kept_answer(service, asking, person, documents=documents, value=1.0, reasons=[MORE["answer"]])
    now = service.now()
    with service.database.writing() as store:
        view = MORE["own view"]
        store.own_views.write(person.id, account=adviser.id, asking=asking.id, words=view, at=now)
        words = MORE["contest of an answer"]
        assert store.answer_contests.make(person.id, asking=asking.id, words=words, at=now)
    return asking.id


def _noted(name: str) -> Any:
    line: Activity = activity("training", "1 h", note=MORE[name])
    return content(line)


def is_written_to(service: Service, person: Beneficiary) -> None:
    """Codes, a text kept, a letter, a notice, a phone remembered, a change of contact: all wait."""
    now = service.now()
    mail = Contact(ContactKind.MAIL, CANARIES["email"])
    form = SealedForm(person.id, "/declarer/2026-W47", {"note": [MORE["kept"]]})
    with service.database.writing() as store:
        store.sign_ins.begin(
            account=person.id,
            secret_hash="1" * 64,
            network="test",
            at=now,
            kept=seal_form(service.keyring, form),
        )
        store.sign_in_codes.ask(uuid4(), contact=mail.value, carried=MORE["carried"], at=now)
        outbox.put_code(store, mail, "123456", at=now)
        outbox.put_contact_code(
            store,
            Contact(ContactKind.MAIL, MORE["new contact"]),
            "123456",
            called="nouveau contact",
            at=now,
            about=person.id,
        )
        letters.prepare(service, store, account=person.account, actor=None)
        store.remembered_phones.add(person.id, secret_hash="2" * 64, at=now)
        new = CodeSent(Contact(ContactKind.MAIL, MORE["new contact"]), "3" * 64)
        old = CodeSent(mail, "4" * 64)
        change = WaitingChange(uuid4(), person.id, ContactKind.MAIL, new, old, now + timedelta(days=1))
        store.contact_changes.put(change)


def _is_written_about(service: Service, person: Beneficiary, adviser: Account) -> None:
    """Let the adviser's sign-in end while they type about the person."""
    path = f"/portefeuille/{person.account.public_id}/2026-W47"
    form = SealedForm(adviser.id, path, {"words": [MORE["kept by staff"]]})
    with service.database.writing() as store:
        sealed = seal_form(service.keyring, form)
        store.sign_ins.begin(
            account=adviser.id, secret_hash="5" * 64, network="test", at=service.now(), kept=sealed
        )


def _is_imported(service: Service, person: Beneficiary) -> None:
    """Be changed by an import that keeps what was before, and by one that was undone."""
    with service.database.writing() as store:
        now = Imprint.of(person, store.contracts.engagement_of(person.id))
        was = replace(now, email=MORE["old contact"])
        for _ in range(2):
            number = store.imports.begin(person.account.territory, at=service.now(), actor=None)
            store.imports.record(number, [ImportedPerson(person.id, was, now)])
    undo_import(service, number, territory=None, actor=None)


def texts(service: Service) -> Iterator[tuple[str, str]]:
    """Yield every text of every table, with the name of its column; sealed ones opened."""
    with service.database.reading() as store:
        for name, rows in METADATA.tables.items():
            for row in store.connection.execute(select(rows)).mappings():
                for column, value in row.items():
                    yield f"{name}.{column}", _opened(service, f"{name}.{column}", row, value)


def _opened(service: Service, name: str, row: Any, value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if not isinstance(value, str) or not value.startswith(("2.", "gAAAA")):
        return str(value)
    if name in {"sign_in_code.code", "staff_secret.totp_secret"}:
        return value
    assert name in SEALED, f"{name} holds something sealed: tell tests/forgetting/canaries.py where"
    key = [row[column] for column in SEALED[name]]
    key = [at.isoformat(timespec="microseconds") if hasattr(at, "isoformat") else at for at in key]
    table_name, column = name.split(".")
    opened = service.keyring.open_at(value, place(METADATA.tables[table_name].c[column], *key))
    if name == "sign_in.kept":
        return json.dumps(_typed_again(service, value, row))
    return opened


def _typed_again(service: Service, value: str, row: Any) -> Any:
    from xprsa.running.sealed_form import open_form

    form = open_form(service.keyring, value, account=row["account_id"])
    return form.fields if form else None


def found_in(told: str) -> set[str]:
    """Name the canaries that a text tells."""
    return {name for name, canary in ALL.items() if canary in told}


def files_of(url: str, folder: Path) -> str:
    """Give all bytes of a database: SQLite's files as they lie on the disk, or what PostgreSQL dumps."""
    if copies.is_sqlite(url):
        path = copies.file_of(url)
        named = (path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm"))
        return "".join(file.read_bytes().decode("latin-1") for file in named if file.exists())
    dump = folder / "dump.sql"
    address = postgresql_archives._address(url)
    subprocess.run(
        [postgresql_archives._program("pg_dump"), f"--file={dump}", f"--dbname={address}"], check=True
    )
    return dump.read_text(encoding="utf-8")


def accounts(service: Service) -> int:
    with service.database.reading() as store:
        return len(store.connection.execute(select(table(AccountRow))).all())
