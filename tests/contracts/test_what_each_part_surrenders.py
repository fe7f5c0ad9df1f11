"""The first table of SECURITY.md where no other test looks: a dump, a pen without keys, keys alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from tests.builders import Clock, People, activity, content, week
from tests.contracts.world import CANARIES, SENT_WEEK, person_of_canaries
from tests.pages import JudgingClient
from tests.posted import PASSWORD, StaffPhone, let_in
from xprsa.accounts.codes import letters
from xprsa.accounts.sign_ins.secret import hashed, new_secret
from xprsa.domain.declaration import Channel, Version
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.review import Verdict
from xprsa.gateways.keyring import Keyring, Use
from xprsa.review import service as review
from xprsa.running.receipts import signed_receipt
from xprsa.running.service import Service
from xprsa.storage.database import Database
from xprsa.storage.messages import Way
from xprsa.storage.schema import METADATA
from xprsa.storage.sealer import NoSealer
from xprsa.storage.tables import table
from xprsa.storage.tables_access import MessageRow, SignInRow
from xprsa.storage.tables_weeks import VersionRow

QUESTION, DRAFT, ON_ITS_WAY = "canariquestion", "canaribrouillon", "canarimessage"


@dataclass(frozen=True)
class Held:
    """What somebody of whom everything is known left behind.

    :ivar secrets: texts that their owner, or whoever has the keyring, should know alone.
    """

    person: Beneficiary
    nadia: Account
    phone: StaffPhone
    secrets: dict[str, str]


@pytest.fixture
def held(service: Service, people: People, client: JudgingClient) -> Held:
    nadia = people.adviser(email="nadia@example.org", first_name="Nadia")
    person, phone = person_of_canaries(people, adviser=nadia), let_in(service, nadia)
    _asks(service, nadia, person)
    client.post("/connexion", data={"contact": CANARIES["email"]})
    client.post("/connexion/oubli", data={"email": "nadia@example.org"})
    cookie, link, remembered, now = new_secret(), new_secret(), new_secret(), service.now()
    with service.database.writing() as store:
        store.drafts.keep(person=person.id, week=week("2026-W46"), typed={"note": [DRAFT]}, at=now)
        store.messages.put(Way.MAIL, ON_ITS_WAY, at=now)
        store.sign_ins.begin(account=nadia.id, secret_hash=hashed(cookie), network="n", at=now)
        store.invitations.add(nadia.id, token_hash=hashed(link), at=now, expires_at=now)
        store.remembered_phones.add(person.id, secret_hash=hashed(remembered), at=now)
        letters.prepare(service, store, account=person.account, actor=None)
        (letter,) = store.messages.letters(person.account.territory)
    secrets = {
        "draft": DRAFT,
        "message that waits": ON_ITS_WAY,
        "words of a code": "Votre code",
        "link of a forgotten password": "/connexion/oubli/",
        "code on paper": letter.codes[0],
        "second factor": phone.secret,
        "password": PASSWORD,
        "cookie": cookie,
        "invitation": link,
        "remembered phone": remembered,
    }
    return Held(person, nadia, phone, secrets)


def test_a_dump_shows_people_and_weeks_and_nothing_that_is_sealed_or_hashed(
    held: Held, service: Service
) -> None:
    dump = _dump(service)
    readable = {**CANARIES, "phone": CANARIES["phone"][1:], "question": QUESTION, "adviser": "Nadia"}
    assert [name for name, text in readable.items() if text not in dump] == []
    assert [name for name, text in held.secrets.items() if text in dump] == []
    versions = table(VersionRow)
    with service.database.reading() as store:
        sealed = store.connection.execute(select(versions.c.prevented_reason)).scalars().all()
    assert [reason[:2] for reason in sealed if reason] == ["2."]
    assert f"'{PreventedReason.HEALTH.value}'" not in dump


def test_with_the_keyring_the_same_dump_is_everything(held: Held, service: Service) -> None:
    with service.database.reading() as store:
        current = store.declarations.of_week(held.person.id, SENT_WEEK).current
        secret = store.staff_secrets.of(held.nadia.id)
        draft = store.files.with_draft(held.person.id, week("2026-W46"))
    assert current is not None
    assert current.content.prevented is not None
    assert current.content.prevented.reason is PreventedReason.HEALTH
    assert secret is not None
    assert secret.totp_secret == held.phone.secret
    assert DRAFT in repr(draft)


def test_whoever_writes_without_the_keyring_becomes_anybody(held: Held, service: Service, app: Flask) -> None:
    pen, secret, now = Database(service.settings.database_url, sealer=NoSealer()), new_secret(), service.now()
    try:
        with pen.writing() as store:
            store.connection.execute(
                insert(table(SignInRow)).values(
                    public_id=uuid4(),
                    account_id=held.person.id,
                    secret_hash=hashed(secret),
                    network="n",
                    started_at=now,
                    seen_at=now,
                )
            )
    finally:
        pen.dispose()
    browser = app.test_client()
    browser.set_cookie("xprsa", secret)
    assert CANARIES["last name"] in browser.get("/mes-donnees").text


def test_a_receipt_written_without_the_keyring_is_not_ours(
    held: Held, service: Service, client: JudgingClient
) -> None:
    versions = table(VersionRow)
    with service.database.writing() as store:
        number = store.connection.execute(select(versions.c.receipt)).scalars().first()
        store.connection.execute(update(versions).values(signature="0" * 128))
    assert "Sa signature est bonne." not in client.get(f"/verifier/{number}").text


def test_a_message_that_waits_opens_in_any_row_of_its_way(service: Service) -> None:
    """It may be made to leave twice, and is read by nobody: its row has no name before it is there."""
    with service.database.writing() as store:
        store.messages.put(Way.MAIL, ON_ITS_WAY, at=service.now())
        row = table(MessageRow)
        first, payload = store.connection.execute(select(row.c.id, row.c.payload)).one()
        store.messages.put(Way.MAIL, "autre", at=service.now())
        store.connection.execute(delete(row).where(row.c.id == first))
        store.connection.execute(update(row).values(payload=payload))
        moved = store.messages.claim(
            at=service.now(), until=service.now(), longest=dict.fromkeys((True, False), timedelta(hours=1))
        )
    assert moved is not None
    assert (moved.payload, moved.id != first) == (ON_ITS_WAY, True)


def test_with_the_keyring_a_link_of_a_forgotten_password_is_forged_and_asks_for_the_second_factor(
    held: Held, client: JudgingClient, keyring: Keyring, clock: Clock
) -> None:
    clock.advance(minutes=1)
    forged = keyring.seal(json.dumps(["nadia@example.org", clock().isoformat()]))
    page = client.get(f"/connexion/oubli/{forged}")
    assert page.status_code == 200
    page = client.press(page, "Changer", password="loutre parapluie granit", code="000000")
    assert page.status_code == 422
    assert client.get("/mon-acces").status_code == 303


def test_the_keyring_alone_names_nobody_and_signs_what_the_published_keys_believe(
    held: Held, service: Service, client: JudgingClient, keyring: Keyring
) -> None:
    file = service.settings.keyring.read_text(encoding="utf-8")
    assert [name for name, text in {**CANARIES, **held.secrets}.items() if text in file] == []
    said = content(activity("training", "15h"))
    version = Version(1, said, service.now(), Channel.WEB, held.person.id, 1)
    forged = signed_receipt(keyring, week=week("2026-W40"), version=version)
    assert keyring.verify(Use.RECEIPT, forged.key_id, forged.statement, forged.signature)
    assert client.get(f"/verifier/{forged.number}").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_manager_s_computer_tells_no_week_and_no_note(
    held: Held, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    browser = as_adviser(people.manager())
    pages = [
        browser.get(f"/portefeuille/{held.person.account.public_id}"),
        browser.get(f"/portefeuille/{held.person.account.public_id}/{SENT_WEEK}"),
        browser.get(f"/gestion/contestations/{held.person.account.public_id}/{SENT_WEEK}"),
        browser.get(f"/pour/{held.person.account.public_id}/declarer/{SENT_WEEK}"),
    ]
    assert all(CANARIES["note"] not in page.text for page in pages)
    assert [page.status_code for page in pages[:2]] == [404, 404]


def _asks(service: Service, nadia: Account, person: Beneficiary) -> None:
    with service.database.reading() as store:
        current = store.declarations.of_week(person.id, SENT_WEEK).current
    assert current is not None
    choice = review.LineChoice(current.content.activities[0].line, 1, Verdict.ASKED, None, QUESTION)
    review.decide_line(
        service,
        actor=Actor(nadia.id, nadia.role, nadia.territory, nadia.organisation),
        person=person.id,
        week=SENT_WEEK,
        choice=choice,
    )


def _dump(service: Service) -> str:
    """Give every value of every row; on SQLite the bytes of its files too, what was deleted included."""
    with service.database.reading() as store:
        rows = [
            [str(value) for value in row]
            for rows in METADATA.sorted_tables
            for row in store.connection.execute(select(rows))
        ]
    files = [path.read_bytes().decode("latin-1") for path in service.database.files if path.exists()]
    return repr(rows) + "".join(files)
