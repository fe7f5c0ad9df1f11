"""A run that is interrupted, killed or overtaken harms nothing: it begins again, or leaves nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.builders import Clock, People, activity, content, week
from tests.export.conftest import Desk
from xprsa.export import carrying, claims
from xprsa.export import service as exporting
from xprsa.export.run_directory import RunDirectory
from xprsa.running.service import Service
from xprsa.storage.export_runs import Failure, Format, Run, RunState
from xprsa.storage.tables_export import PublishedDocumentRow


@pytest.fixture
def someone(people: People) -> People:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    return people


def asked(desk: Desk, written: Format = Format.JSONL) -> Run:
    request = desk.request(written=written)
    with desk.service.database.writing() as store:
        return store.exports.ask(
            request.purpose,
            weeks=request.weeks,
            written=request.written,
            as_of=desk.service.now(),
            at=desk.service.now(),
        )


def claimed(service: Service, run: Run) -> str:
    """Take a run as a process does that then dies without a word."""
    name = claims.new_claim()
    with service.database.writing() as store:
        assert claims.claim(service, store, run, name=name)
    return name


def state_of(service: Service, run: Run) -> Run:
    found = exporting.find(service, run.public_id, territory=run.purpose.territory)
    assert found is not None
    return found


def kept(service: Service) -> int:
    with service.database.reading() as store:
        return len(store.connection.execute(select(PublishedDocumentRow.document)).all())


def interrupt(_people: int, _documents: int) -> None:
    raise KeyboardInterrupt


def test_a_command_interrupted_leaves_nothing_and_runs_again(
    desk: Desk, someone: People, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "run"
    with pytest.raises(KeyboardInterrupt):
        exporting.export_to(desk.service, request=desk.request(), directory=target, progress=interrupt)
    assert list(target.parent.iterdir()) == []
    assert kept(desk.service) == 0
    run = exporting.export_to(
        desk.service, request=desk.request(), directory=target, progress=lambda _p, _d: None
    )
    assert (run.state, run.documents) == (RunState.DONE, 1)


def test_the_worker_interrupted_begins_the_run_again(desk: Desk, someone: People) -> None:
    run = asked(desk)
    with pytest.raises(KeyboardInterrupt):
        exporting.run_waiting(desk.service, progress=interrupt)
    assert state_of(desk.service, run).state is RunState.WAITING
    assert exporting.run_waiting(desk.service) == 1
    assert state_of(desk.service, run).state is RunState.DONE


def test_a_run_whose_process_died_is_taken_over_once_it_is_silent(
    desk: Desk, someone: People, clock: Clock
) -> None:
    run = asked(desk)
    name = claimed(desk.service, run)
    left = RunDirectory(claims.directory_of(desk.service, run), claim=name)
    left.begin()
    assert exporting.run_waiting(desk.service) == 0
    clock.advance(seconds=claims.SILENT_AFTER.total_seconds() + 1)
    assert exporting.run_waiting(desk.service) == 1
    assert not left.hidden.exists()
    assert state_of(desk.service, run).documents == 1


def test_a_process_thought_dead_stops_without_a_trace(desk: Desk, someone: People, clock: Clock) -> None:
    run = asked(desk)
    name = claimed(desk.service, run)
    clock.advance(minutes=5)
    assert exporting.run_waiting(desk.service) == 1
    with pytest.raises(carrying.TakenOver):
        carrying.carry_out(desk.service, run, claim=name, progress=lambda _p, _d: None)
    assert state_of(desk.service, run).state is RunState.DONE
    assert kept(desk.service) == 1


def test_a_run_that_appeared_just_before_its_process_died_has_left(
    desk: Desk, someone: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(desk)
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "note_end", die)
        with pytest.raises(SystemExit):
            exporting.run_waiting(desk.service)
    assert state_of(desk.service, run).state is RunState.RUNNING
    clock.advance(minutes=5)
    assert exporting.run_waiting(desk.service) == 1
    assert state_of(desk.service, run).state is RunState.DONE
    assert kept(desk.service) == 1


@pytest.mark.parametrize("written", Format)
def test_a_run_begun_again_gives_the_same_bytes(
    written: Format, desk: Desk, someone: People, clock: Clock, tmp_path: Path
) -> None:
    for _ in range(5):
        someone.sends(someone.beneficiary(), week(), content(activity("job_search", "3h")))
    run = asked(desk, written)
    exporting.run_waiting(desk.service)
    place = claims.directory_of(desk.service, run)
    first = {path.name: path.read_bytes() for path in place.iterdir()}
    place.rename(tmp_path / "lost")
    with desk.service.database.writing() as store:
        store.exports.put_back(run)
    clock.advance(days=1)
    someone.sends(someone.beneficiary(), week(), content())
    exporting.run_waiting(desk.service)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == first


def test_a_second_run_of_the_purpose_waits_for_the_first(desk: Desk, someone: People) -> None:
    claimed(desk.service, asked(desk))
    with pytest.raises(claims.UnderWay):
        desk.run()
    with desk.service.database.reading() as store:
        assert len(store.exports.of_territory(desk.territory.id)) == 1


def test_a_cut_off_before_the_last_run_is_refused(desk: Desk, someone: People, clock: Clock) -> None:
    desk.run()
    clock.advance(hours=1)
    with pytest.raises(claims.Overtaken):
        desk.run(as_of=clock() - timedelta(hours=2))


def test_a_run_that_waited_too_long_says_so(desk: Desk, someone: People, clock: Clock) -> None:
    waiting = asked(desk)
    clock.advance(hours=1)
    desk.run()
    assert exporting.run_waiting(desk.service) == 0
    assert state_of(desk.service, waiting).failure is Failure.OVERTAKEN


def test_a_directory_that_holds_something_is_left_alone(desk: Desk, someone: People, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(carrying.RunFailed, match="n’est pas vide"):
        exporting.export_to(
            desk.service, request=desk.request(), directory=tmp_path / "mine", progress=lambda _p, _d: None
        )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert kept(desk.service) == 0


def test_people_are_read_range_by_range(desk: Desk, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "PEOPLE_AT_A_TIME", 3)
    for hours in range(8):
        people.sends(people.beneficiary(), week(), content(activity("training", f"{hours}h")))
    seen: list[int] = []
    exporting.export_to(
        desk.service,
        request=desk.request(),
        directory=desk.folder,
        progress=lambda read, _d: seen.append(read),
    )
    assert seen == [3, 6, 8]
    lines = (desk.folder / "documents.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 8


def die(*_given: object) -> None:
    raise SystemExit


def test_a_run_that_left_is_never_claimed_again(desk: Desk, someone: People) -> None:
    seen_waiting = asked(desk)
    exporting.run_waiting(desk.service)
    with desk.service.database.writing() as store:
        assert claims.claim(desk.service, store, seen_waiting, name=claims.new_claim()) is None
    assert state_of(desk.service, seen_waiting).state is RunState.DONE
    assert kept(desk.service) == 1
