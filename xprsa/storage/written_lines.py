"""The lines of a version as text: each form that was ever written is read for ever, the newest is written.

Form 1 is a bare list, `[[line, kind, minutes, days, note], ...]`. Form 2 is `{"form": 2, "lines": [{...}]}`,
each line by the names of its fields. A new field of `Activity` joins form 2 by its name in `LEFT_OUT`.
"""

import json
from collections.abc import Iterable
from typing import Any

from xprsa.domain.content import Activity

ALWAYS = ("line", "kind", "minutes")
# Left out when it says this; a row without it says this for ever.
LEFT_OUT: dict[str, Any] = {"days": (), "note": ""}
_FORM_1 = ("line", "kind", "minutes", "days", "note")
_FORM = 2


def written(activities: Iterable[Activity]) -> str:
    """Write lines in the newest form, without blanks."""
    stored = {"form": _FORM, "lines": [_fields_of(activity) for activity in activities]}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def activities_of(text: str) -> tuple[Activity, ...]:
    """Read lines of whatever form.

    :raises ValueError: when a newer software wrote them, in a form that this one does not know.
    """
    stored = json.loads(text)
    if isinstance(stored, list):
        return tuple(_activity_of(dict(zip(_FORM_1, fields, strict=True))) for fields in stored)
    if stored["form"] != _FORM:
        raise ValueError(f"lines of form {stored['form']} are not known here")
    return tuple(_activity_of(fields) for fields in stored["lines"])


def _fields_of(activity: Activity) -> dict[str, Any]:
    always = {name: getattr(activity, name) for name in ALWAYS}
    others = {name: getattr(activity, name) for name in LEFT_OUT}
    return always | {name: value for name, value in others.items() if value != LEFT_OUT[name]}


def _activity_of(fields: dict[str, Any]) -> Activity:
    said = {**LEFT_OUT, **fields}
    said["days"] = tuple(said["days"])  # JSON has lists only
    return Activity(**said)
