"""Whoever does not want to be scored is in no run from that instant on, whatever was under way."""

import json
import threading
from typing import Any

import pytest
from sqlalchemy import select

from tests.builders import Clock, People, activity, actor, content, week
from tests.export.conftest import Desk, rows_of
from tests.forgetting.scene import erases
from xprsa.declare.keeping import withdraw_week
from xprsa.declare.objecting import object_to_scores, take_objection_back
from xprsa.domain.person import Beneficiary
from xprsa.export import carrying
from xprsa.export import service as exporting
from xprsa.export.run_directory import RunDirectory
from xprsa.scoring.card import PurposeCard, support_card
from xprsa.storage.tables_export import PublishedDocumentRow

FIVE_HOURS = content(activity("training", "5h"))


@pytest.fixture
def person(people: People) -> Beneficiary:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    return person


def deleting(desk: Desk, **values: Any) -> PurposeCard:
    """Give a card whose recipient deletes what they hold about whoever objects."""
    card = support_card(territory_name=desk.territory.name)
    return card.model_copy(update={"deletes_on_objection": True, **values})


def objects(desk: Desk, person: Beneficiary) -> None:
    object_to_scores(desk.service, actor=actor(person.account), person=person.id)


def accepts(desk: Desk, person: Beneficiary) -> None:
    take_objection_back(desk.service, actor=actor(person.account))


