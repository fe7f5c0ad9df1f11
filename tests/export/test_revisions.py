"""A document has a revision of its own: what changes it supersedes it, what does not leaves it as it was."""

from datetime import date

from tests.builders import Clock, People, activity, actor, content, week
from tests.export.conftest import Desk, rows_of
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.review import Decision, Verdict
from xprsa.domain.second_thought import DecisionMade
from xprsa.review.undoing import undo
from xprsa.running.service import Service
from xprsa.scoring.card import support_card
from xprsa.scoring.document import FIELDS, Status

FIVE_HOURS = content(activity("training", "5h"))


def test_a_week_that_did_not_change_keeps_its_document(desk: Desk, people: People, clock: Clock) -> None:
    people.sends(people.beneficiary(), week(), FIVE_HOURS)
    (before,) = desk.rows()
    clock.advance(hours=1)
    (after,) = desk.rows()
    assert after["document"] == before["document"]
    assert after["supersedes"] is None
    assert {**after, "as_of": ""} == {**before, "as_of": ""}


def test_a_correction_supersedes_the_document_that_left(desk: Desk, people: People, clock: Clock) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    (before,) = desk.rows()
    clock.advance(hours=1)
    people.sends(person, week(), content(activity("training", "6h")))
    (after,) = desk.rows()
    assert after["document"] != before["document"]
    assert after["supersedes"] == before["document"]
    assert after["person"] == before["person"]
    assert after["declared_minutes"] == 360


def test_corrections_between_two_runs_make_one_revision(desk: Desk, people: People, clock: Clock) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    (before,) = desk.rows()
    for duration in ("6h", "7h", "8h"):
        clock.advance(minutes=5)
        people.sends(person, week(), content(activity("training", duration)))
    (after,) = desk.rows()
    assert after["supersedes"] == before["document"]


def test_a_decision_a_delay_and_a_new_target_each_supersede(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "5h")
    people.sends(person, week(), content(line))
    documents = [desk.rows()[0]]
    clock.advance(days=1)
    asked = Decision(line.line, 1, Verdict.SET_ASIDE, by=adviser.id, at=clock(), words="Hors du contrat.")
    with service.database.writing() as store:
        store.decisions.add(person.id, week(), [asked])
    documents.append(desk.rows()[0])
    clock.advance(days=1)
    people.contract(
        person.id, weekly_minutes=600, valid_from=date(2026, 11, 2), recorded_on=date(2026, 11, 25)
    )
    documents.append(desk.rows()[0])
    assert [document["supersedes"] for document in documents[1:]] == [
        document["document"] for document in documents[:-1]
    ]
    assert [document["target_minutes"] for document in documents] == [900, 900, 600]
    assert [document["pending_minutes"] for document in documents] == [300, 0, 0]


def test_a_decision_taken_back_is_told_from_then_on_and_an_earlier_cut_off_still_reads_it(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "5h")
    people.sends(person, week(), content(line))
    clock.advance(days=1)
    move = Decision(line.line, 1, Verdict.SET_ASIDE, by=adviser.id, at=clock(), words="Hors du contrat.")
    with service.database.writing() as store:
        store.decisions.add(person.id, week(), [move])
    clock.advance(minutes=1)
    between = clock()
    clock.advance(minutes=1)
    undo(service, actor=actor(adviser), person=person.id, week=week(), made=DecisionMade(0, 1))
    (before,) = desk.rows(as_of=between)
    (after,) = desk.rows()
    assert (before["counted_minutes"], before["pending_minutes"]) == (0, 0)
    assert (after["counted_minutes"], after["pending_minutes"]) == (0, 300)
    assert after["supersedes"] == before["document"]


def test_a_withdrawn_week_that_left_leaves_a_tombstone_that_says_nothing_else(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    (before,) = desk.rows()
    clock.advance(hours=1)
    withdraw_week(service, actor=actor(person.account), week=week(), number=1)
    (tombstone,) = desk.rows()
    assert tombstone["status"] == Status.WITHDRAWN
    assert tombstone["supersedes"] == before["document"]
    assert tombstone["comparable"] is False
    assert {name for name, value in tombstone.items() if value is None} == {
        "target_minutes",
        "declared_minutes",
        "counted_minutes",
        "pending_minutes",
        "contested_minutes",
        "minutes_by_family",
    }


def test_a_week_declared_again_supersedes_its_tombstone(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    desk.rows()
    clock.advance(hours=1)
    withdraw_week(service, actor=actor(person.account), week=week(), number=1)
    (tombstone,) = desk.rows()
    (again,) = desk.rows()
    assert again["document"] == tombstone["document"]
    clock.advance(hours=1)
    people.sends(person, week(), FIVE_HOURS)
    (declared,) = desk.rows()
    assert (declared["status"], declared["supersedes"]) == ("declared", tombstone["document"])


def test_a_card_that_names_one_more_field_makes_new_revisions(
    desk: Desk, people: People, clock: Clock
) -> None:
    people.sends(people.beneficiary(), week(), FIVE_HOURS)
    card = support_card(territory_name="Val-d’Essai")
    desk.open(card.model_copy(update={"fields": tuple(name for name in FIELDS if name != "comparable")}))
    (before,) = desk.rows()
    assert "comparable" not in before
    desk.open(card)
    clock.advance(hours=1)
    (after,) = desk.rows()
    assert after["supersedes"] == before["document"]
    assert after["comparable"] is True


def test_the_same_cut_off_gives_the_same_documents_again(desk: Desk, people: People, clock: Clock) -> None:
    for _ in range(30):
        people.sends(people.beneficiary(), week(), FIVE_HOURS)
    cut_off = clock()
    first = desk.run(as_of=cut_off)
    clock.advance(days=2)
    again = desk.run(as_of=cut_off)
    assert (again / "documents.jsonl").read_bytes() == (first / "documents.jsonl").read_bytes()
    assert len(rows_of(first)) == 30


def test_the_person_can_see_each_revision_that_left(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    person, other = people.beneficiary(), people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    people.sends(other, week(), FIVE_HOURS)
    desk.rows()
    first_left = clock()
    clock.advance(hours=1)
    people.sends(person, week(), content(activity("training", "6h")))
    desk.rows()
    with service.database.reading() as store:
        departures = store.departures.about(person.id)
    assert [departure.revision for departure in departures] == [2, 1]
    assert [departure.document.declared_minutes for departure in departures] == [360, 300]
    assert departures[1].at == first_left
    assert "accompagnement" in departures[0].recipient
    assert departures[0].document.supersedes == departures[1].document.document
