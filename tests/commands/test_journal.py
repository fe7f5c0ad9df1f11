"""The journal is sealed by the worker; whatever is done to it behind the service is seen (L-1)."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, delete, insert, select, update

from tests.builders import Clock, People
from tests.pages import JudgingClient
from xprsa.commands.journal import LATE, journal
from xprsa.commands.working import SEALS_A_PASS, Chores
from xprsa.domain.person import Beneficiary
from xprsa.domain.retention import AUDIT
from xprsa.running import journal as sealing
from xprsa.running.clock_guard import confirm
from xprsa.running.journal import published, seal, verify
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.tables import PersonAuditRow, ServiceAuditRow, table
from xprsa.storage.tables_journal import JournalSealRow

PERSONS, SERVICE, SEALS = table(PersonAuditRow), table(ServiceAuditRow), table(JournalSealRow)


@pytest.fixture
def person(people: People) -> Beneficiary:
    return people.beneficiary()


def write(service: Service, person: Beneficiary, *, lines: int = 3) -> None:
    """Write lines into both journals."""
    with service.database.writing() as store:
        for number in range(lines):
            for about in (person.id, None):
                store.audit.note(at=service.now(), actor=1, event="read", person=about, detail=str(number))


@pytest.fixture
def sealed(service: Service, person: Beneficiary, clock: Clock) -> None:
    """Three days of a journal, sealed each hour that something happened."""
    for _ in range(6):
        write(service, person)
        clock.advance(hours=12)
        assert seal(service) == 6
    clock.advance(days=3)
    write(service, person)
    clock.advance(hours=1)
    assert seal(service) == 6


def verifies(service: Service, *words: str) -> Result:
    return CliRunner().invoke(journal, ["verify", *words], obj=service, catch_exceptions=False)


@pytest.mark.usefixtures("sealed")
def test_a_journal_that_nobody_touched_is_what_was_sealed(service: Service) -> None:
    done = verifies(service)
    assert (done.exit_code, done.output.startswith("Journal intact\u00a0: 7\u00a0sceaux, ")) == (0, True)


def one_of(connection: Connection, journal_of: object = PERSONS) -> int:
    return connection.execute(select(journal_of.c.id).order_by(journal_of.c.at).limit(1)).scalar_one()  # type: ignore[attr-defined]


def change(connection: Connection) -> None:
    connection.execute(update(PERSONS).where(PERSONS.c.id == one_of(connection)).values(actor_id=2))


def change_the_other(connection: Connection) -> None:
    connection.execute(
        update(SERVICE).where(SERVICE.c.id == one_of(connection, SERVICE)).values(detail="other")
    )


def remove(connection: Connection) -> None:
    connection.execute(delete(PERSONS).where(PERSONS.c.id == one_of(connection)))


def add(connection: Connection) -> None:
    row = connection.execute(select(PERSONS).order_by(PERSONS.c.at).limit(1)).one()._mapping
    connection.execute(insert(PERSONS).values(**{**row, "id": 1}))


def swap(connection: Connection) -> None:
    """Let two lines change places in time."""
    lines = connection.execute(select(SERVICE.c.id, SERVICE.c.at).order_by(SERVICE.c.at)).all()
    first, second = lines[0], lines[-1]
    for line, at in ((first.id, second.at), (second.id, first.at)):
        connection.execute(update(SERVICE).where(SERVICE.c.id == line).values(at=at))


def empty(connection: Connection) -> None:
    connection.execute(delete(PERSONS))


def change_a_seal(connection: Connection) -> None:
    connection.execute(update(SEALS).where(SEALS.c.number == 3).values(root="0" * 64))


def remove_a_seal(connection: Connection) -> None:
    connection.execute(delete(SEALS).where(SEALS.c.number == 3))


def change_leaves(connection: Connection) -> None:
    connection.execute(update(SEALS).where(SEALS.c.number == 3).values(leaves=b"\1" * 32 * 6))


@pytest.mark.parametrize(
    "harm",
    [change, change_the_other, remove, add, swap, empty, change_a_seal, remove_a_seal, change_leaves],
)
@pytest.mark.usefixtures("sealed")
def test_what_is_done_behind_the_service_is_seen(
    service: Service, harm: Callable[[Connection], None]
) -> None:
    with service.database.writing() as store:
        harm(store.connection)
    done = verifies(service)
    assert done.exit_code == 1
    assert "Le journal n’est pas celui qui a été scellé." in done.stderr


@pytest.mark.usefixtures("sealed")
def test_a_journal_cut_off_with_its_seals_or_written_anew_is_seen_from_outside(
    service: Service, tmp_path: Path
) -> None:
    (tmp_path / "kept.json").write_text(published(service), encoding="utf-8")
    assert verifies(service, "--published", str(tmp_path / "kept.json")).exit_code == 0
    with service.database.writing() as store:
        ends = store.connection.execute(select(SEALS.c.until).where(SEALS.c.number == 4)).scalar_one()
        store.connection.execute(delete(SEALS).where(SEALS.c.number > 4))
        for rows in (PERSONS, SERVICE):
            store.connection.execute(delete(rows).where(rows.c.at >= ends))
    assert verifies(service).exit_code == 0  # nothing here tells
    cut = verifies(service, "--published", str(tmp_path / "kept.json"))
    assert cut.exit_code == 1
    assert "Le sceau 7, gardé ailleurs, n’est plus ici" in cut.output
    with service.database.writing() as store:
        store.connection.execute(delete(SEALS))
    assert seal(service) > 0
    assert verifies(service).exit_code == 0
    anew = verifies(service, "--published", str(tmp_path / "kept.json"))
    assert "Le sceau 1 n’est plus celui gardé ailleurs" in anew.output


def test_a_line_that_comes_late_is_in_the_next_seal(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    write(service, person)
    clock.advance(hours=3)
    assert seal(service) == 6
    with service.database.writing() as store:
        store.audit.note(at=clock() - timedelta(hours=2), actor=1, event="read", person=person.id)
    clock.advance(hours=1)
    assert seal(service) == 1
    assert verify(service).faults == ()


@pytest.mark.usefixtures("sealed")
def test_what_was_kept_long_enough_goes_without_a_fault(service: Service, clock: Clock) -> None:
    clock.advance(days=AUDIT.days - 4)
    with service.database.writing() as store:
        before = clock() - timedelta(days=AUDIT.days)
        assert store.old_rows.forget(AUDIT, before=before, most=1000)
    assert verify(service).faults == ()
    with service.database.writing() as store:
        remove(store.connection)
    assert verify(service).faults != ()


@pytest.fixture
def old(service: Service, person: Beneficiary, clock: Clock) -> None:
    """A journal of most of a year, of a database that had no seals."""
    for _ in range(12):
        write(service, person, lines=2)
        clock.advance(days=29)
    assert seal(service) == 48


@pytest.mark.usefixtures("old")
def test_an_old_journal_is_sealed_day_by_day_and_each_of_its_lines_is_held(
    service: Service, clock: Clock
) -> None:
    with service.database.reading() as store:
        seals = store.journal_seals.all()
    assert all(this.until - this.since <= timedelta(days=1) for this in seals)
    clock.advance(days=7)
    seal(service)
    assert verify(service).faults == ()
    with service.database.writing() as store:
        recent = clock() - timedelta(days=300)
        store.connection.execute(delete(PERSONS).where(PERSONS.c.at > recent))
    assert len(verify(service).faults) == 10


def test_a_line_that_came_late_before_the_worker_stopped_for_days_is_no_fault(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    write(service, person)
    clock.advance(hours=2)
    seal(service)
    with service.database.writing() as store:
        store.audit.note(at=clock() - timedelta(minutes=30), actor=1, event="read", person=person.id)
    clock.advance(days=3)
    write(service, person)
    clock.advance(hours=1)
    seal(service)
    clock.advance(days=3)
    seal(service)
    assert verify(service).faults == ()


def test_lines_that_wait_for_days_are_late_with_and_without_seals_and_nothing_was_altered(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    write(service, person)
    for seals in ("0\u00a0sceau,", "2\u00a0sceaux,"):
        clock.advance(days=3)
        late = verifies(service)
        assert late.exit_code == LATE
        assert seals in late.stdout
        assert "attendent leur sceau depuis le" in late.stdout
        assert "n’est pas celui qui a été scellé" not in late.output
        seal(service)
        assert verifies(service).exit_code == 0
        clock.advance(hours=1)
        write(service, person)


def test_what_changed_is_told_before_what_is_late(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    write(service, person)
    clock.advance(hours=2)
    seal(service)
    with service.database.writing() as store:
        change(store.connection)
    clock.advance(days=3)
    write(service, person)
    clock.advance(days=3)
    assert verifies(service).exit_code == 1


def test_a_clock_that_goes_back_seals_nothing_twice(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    write(service, person)
    clock.advance(hours=2)
    seal(service)
    clock.advance(hours=-1)
    write(service, person)
    assert seal(service) == 0
    clock.advance(hours=3)
    assert seal(service) == 6
    assert verify(service).faults == ()


def test_lines_of_the_last_minutes_wait_for_machines_whose_clocks_differ(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    write(service, person)
    clock.advance(minutes=9)
    assert seal(service) == 0


def test_two_copies_that_differ_are_told_before_anything_else(service: Service, tmp_path: Path) -> None:
    for name, chain in (("one.json", "1" * 64), ("other.json", "2" * 64)):
        said = {"form": 1, "seals": [{"number": 1, "chain": chain}]}
        (tmp_path / name).write_text(json.dumps(said), encoding="utf-8")
    words = (word for name in ("one", "other") for word in ("--published", str(tmp_path / f"{name}.json")))
    done = verifies(service, *words)
    assert done.exit_code == 1
    assert "Le sceau 1 n’est pas le même" in done.stderr


def test_whoever_seals_second_keeps_nothing(
    service: Service, person: Beneficiary, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(service, person)
    clock.advance(hours=2)
    fresh = sealing._fresh

    def slow(*given: object) -> object:
        monkeypatch.setattr(sealing, "_fresh", fresh)
        seal(service)
        return fresh(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "_fresh", slow)
    with pytest.raises(Collision):
        seal(service)
    assert verify(service).faults == ()


def test_a_quiet_day_has_a_seal_and_a_quiet_hour_none(service: Service, clock: Clock) -> None:
    seal(service)
    for _ in range(30):
        clock.advance(hours=1)
        seal(service)
    with service.database.reading() as store:
        assert len(store.journal_seals.all()) == 2


def test_the_worker_seals_each_hour_and_not_under_a_clock_in_doubt(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    chores = Chores(service)
    chores.done()
    write(service, person)
    clock.advance(hours=1)
    chores.done()
    with service.database.reading() as store:
        held = [this.lines for this in store.journal_seals.all()]
    assert sum(held) == 6
    write(service, person)
    clock.advance(days=9)
    chores.done()
    with service.database.reading() as store:
        assert [this.lines for this in store.journal_seals.all()] == held


def test_the_worker_seals_an_old_journal_a_week_at_a_time(
    service: Service, person: Beneficiary, clock: Clock
) -> None:
    for _ in range(10):
        write(service, person, lines=1)
        clock.advance(days=2)
    confirm(service)
    Chores(service).done()
    with service.database.reading() as store:
        assert len(store.journal_seals.all()) == SEALS_A_PASS


@pytest.mark.usefixtures("sealed")
def test_the_newest_seals_are_public_and_say_nothing_of_anybody(client: JudgingClient) -> None:
    said = json.loads(client.get("/schemas/xprsa.journal.json").data)
    assert [this["number"] for this in said["seals"]] == [7, 6, 5, 4, 3, 2, 1]
    assert set(said["seals"][0]) == {"number", "until", "root", "chain"}


def test_a_file_that_holds_no_seals_is_a_sentence(service: Service, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    done = verifies(service, "--published", str(tmp_path / "other.json"))
    assert done.exit_code == 1
    assert "ne peut pas être lu" in done.stderr
