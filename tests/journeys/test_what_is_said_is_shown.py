"""What is said of an activity is told to whoever reads it: no way of telling leaves a field out."""

from dataclasses import MISSING, Field, fields, replace
from typing import Any

import pytest
from flask import Flask

from tests.journeys.test_a_week_and_its_form import FULL
from xprsa.domain.catalogue import STARTING_CATALOGUE
from xprsa.domain.content import Activity

WAYS = {
    "in_brief": (STARTING_CATALOGUE,),
    "said": (STARTING_CATALOGUE, "h2"),
    "row_of": (STARTING_CATALOGUE,),
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("field", [field for field in fields(Activity) if field.default is not MISSING])
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_telling_an_activity_tells_each_field(way: str, field: Field[Any], app: Flask) -> None:
    tell = getattr(app.jinja_env.get_template("components/said.html").module, way)
    silent = replace(FULL, **{field.name: field.default})
    assert tell(FULL, *WAYS[way]) != tell(silent, *WAYS[way]), f"{way} of said.html leaves out {field.name}"
