"""What is said of an activity survives its form: written into it, read from it, nothing is left out."""

from dataclasses import MISSING, fields
from uuid import UUID

from xprsa.declare.forms import WeekForm
from xprsa.declare.proposing import from_content
from xprsa.domain.content import Activity, Content

FULL = Activity(line="a1", kind="training", minutes=150, days=(1, 3), note="chez Greta")
KEY = UUID(int=7)


def test_the_example_says_something_in_every_field() -> None:
    """A new field of `Activity` is given a value here, so that the next test looks at it too."""
    silent = [
        field.name
        for field in fields(Activity)
        if field.default is not MISSING and getattr(FULL, field.name) == field.default
    ]
    assert not silent, f"give the example a value for: {silent}"


def test_a_week_sent_comes_back_whole_from_the_form_of_its_correction() -> None:
    content = Content((FULL,))
    form = WeekForm({**from_content(content, base=1).as_fields(), "key": [str(KEY)]})
    assert form.validate()
    assert form.content == content
