"""A wrong clock deletes nothing: the worker, `check` and whoever confirms the clock."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests.builders import Clock, People, activity, actor, content, week
from xprsa import asking
from xprsa.accounts.outbox import drain, put_code
from xprsa.commands.checking import check
from xprsa.commands.working import Chores, work
from xprsa.declare.keeping import keep_draft
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.tables import Row, ServiceAuditRow, table
from xprsa.storage.tables_access import MessageRow

KEPT = ("declaration_version", "week_head", "line_decision", "draft", "person_audit", "sign_in_code")


@pytest.fixture
def person(service: Service, people: People) -> Beneficiary:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "2h")))
    keep_draft(service, actor=actor(person.account), week=week("2026-W48"), typed={"note": ["mot"]})
    return person


def works(service: Service) -> Result:
    done = CliRunner().invoke(work, ["--once"], obj=service, catch_exceptions=False)
    assert done.exit_code == 0
    return done


def confirms(service: Service) -> None:
    done = CliRunner().invoke(work, ["--confirm-clock"], obj=service, catch_exceptions=False)
    assert done.exit_code == 0
    assert "L’horloge est confirmée." in done.output


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(("said", "doubted"), [("n\n", 1), ("o\n", 0)])
def test_whoever_confirms_reads_what_would_go_and_is_asked(
    service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch, said: str, doubted: int
) -> None:
    works(service)
    clock.advance(days=3700)
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(asking, "sys", terminal)
    done = CliRunner().invoke(work, ["--confirm-clock"], obj=service, input=said)
    assert done.exit_code == doubted
    assert f"L’horloge dit {clock():%d/%m/%Y}" in done.output
    assert re.search(r"- les semaines.*dossiers à supprimer\s:\s1,", done.output)
    assert "Ce qui part ne revient pas." in done.output
    assert ("Rien n’est supprimé" in works(service).stderr) is bool(doubted)


def checks(service: Service) -> Result:
    return CliRunner().invoke(check, obj=service, catch_exceptions=False)


def kept(service: Service) -> dict[str, int]:
    with service.database.reading() as store:
        return {
            rows.name: store.connection.execute(select(func.count()).select_from(rows)).scalar_one()
            for rows in Row.metadata.sorted_tables
            if rows.name in KEPT
        }


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("days", [3700, 400, 3, -1, -3700])
def test_a_clock_that_leaps_deletes_nothing_and_check_says_so(
    service: Service, clock: Clock, days: int
) -> None:
    works(service)
    before = kept(service)
    assert before["declaration_version"] == before["draft"] == 1
    clock.advance(days=days)
    for _ in range(3):
        assert "Rien n’est supprimé" in works(service).stderr
        clock.advance(hours=6)
    assert kept(service) == before
    done = checks(service)
    assert done.exit_code == 1
    assert "--confirm-clock" in done.output


@pytest.mark.usefixtures("person")
def test_a_clock_put_right_again_needs_nobody(service: Service, clock: Clock) -> None:
    works(service)
    clock.advance(days=3700)
    works(service)
    clock.advance(days=-3700, hours=1)
    assert works(service).stderr == ""
    assert checks(service).exit_code == 0


@pytest.mark.usefixtures("person")
def test_a_journal_written_under_a_wrong_clock_is_settled_by_whoever_looked(
    service: Service, clock: Clock
) -> None:
    clock.advance(days=400)
    with service.database.writing() as store:
        store.audit.note(at=clock(), actor=None, event="listed")
    clock.advance(days=-400)
    assert "retarde sur ce qui est déjà écrit" in works(service).stderr
    confirms(service)
    clock.advance(hours=2)
    assert works(service).stderr == ""
    assert checks(service).exit_code == 0


@pytest.mark.usefixtures("person")
def test_a_worker_back_after_a_week_deletes_once_somebody_confirmed_and_the_journal_keeps_that(
    service: Service, clock: Clock
) -> None:
    works(service)
    clock.advance(days=70)
    assert "Rien n’est supprimé" in works(service).stderr
    confirms(service)
    works(service)
    assert kept(service)["draft"] == 1  # announced, no more
    clock.advance(hours=47)
    works(service)
    assert kept(service)["draft"] == 1
    clock.advance(hours=2)
    works(service)
    assert kept(service)["draft"] == 0
    events = select(table(ServiceAuditRow).c.event)
    with service.database.reading() as store:
        assert list(store.connection.execute(events).scalars()).count("clock_confirmed") == 1


@pytest.mark.usefixtures("person")
def test_even_a_wrong_clock_that_somebody_confirmed_deletes_no_week_for_seven_days(
    service: Service, clock: Clock
) -> None:
    works(service)
    clock.advance(days=3700)
    confirms(service)
    works(service)
    clock.advance(days=-3700, hours=1)  # it was wrong after all
    assert "Rien n’est supprimé" in works(service).stderr
    confirms(service)
    for _ in range(10):
        clock.advance(days=1)
        works(service)
    assert kept(service)["declaration_version"] == 1
    assert kept(service)["draft"] == 1
    for _ in range(58):  # what a wrong clock announced for later holds nothing up
        clock.advance(days=1)
        works(service)
    assert kept(service)["draft"] == 0


@pytest.mark.usefixtures("person")
def test_check_tells_what_is_about_to_go(service: Service, clock: Clock) -> None:
    works(service)
    assert "Bientôt" not in checks(service).output
    for _ in range(62):
        clock.advance(days=1)
        works(service)
    told = checks(service)
    assert told.exit_code == 0
    assert "Bientôt supprimés, dès le" in told.output
    assert "les brouillons (1)" in told.output


def test_a_worker_that_runs_beats_each_minute_and_tidies_each_hour(
    service: Service, people: People, clock: Clock
) -> None:
    people.beneficiary()
    chores, began = Chores(service), clock()
    beats = []
    for _ in range(5):
        chores.done()
        with service.database.reading() as store:
            beats.append(store.worker_marks.witnesses(clock()).beat_at)
        clock.advance(seconds=30)
    minute = timedelta(minutes=1)
    assert beats == [began, began, began + minute, began + minute, began + 2 * minute]


def test_a_message_that_is_late_by_a_wrong_clock_leaves_once_it_is_right_again(
    service: Service, people: People, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    people.beneficiary(email="amara@example.org")
    works(service)
    with service.database.writing() as store:
        put_code(store, Contact(ContactKind.MAIL, "amara@example.org"), "123456", at=clock())
    clock.advance(days=3700)
    assert drain(service) == 0
    clock.advance(days=-3700, minutes=1)
    assert drain(service) == 1
    assert "123 456" in capsys.readouterr().out


def test_a_message_that_is_late_by_a_clock_that_is_believed_is_given_up(
    service: Service, people: People, clock: Clock
) -> None:
    people.beneficiary(email="amara@example.org")
    with service.database.writing() as store:
        put_code(store, Contact(ContactKind.MAIL, "amara@example.org"), "123456", at=clock())
    clock.advance(hours=1)
    assert drain(service) == 0
    with service.database.reading() as store:
        (row,) = store.connection.execute(select(table(MessageRow)))
    assert (row.payload, row.next_try_at) == ("", None)
