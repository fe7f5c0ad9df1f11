"""A row for each declared week of those who are asked; silence, and everybody else, leave none."""

from datetime import date

from sqlalchemy import update

from tests.builders import Clock, People, activity, actor, content, could_not, week
from tests.export.conftest import Desk
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service
from xprsa.storage.tables import BeneficiaryRow

FIVE_HOURS = content(activity("training", "5h"))


def test_a_declared_week_leaves_one_row_in_minutes(desk: Desk, people: People) -> None:
    person = people.beneficiary(weekly_minutes=600)
    people.sends(person, week(), content(activity("training", "2h30"), activity("job_search", "45min")))
    (row,) = desk.rows()
    assert (row["week"], row["status"], row["comparable"]) == ("2026-W47", "declared", True)
    assert (row["target_minutes"], row["declared_minutes"], row["pending_minutes"]) == (600, 195, 195)
    assert (row["counted_minutes"], row["contested_minutes"]) == (0, 0)
    assert row["minutes_by_family"] == {"work": 0, "search": 45, "project": 150, "access": 0, "other": 0}
    assert (row["department"], row["organisation"]) == (people.territory().code, "ML")
    assert row["supersedes"] is None


def test_no_activity_is_a_row_of_zero(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content())
    (row,) = desk.rows()
    assert (row["declared_minutes"], row["comparable"]) == (0, True)


def test_a_day_that_was_not_possible_makes_the_week_not_comparable_and_says_no_more(
    desk: Desk, people: People
) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h"), prevented=could_not(2)))
    (row,) = desk.rows()
    assert row["comparable"] is False
    assert row["declared_minutes"] == 300


def test_silence_leaves_no_row(desk: Desk, people: People) -> None:
    people.beneficiary()
    assert desk.rows() == []


def test_whoever_is_not_asked_leaves_no_row_even_after_declaring(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(weekly_minutes=None), week(), FIVE_HOURS)
    assert desk.rows() == []


def test_whoever_left_leaves_no_row(desk: Desk, people: People, service: Service) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    change(service, person, departed_on=week().monday)
    assert desk.rows() == []


def test_an_exempt_week_leaves_no_row(desk: Desk, people: People) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    people.exemption(person.id, valid_from=week().sunday, valid_until=week().sunday)
    assert desk.rows() == []


def test_an_exemption_recorded_after_the_cut_off_is_not_known_yet(
    desk: Desk, people: People, clock: Clock
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    cut_off = clock()
    people.exemption(person.id, valid_from=date(2026, 11, 26), valid_until=date(2026, 12, 31))
    clock.advance(days=5)
    assert len(desk.rows(as_of=cut_off)) == 1


def test_whoever_objects_leaves_no_row_from_then_on(
    desk: Desk, people: People, service: Service, clock: Clock
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    assert len(desk.rows()) == 1
    clock.advance(hours=1)
    change(service, person, objects_since=clock())
    assert desk.rows() == []


def test_a_withdrawn_week_that_never_left_leaves_no_row(desk: Desk, people: People, service: Service) -> None:
    person = people.beneficiary()
    people.sends(person, week(), FIVE_HOURS)
    withdraw_week(service, actor=actor(person.account), week=week(), number=1)
    assert desk.rows() == []


def test_what_came_after_the_cut_off_is_left_out(desk: Desk, people: People, clock: Clock) -> None:
    early, late = people.beneficiary(), people.beneficiary()
    people.sends(early, week(), FIVE_HOURS)
    cut_off = clock()
    clock.advance(minutes=5)
    people.sends(early, week(), content(activity("training", "9h")))
    people.sends(late, week(), FIVE_HOURS)
    (row,) = desk.rows(as_of=cut_off)
    assert row["declared_minutes"] == 300


def test_another_territory_leaves_nothing_here(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(territory="Z2"), week(), FIVE_HOURS)
    assert desk.rows() == []


def test_the_silence_of_the_service_counts_after_the_delay(desk: Desk, people: People, clock: Clock) -> None:
    people.sends(people.beneficiary(), week(), FIVE_HOURS)
    clock.advance(days=15)
    (row,) = desk.rows()
    assert (row["counted_minutes"], row["pending_minutes"]) == (300, 0)


def test_each_week_of_the_range_has_its_row(desk: Desk, people: People) -> None:
    person = people.beneficiary()
    for text in ("2026-W44", "2026-W46", "2026-W47"):
        people.sends(person, week(text), FIVE_HOURS)
    desk.weeks = (week("2026-W45"), week("2026-W47"))
    assert sorted(row["week"] for row in desk.rows()) == ["2026-W46", "2026-W47"]


def change(service: Service, person: Beneficiary, **values: object) -> None:
    with service.database.writing() as store:
        store.connection.execute(
            update(BeneficiaryRow).where(BeneficiaryRow.account_id == person.id).values(**values)
        )
