"""Each year everybody gets another pseudonym: nothing links two of them, and no tombstone is lost."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from tests.builders import Clock, People, activity, actor, content, week
from tests.export.conftest import Desk, rows_of
from tests.forgetting.scene import erases
from tests.pages import JudgingClient
from xprsa.declare.keeping import withdraw_week
from xprsa.declare.objecting import object_to_scores, take_objection_back
from xprsa.domain.person import Account, Beneficiary
from xprsa.export import carrying
from xprsa.export.claims import directory_of
from xprsa.export.demands import CannotAsk, Refused
from xprsa.export.questions import group
from xprsa.export.run_directory import RunDirectory
from xprsa.export.service import run_waiting
from xprsa.gateways.keyring import Use
from xprsa.running.kept_runs import sha256_of
from xprsa.scoring.card import support_card
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Format
from xprsa.storage.tables_export import PublishedDocumentRow

BEFORE = week("2026-W46")
_CODE = re.compile(rb"[0-9a-f]{64}")


@pytest.fixture
def two_weeks(desk: Desk) -> Desk:
    desk.weeks = (BEFORE, week())
    return desk


@pytest.fixture
def person(people: People) -> Beneficiary:
    person = people.beneficiary()
    declares(people, person, hours=5)
    return person


def declares(people: People, person: Beneficiary, *, hours: int) -> None:
    people.sends(person, week(), content(activity("training", f"{hours}h")))


def takes_back(desk: Desk, person: Beneficiary, number: int = 1) -> None:
    withdraw_week(desk.service, actor=actor(person.account), week=week(), number=number)


def new_year(clock: Clock) -> None:
    clock.instant = datetime(2027, 1, 5, 10, tzinfo=UTC)


def deleting(desk: Desk) -> None:
    """Open the purpose for a recipient who deletes what they hold about whoever objects."""
    card = support_card(territory_name=desk.territory.name)
    desk.open(card.model_copy(update={"deletes_on_objection": True}))


def codes_in(run: Path) -> set[bytes]:
    """Give every code in the files of a run, but for the digest of the one that tells of nobody."""
    found = {code for file in run.iterdir() for code in _CODE.findall(file.read_bytes())}
    return found - {sha256_of(run / "not_exported.json").encode()}


def test_the_first_period_names_everybody_as_before_there_were_periods(
    desk: Desk, person: Beneficiary
) -> None:
    (row,) = desk.rows()
    public_id = person.account.public_id
    mac = desk.service.keyring.mac
    key = Use(Purpose.SUPPORT.terms.key_use)
    assert row["person"] == mac(key, f"person|{public_id}".encode()).hex()
    assert row["document"] == mac(key, f"document|{public_id}|2026-W47|1".encode()).hex()


def test_the_manifest_says_the_period(desk: Desk, person: Beneficiary, clock: Clock) -> None:
    said = [json.loads((desk.run() / "manifest.json").read_text("utf-8"))["pseudonyms"]]
    new_year(clock)
    said.append(json.loads((desk.run() / "manifest.json").read_text("utf-8"))["pseudonyms"])
    assert said == [
        {"first_day": None, "last_day": "2026-12-31"},
        {"first_day": "2027-01-01", "last_day": "2027-12-31"},
    ]


@pytest.mark.parametrize("written", [Format.JSONL, Format.CSV])  # text; Parquet is made of the same lines
def test_runs_of_two_periods_share_no_code_in_any_file(
    desk: Desk, person: Beneficiary, people: People, clock: Clock, written: Format
) -> None:
    declares(people, people.beneficiary(), hours=3)
    before = desk.run(written=written)
    new_year(clock)
    after = desk.run(written=written)
    assert not codes_in(before) & codes_in(after)


def test_a_week_that_did_not_change_says_nothing_of_the_period_before(
    desk: Desk, person: Beneficiary, people: People, clock: Clock
) -> None:
    clock.advance(days=20)  # by then silence counts
    (before,) = desk.rows()
    new_year(clock)
    (after,) = desk.rows()
    assert after["supersedes"] is None
    renamed = {"as_of": "", "person": "", "document": ""}
    assert {**after, **renamed} == {**before, **renamed}
    clock.advance(hours=1)
    (again,) = desk.rows()
    assert {**again, "as_of": ""} == {**after, "as_of": ""}
    declares(people, person, hours=6)
    clock.advance(hours=1)
    (corrected,) = desk.rows()
    assert (corrected["supersedes"], corrected["person"]) == (after["document"], after["person"])


def test_a_run_calls_a_person_one_way_in_weeks_of_both_years(
    two_weeks: Desk, person: Beneficiary, people: People, clock: Clock
) -> None:
    two_weeks.rows()
    new_year(clock)
    people.sends(person, BEFORE, content(activity("training", "2h")))
    rows = two_weeks.rows()
    assert len(rows) == 2
    assert len({row["person"] for row in rows}) == 1


def test_codes_differ_although_what_left_was_forgotten_in_between(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    (before,) = desk.rows()
    new_year(clock)
    with desk.service.database.writing() as store:
        store.connection.execute(delete(PublishedDocumentRow))
    (after,) = desk.rows()
    assert after["document"] != before["document"]


def test_a_week_taken_back_leaves_a_tombstone_under_the_pseudonym_that_its_recipient_knows(
    desk: Desk, person: Beneficiary, people: People, clock: Clock
) -> None:
    (before,) = desk.rows()
    new_year(clock)
    takes_back(desk, person)
    (tombstone,) = desk.rows()
    assert (tombstone["status"], tombstone["person"]) == ("withdrawn", before["person"])
    assert tombstone["supersedes"] == before["document"]
    clock.advance(hours=1)
    (again,) = desk.rows()
    assert {**again, "as_of": ""} == {**tombstone, "as_of": ""}
    declares(people, person, hours=6)
    clock.advance(hours=1)
    (declared,) = desk.rows()
    assert declared["supersedes"] is None
    assert declared["person"] != before["person"]


def test_what_a_new_period_told_again_is_taken_back_under_its_new_pseudonym_alone(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    (before,) = desk.rows()
    new_year(clock)
    (after,) = desk.rows()
    takes_back(desk, person)
    clock.advance(hours=1)
    run = desk.run()
    (tombstone,) = rows_of(run)
    assert (tombstone["person"], tombstone["supersedes"]) == (after["person"], after["document"])
    assert before["person"].encode() not in codes_in(run)


def test_an_erasure_reaches_what_left_under_each_pseudonym(
    two_weeks: Desk, person: Beneficiary, people: People, clock: Clock
) -> None:
    people.sends(person, BEFORE, content(activity("training", "2h")))
    left = two_weeks.rows()
    new_year(clock)
    two_weeks.weeks = (week(), week())
    left += two_weeks.rows()
    erases(two_weeks.service, person.file_reference)
    clock.advance(hours=1)
    tombstones = two_weeks.rows()
    assert {(row["person"], row["supersedes"]) for row in tombstones} == {
        (row["person"], row["document"]) for row in left
    }
    assert len({row["document"] for row in tombstones}) == 3
    clock.advance(hours=1)
    assert two_weeks.rows() == []


def test_an_objection_reaches_what_left_under_each_pseudonym_once(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    deleting(desk)
    left = desk.rows()
    new_year(clock)
    left += desk.rows()
    object_to_scores(desk.service, actor=actor(person.account), person=person.id)
    clock.advance(hours=1)
    tombstones = desk.rows()
    assert {(row["status"], row["person"], row["supersedes"]) for row in tombstones} == {
        ("erased", row["person"], row["document"]) for row in left
    }
    assert len({row["document"] for row in (*left, *tombstones)}) == 4
    clock.advance(hours=1)
    assert desk.rows() == []
    take_objection_back(desk.service, actor=actor(person.account))
    (again,) = desk.rows()
    new = next(row for row in tombstones if row["person"] == left[1]["person"])
    assert (again["person"], again["supersedes"]) == (new["person"], new["document"])


def test_the_time_to_keep_what_left_is_not_counted_anew_by_runs_of_another_period(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    desk.open(support_card(territory_name=desk.territory.name).model_copy(update={"retention_days": 60}))
    desk.rows()
    new_year(clock)
    (after,) = desk.rows()
    clock.advance(days=30)
    erases(desk.service, person.file_reference)
    (tombstone,) = desk.rows()
    assert tombstone["supersedes"] == after["document"]


def test_whoever_objects_while_a_run_is_written_leaves_no_older_pseudonym_in_it(
    two_weeks: Desk, person: Beneficiary, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_weeks.rows()
    new_year(clock)
    takes_back(two_weeks, person)
    people.sends(person, BEFORE, content(activity("training", "2h")))
    real = carrying._Carrying.gather

    def objecting_meanwhile(self: Any, *given: Any) -> None:
        real(self, *given)
        object_to_scores(two_weeks.service, actor=actor(person.account), person=person.id)

    monkeypatch.setattr(carrying._Carrying, "gather", objecting_meanwhile)
    assert two_weeks.rows() == []


def test_a_run_since_one_of_another_period_is_refused_and_a_whole_one_offered(
    desk: Desk,
    person: Beneficiary,
    people: People,
    clock: Clock,
    as_adviser: Callable[[Account], JudgingClient],
) -> None:
    first = desk.run()
    new_year(clock)
    with pytest.raises(CannotAsk) as refused:
        desk.run(since=first)
    assert refused.value.why is Refused.SINCE_ANOTHER_PERIOD
    exporter = as_adviser(people.exporter())
    earlier = str(desk.left_in(first).public_id)
    page = exporter.get("/gestion/exports")
    answer = exporter.press(page, "Préparer l’export", purpose="support", since=earlier)
    assert answer.status_code == 422
    assert '<a href="#since">Les pseudonymes ont changé depuis cet export' in answer.text
    second = desk.run()
    clock.advance(hours=1)
    assert desk.rows(since=second) == []


def test_a_run_of_a_new_period_that_dies_and_begins_again_gives_the_same_bytes(
    two_weeks: Desk, person: Beneficiary, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.sends(person, BEFORE, content(activity("training", "2h")))
    (old,) = {row["person"] for row in two_weeks.rows()}
    new_year(clock)
    takes_back(two_weeks, person)
    run, written = two_weeks.waits(two_weeks.request()), {}

    def die(self: RunDirectory) -> None:
        written.update(bytes_of(self.hidden))
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(RunDirectory, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            run_waiting(two_weeks.service)
    clock.advance(minutes=5)
    assert run_waiting(two_weeks.service) == 1
    left = directory_of(two_weeks.service, run)
    assert bytes_of(left) == written
    assert {row["week"]: row["person"] == old for row in rows_of(left)} == {
        "2026-W46": False,
        "2026-W47": True,
    }


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def test_questions_are_grouped_by_the_pseudonym_of_the_run(
    two_weeks: Desk, person: Beneficiary, people: People, clock: Clock, tmp_path: Path
) -> None:
    people.sends(person, BEFORE, content(activity("training", "2h")))
    two_weeks.rows()
    new_year(clock)
    takes_back(two_weeks, person)
    grouped = group(two_weeks.run(), to=tmp_path / "questions.jsonl")
    assert (grouped.questions, grouped.documents) == (1, 1)
