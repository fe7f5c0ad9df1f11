"""What is said of an activity survives its form: written into it, read from it, nothing is left out."""

from dataclasses import fields, replace
from uuid import UUID

from xprsa.declare.forms import WeekForm
from xprsa.declare.proposing import from_content
from xprsa.domain.content import Activity, Content

KEY = UUID(int=7)
SOMETHING = {str: "chez Greta", bool: True, int: 150, tuple[int, ...]: (1, 3)}  # to say, by type of a field
FULL = replace(
    Activity(line="a1", kind="training", minutes=0),
    **{field.name: SOMETHING[field.type] for field in fields(Activity) if field.name not in ("line", "kind")},  # type: ignore[index, arg-type]
)


def test_a_week_sent_comes_back_whole_from_the_form_of_its_correction() -> None:
    content = Content((FULL,))
    form = WeekForm({**from_content(content, base=1).as_fields(), "key": [str(KEY)]})
    assert form.validate()
    assert form.content == content