def test_whoever_objects_is_in_no_run_and_comes_back_once_they_took_it_back(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    (before,) = desk.rows()
    clock.advance(hours=1)
    objects(desk, person)
    assert desk.rows() == []
    clock.advance(hours=1)
    accepts(desk, person)
    (after,) = desk.rows()
    assert after["document"] == before["document"]


def test_a_cut_off_before_the_objection_changes_nothing(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    cut_off = clock()
    clock.advance(hours=1)
    objects(desk, person)
    assert desk.rows(as_of=cut_off) == []


def test_a_run_asked_for_before_the_objection_holds_nothing_of_the_person(
    desk: Desk, person: Beneficiary
) -> None:
    run = desk.waits(desk.request())
    objects(desk, person)
    exporting.run_waiting(desk.service)
    assert desk.found(run).documents == 0


def test_without_a_word_on_its_card_a_purpose_says_nothing_of_an_objection(
    desk: Desk, person: Beneficiary
) -> None:
    desk.rows()
    objects(desk, person)
    assert desk.rows() == []


def test_what_a_run_left_out_counts_who_objects_among_those_who_are_not_asked(
    desk: Desk, people: People
) -> None:
    for _ in range(6):
        people.beneficiary(weekly_minutes=None)
        objects(desk, people.beneficiary())
    counted = json.loads((desk.run() / "not_exported.json").read_text("utf-8"))["people"]
    assert counted == {"exempt": None, "not_asked": 12, "not_declared": None}


def test_a_recipient_who_must_delete_is_told_once_whatever_weeks_the_run_is_about(
    desk: Desk, person: Beneficiary, people: People, clock: Clock
) -> None:
    desk.open(deleting(desk))
    people.sends(person, week("2026-W46"), FIVE_HOURS)
    desk.weeks = (week("2026-W46"), week("2026-W47"))
    left = {row["document"] for row in desk.rows()}
    clock.advance(hours=1)
    objects(desk, person)
    desk.weeks = (week("2026-W47"), week("2026-W47"))
    tombstones = desk.rows()
    assert {row["supersedes"] for row in tombstones} == left
    assert {row["status"] for row in tombstones} == {"erased"}
    assert {row["declared_minutes"] for row in tombstones} == {None}
    clock.advance(hours=1)
    assert desk.rows() == []


def test_nobody_can_tell_an_objection_from_an_erasure(desk: Desk, people: People, clock: Clock) -> None:
    desk.open(deleting(desk))
    objector, erased = people.beneficiary(), people.beneficiary()
    for someone in (objector, erased):
        people.sends(someone, week(), FIVE_HOURS)
    assert len(desk.rows()) == 2
    clock.advance(hours=1)
    objects(desk, objector)
    erases(desk.service, erased.file_reference)
    run = desk.run()
    one, other = ({**row, "document": "", "supersedes": "", "person": ""} for row in rows_of(run))
    assert one == other
    assert '"people": 0' in (run / "manifest.json").read_text("utf-8")


def test_whoever_took_their_objection_back_supersedes_the_tombstone(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    desk.open(deleting(desk))
    desk.rows()
    clock.advance(hours=1)
    objects(desk, person)
    (tombstone,) = desk.rows()
    clock.advance(hours=1)
    accepts(desk, person)
    (again,) = desk.rows()
    assert (again["supersedes"], again["status"]) == (tombstone["document"], "declared")


def test_a_week_withdrawn_meanwhile_is_not_told_again_after_its_tombstone(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    desk.open(deleting(desk))
    desk.rows()
    clock.advance(hours=1)
    objects(desk, person)
    desk.rows()
    withdraw_week(desk.service, actor=actor(person.account), week=week(), number=1)
    accepts(desk, person)
    clock.advance(hours=1)
    assert desk.rows() == []


def test_an_erasure_after_a_tombstone_owes_no_second_one(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    desk.open(deleting(desk))
    desk.rows()
    clock.advance(hours=1)
    objects(desk, person)
    assert len(desk.rows()) == 1
    erases(desk.service, person.file_reference)
    clock.advance(hours=1)
    assert desk.rows() == []


def test_another_recipient_is_not_told_of_what_they_never_had(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    desk.rows()
    clock.advance(hours=1)
    desk.open(deleting(desk, recipient="Une autre équipe"))
    objects(desk, person)
    assert desk.rows() == []


def test_what_is_no_longer_kept_needs_no_tombstone(desk: Desk, person: Beneficiary, clock: Clock) -> None:
    desk.open(deleting(desk, retention_days=10))
    desk.rows()
    objects(desk, person)
    clock.advance(days=11)
    assert desk.rows() == []


def test_a_purpose_opened_again_with_the_word_tells_what_left_before(
    desk: Desk, person: Beneficiary, people: People, clock: Clock
) -> None:
    people.sends(person, week("2026-W46"), FIVE_HOURS)
    desk.weeks = (week("2026-W46"), week("2026-W47"))
    desk.rows()
    clock.advance(hours=1)
    desk.open(deleting(desk))
    objects(desk, person)
    desk.weeks = (week("2026-W47"), week("2026-W47"))
    assert len(desk.rows()) == 2
    clock.advance(hours=1)
    assert desk.rows() == []


def test_a_tombstone_takes_a_number_of_its_own_after_another_recipient_had_the_week(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    (first,) = desk.rows()
    for recipient in ("Une autre équipe", None):
        clock.advance(hours=1)
        desk.open(deleting(desk, **({"recipient": recipient} if recipient else {})))
        if recipient:
            (other,) = desk.rows()
    objects(desk, person)
    (tombstone,) = desk.rows()
    assert tombstone["supersedes"] == first["document"]
    assert tombstone["document"] not in (first["document"], other["document"])


def test_whoever_deleted_under_a_short_card_holds_nothing_under_an_older_long_one(
    desk: Desk, person: Beneficiary, clock: Clock
) -> None:
    desk.rows()
    clock.advance(hours=1)
    desk.open(deleting(desk, retention_days=10))
    objects(desk, person)
    assert len(desk.rows()) == 1
    clock.advance(days=11)
    assert desk.rows() == []


def test_an_objection_waits_for_a_run_that_is_about_to_appear(
    desk: Desk, person: Beneficiary, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearing = RunDirectory.publish
    said = threading.Event()

    def refusing() -> None:
        objects(desk, person)
        said.set()

    refuser = threading.Thread(target=refusing)

    def publish(self: RunDirectory) -> None:
        if not refuser.ident:  # the copy that is kept appears later
            refuser.start()
            assert not said.wait(0.5)
        appearing(self)

    monkeypatch.setattr(RunDirectory, "publish", publish)
    assert len(desk.rows()) == 1
    refuser.join(timeout=10)
    assert said.is_set()
    monkeypatch.undo()
    assert desk.rows() == []


def test_whoever_has_nothing_in_a_run_does_not_make_it_be_written_anew(
    desk: Desk, person: Beneficiary, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, written = people.beneficiary(), []
    real = carrying._Carrying.write

    def objecting_meanwhile(self: Any) -> str:
        objects(desk, silent)
        written.append(1)
        return real(self)

    monkeypatch.setattr(carrying._Carrying, "write", objecting_meanwhile)
    assert len(desk.rows()) == 1
    assert len(written) == 1


@pytest.mark.parametrize("step", ["gather", "write"])
def test_whoever_objects_while_a_run_is_carried_out_is_left_out_of_it(
    desk: Desk, person: Beneficiary, people: People, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.sends(people.beneficiary(), week(), FIVE_HOURS)
    real = getattr(carrying._Carrying, step)

    def objecting_meanwhile(self: Any, *given: Any, **named: Any) -> Any:
        done = real(self, *given, **named)
        objects(desk, person)
        return done

    monkeypatch.setattr(carrying._Carrying, step, objecting_meanwhile)
    directory = desk.run()
    assert len(rows_of(directory)) == 1
    manifest = (directory / "manifest.json").read_text("utf-8")
    assert '"rows": 1,' in manifest
    assert '"people": 1,' in manifest
    assert sorted(path.name for path in directory.iterdir()) == [
        "datapackage.json",
        "documents.jsonl",
        "manifest.json",
        "manifest.sig",
        "not_exported.json",
    ]
    with desk.service.database.reading() as store:
        (run,) = store.exports.of_territory(desk.territory.id)
        kept = store.connection.execute(select(PublishedDocumentRow.person_id)).scalars().all()
    assert (run.documents, len(kept), person.id in kept) == (1, 1, False)


def test_whoever_objects_meanwhile_counts_once_among_those_left_out(
    desk: Desk, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        people.beneficiary(weekly_minutes=None)
    late = people.beneficiary(weekly_minutes=None)
    people.contract(late.id, valid_from=week().monday)
    people.sends(late, week(), FIVE_HOURS)
    desk.weeks = (week("2026-W46"), week("2026-W47"))  # the first of them is not asked of anybody
    real = carrying._Carrying.write

    def objecting_meanwhile(self: Any) -> str:
        done = real(self)
        objects(desk, late)
        return done

    monkeypatch.setattr(carrying._Carrying, "write", objecting_meanwhile)
    counted = json.loads((desk.run() / "not_exported.json").read_text("utf-8"))["people"]
    assert counted["not_asked"] == 11
