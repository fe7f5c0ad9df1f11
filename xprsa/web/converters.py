"""Parts of an address: a week is `2026-W47`, and one that does not exist is no address."""

from flask import request
from werkzeug.routing import BaseConverter, ValidationError

from xprsa.domain.week import NoSuchWeek, Week


class WeekConverter(BaseConverter):
    """`<week:week>` in a route gives a `Week`."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> Week:
        """Read the week."""
        try:
            return Week.parse(value)
        except NoSuchWeek as wrong:
            raise ValidationError from wrong

    def to_url(self, value: Week) -> str:
        """Write the week."""
        return str(value)


def week_asked(*, newest: Week) -> Week:
    """Give the last week of the list asked for (`?avant=`); the newest when the address makes no sense."""
    try:
        return min(Week.parse(request.args.get("avant", "")), newest)
    except NoSuchWeek:
        return newest
