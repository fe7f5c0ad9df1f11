"""Lines are read in every form that was ever written, and a field may join without touching a row."""

import json
from dataclasses import asdict, dataclass, fields

import pytest
from hypothesis import given

from tests.builders import People, activity, content, week
from tests.storage.test_sending import LINES
from xprsa.domain.content import Activity
from xprsa.running.service import Service
from xprsa.storage import written_lines
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import VersionRow
from xprsa.storage.written_lines import ALWAYS, LEFT_OUT, activities_of, written

SAID = (
    Activity("9d729451f94e", "training", 150, (1, 3), "Français « écrit » 🌱"),
    Activity("dc92f83eef82", "job_search", 45),
)
FORM_1 = (
    '[["9d729451f94e","training",150,[1,3],"Français « écrit » 🌱"],["dc92f83eef82","job_search",45,[],""]]'
)
FORM_2 = (
    '{"form":2,"lines":['
    '{"line":"9d729451f94e","kind":"training","minutes":150,"days":[1,3],"note":"Français « écrit » 🌱"},'
    '{"line":"dc92f83eef82","kind":"job_search","minutes":45}]}'
)


@dataclass(frozen=True, slots=True)
class LaterActivity(Activity):
    """A line as it may be once a field came."""

    was_remote: bool = False


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The software of a later day: a field came, in the one place where it has to be written."""
    monkeypatch.setattr(written_lines, "Activity", LaterActivity)
    monkeypatch.setattr(written_lines, "LEFT_OUT", {**LEFT_OUT, "was_remote": False})


def test_lines_are_written_by_name_and_what_says_nothing_is_left_out() -> None:
    assert written(SAID) == FORM_2


@pytest.mark.parametrize("text", [FORM_1, FORM_2])
def test_every_form_is_read(text: str) -> None:
    assert activities_of(text) == SAID


@given(LINES)
def test_what_was_written_is_read_back(lines: list[Activity]) -> None:
    assert activities_of(written(lines)) == tuple(lines)


def test_lines_of_a_form_that_is_not_known_yet_are_never_guessed() -> None:
    with pytest.raises(ValueError, match="form 3"):
        activities_of('{"form":3,"lines":[]}')


@pytest.mark.parametrize("text", [FORM_1, FORM_2])
@pytest.mark.usefixtures("later")
def test_a_field_that_comes_later_is_read_from_older_rows_by_what_its_absence_says(text: str) -> None:
    assert activities_of(text) == tuple(LaterActivity(**asdict(line)) for line in SAID)


@pytest.mark.usefixtures("later")
def test_a_field_that_comes_later_is_kept_and_costs_nothing_where_it_says_nothing() -> None:
    remote = LaterActivity("9d729451f94e", "training", 150, was_remote=True)
    assert activities_of(written([remote])) == (remote,)
    assert written(LaterActivity(**asdict(line)) for line in SAID) == FORM_2


def test_every_field_of_a_line_is_kept() -> None:
    lost = {field.name for field in fields(Activity)} - {*ALWAYS, *LEFT_OUT}
    assert not lost, f"sent and never kept: {lost}; add them to LEFT_OUT, with what older rows say"


def test_a_week_of_five_lines_takes_392_bytes() -> None:
    """Form 1 took 223: the difference is what it costs that a field can come."""
    kinds = ("training", "job_search", "paid_work", "volunteering", "personal_steps")
    week_of_five = [
        Activity(f"{number:012x}", kind, 150, (number,), "Mission locale" if number == 1 else "")
        for number, kind in enumerate(kinds, start=1)
    ]
    assert len(written(week_of_five).encode()) == 392


def test_a_week_kept_in_form_1_is_read_with_its_receipt_and_corrected_in_form_2(
    people: People, service: Service
) -> None:
    person = people.beneficiary()
    people.sends(person, week(), content(*SAID))
    with service.database.writing() as store:
        store.connection.execute(table(VersionRow).update().values(lines=FORM_1))
    people.sends(person, week(), content(*SAID, activity("volunteering", "1h")))
    with service.database.reading() as store:
        first, second = store.declarations.of_week(person.id, week()).versions
        texts = store.connection.execute(table(VersionRow).select().order_by(VersionRow.number)).all()
    assert first.content.activities == SAID == second.content.activities[:2]
    assert [isinstance(json.loads(row.lines), dict) for row in texts] == [False, True]
