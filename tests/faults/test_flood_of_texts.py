"""Nobody fills the disk without signing in: what no author could open is not kept, the rest has a budget."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builders import Clock, People
from tests.pages import JudgingClient
from tests.posted import Posted
from xprsa.commands.checking import check
from xprsa.domain.person import Account
from xprsa.running.sealed_form import SealedForm, seal_form
from xprsa.running.service import Service
from xprsa.storage import kept_texts
from xprsa.storage.database import Database
from xprsa.storage.kept_texts import TextsWaiting

POSTS = 80
HEAVY = 60_000  # characters


@pytest.fixture
def posted(service: Service, capsys: pytest.CaptureFixture[str]) -> Posted:
    return Posted(service, capsys)


def on_disk(database: Database) -> int:
    """Give the bytes of the files of a database."""
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            connection.connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )  # the log is written over, at 4 MB
        file = Path(str(database.engine.url.database))
        return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))
    with database.reading() as store:
        return int(
            store.connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        )


def flood(client: JudgingClient, posts: int = POSTS, **fields: str) -> None:
    """Post from as many networks, to as many contacts."""
    for number in range(posts):
        there = {"REMOTE_ADDR": f"198.51.{number % 250}.7"}
        data = {"contact": f"nobody{number}@example.org", **fields}
        assert client.post("/connexion", data=data, environ_base=there).status_code == 303


def checked(service: Service) -> str:
    return CliRunner().invoke(check, obj=service, catch_exceptions=False).output


def sealed_text(service: Service, account: Account, *, characters: int = HEAVY) -> str:
    """Give what an author brings along: random, for it must not fold."""
    typed = {"note": [secrets.token_hex(characters // 4)]}
    return seal_form(service.keyring, SealedForm(account.id, "/declarer/2026-W47", typed))


@pytest.mark.parametrize(
    "fields",
    [{"kept": "A" * HEAVY}, {"suite": "/" + "a" * HEAVY}],
    ids=["a text that we did not seal", "a page that has no such address"],
)
def test_a_flood_of_what_nobody_could_open_leaves_no_more_than_its_codes(
    client: JudgingClient, service: Service, fields: dict[str, str]
) -> None:
    before = on_disk(service.database)
    flood(client, **fields)
    grown = on_disk(service.database) - before
    assert grown < POSTS * 5_000, f"{POSTS} posts of {HEAVY} characters left {grown} bytes"
    with service.database.reading() as store:
        assert store.kept_texts.waiting() == TextsWaiting(0, 0, 0)


def test_long_contacts_and_addresses_of_staff_are_not_kept_either(
    client: JudgingClient, service: Service
) -> None:
    long = "a" * HEAVY
    doors = {
        "/connexion": {"contact": f"{long}@example.org"},
        "/connexion/lettre": {"file_reference": long, "code": long},
        "/connexion/equipe": {"email": f"{long}@example.org", "password": long, "code": "123456"},
        "/connexion/oubli": {"email": f"{long}@example.org"},
        f"/connexion/oubli/{long[:2000]}": {"password": long, "code": "123456"},
        f"/invitation/{long[:2000]}": {"password": long, "code": "123456"},
        "/deconnexion": {"kept": long},
        "/declarer/2026-W47": {"note": long},
    }
    before = on_disk(service.database)
    for _ in range(10):
        for door, data in doors.items():
            client.post(door, data=data)
    grown = on_disk(service.database) - before
    assert grown < 80 * 5_000, f"80 posts left {grown} bytes"


def test_an_author_who_floods_is_held_to_the_budget_and_the_oldest_go_first(
    client: JudgingClient,
    people: People,
    service: Service,
    clock: Clock,
    posted: Posted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    author = people.beneficiary(email="amara@example.org").account
    heavy = sealed_text(service, author)
    monkeypatch.setattr(kept_texts, "MOST_CHARACTERS", 500_000)
    flood(client, 4, kept=heavy)
    with service.database.reading() as store:
        below = store.kept_texts.waiting()
    assert (below.texts, below.gone) == (4, 0)
    assert "la place a manqué" not in checked(service)
    clock.advance(minutes=1)
    flood(client, 20, kept=heavy)
    with service.database.reading() as store:
        full = store.kept_texts.waiting()
    assert full.characters <= 500_000
    assert full.texts + full.gone == 24
    assert f"Effacés\u00a0: {full.gone}." in checked(service)
    clock.advance(minutes=1)
    client.post("/connexion", data={"contact": "amara@example.org", "kept": heavy})
    done = client.post("/connexion/code", data={"code": posted.code()})
    assert done.location == "/connexion/reprendre", "the newest text is there"


def test_short_texts_are_counted_by_the_piece_and_one_that_went_leaves_the_sign_in_whole(
    app_browser: Callable[[], JudgingClient],
    people: People,
    service: Service,
    clock: Clock,
    posted: Posted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_texts, "MOST_TEXTS", 2)
    author = people.beneficiary(email="amara@example.org").account
    light = sealed_text(service, author, characters=2_000)
    first = app_browser()
    first.post("/connexion", data={"contact": "amara@example.org", "kept": light})
    code = posted.code()
    clock.advance(minutes=1)
    flood(app_browser(), 5, kept=light)
    with service.database.reading() as store:
        waiting = store.kept_texts.waiting()
    assert 0 < waiting.texts <= 2
    assert waiting.texts + waiting.gone == 6
    assert first.post("/connexion/code", data={"code": code}).location == "/"


def test_a_text_that_was_used_leaves_its_code_at_once(
    client: JudgingClient, people: People, service: Service, posted: Posted
) -> None:
    author = people.beneficiary(email="amara@example.org").account
    client.post("/connexion", data={"contact": "amara@example.org", "kept": sealed_text(service, author)})
    client.post("/connexion/code", data={"code": posted.code()})
    with service.database.reading() as store:
        waiting = store.kept_texts.waiting()
    assert (waiting.texts, waiting.gone) == (1, 0), "it waits with the sign-in alone"
