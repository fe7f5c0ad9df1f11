"""The week as it is typed: one form, with the list of its activities as one field."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4, uuid5

from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import ValidationError

from xprsa.declare.typed import NEW, TypedRow, TypedWeek, first, read
from xprsa.domain.content import MOST_WORDS, Activity, Content
from xprsa.domain.duration import DurationUnclear, Unclear
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.web.forms import PageForm
from xprsa.web.sentences import DURATIONS, sentence, unclear_sentence

_ROW_REASONS = {Reason.UNKNOWN_KIND, Reason.KIND_WITHDRAWN, Reason.DAY_OVERFULL, Reason.LINE_TWICE}
_WEEK_REASONS = {Reason.WEEK_OVERFULL, Reason.TOO_MANY_LINES}
_LINE = re.compile(r"[0-9a-z-]{1,36}", re.ASCII)


class ActivitiesField(Field):
    """Reads `row`, `kind-…`, `time-…`, `day-…` and `note-…` into `tuple[Activity, ...]`.

    A row without duration and without words is a proposal left aside: it is no activity.

    :ivar data: the activities that can be read; only after `validate`.
    :ivar errors: a sentence for each row that cannot be taken, by id of the place of its duration.
    """

    data: tuple[Activity, ...]
    errors: dict[str, str]

    def process_data(self, value: tuple[TypedRow, ...]) -> None:
        """Take the rows as they were typed."""
        self._rows = value
        self.data, self.errors = (), {}

    def validate(self, form: Any, extra_validators: Iterable[Any] = ()) -> bool:  # noqa: ARG002 # WTForms gives it
        """Read every row.

        :param form: the form of the week; its key makes the ids of new lines, the same in a replay.
        """
        self._key = form.idempotency_key
        read: list[Activity | None] = []
        for row in self._rows:
            try:
                read.append(None if row.is_blank else _activity(row, self._key))
            except ValidationError as why:
                self.errors[f"time-{row.key}"] = str(why)
        self.data = tuple(filter(None, read))
        return not self.errors

    def blame(self, line: str, problem: str) -> None:
        """Say what is wrong with the row of a line; beside the last one when none is named."""
        rows = {line_id(row.key, key=self._key): row for row in self._rows}
        self.errors[f"time-{rows.get(line, self._rows[-1]).key}"] = problem


def line_id(row: str, *, key: UUID) -> str:
    """Give the id of a row's line: its own once sent, else one made from the form's key, always the same."""
    known = not row.startswith(NEW) and _LINE.fullmatch(row)
    return row if known else uuid5(key, row).hex[:12]


def _activity(row: TypedRow, key: UUID) -> Activity | None:
    try:
        activity = row.activity(line_id(row.key, key=key))
    except DurationUnclear as unclear:
        raise ValidationError(unclear_sentence(unclear, row.time)) from unclear
    if len(row.note) > MOST_WORDS:
        raise ValidationError(f"Gardez {MOST_WORDS} signes au plus pour vos mots.")
    if activity.note and not activity.minutes:
        raise ValidationError(DURATIONS[Unclear.EMPTY])
    return activity if activity.minutes else None


class WeekForm(PageForm):
    """The whole week on one page.

    :ivar typed: what was typed, as drafts keep it.
    """

    blamed = dict.fromkeys(_WEEK_REASONS, "answer")
    key = HiddenField()
    activities = ActivitiesField()
    prevented = BooleanField()
    answer = StringField()

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self.typed: TypedWeek = read(fields)
        rows = () if self.typed.answer == "none" else self.typed.rows
        super().__init__(
            key=first(fields.get("key", ())),
            activities=rows,
            prevented=self.typed.prevented,
            answer=self.typed.answer,
        )

    @cached_property
    def idempotency_key(self) -> UUID:
        """The key that came with the form, or a new one when it cannot be read."""
        try:
            return UUID(self.key.data)
        except ValueError:
            return uuid4()

    def validate_prevented(self, field: BooleanField) -> None:
        """Ask for the days that were not possible."""
        if field.data and not self.typed.prevented_days:
            raise ValidationError("Touchez les jours où vous n’avez pas pu.")

    def validate_answer(self, _: StringField) -> None:
        """Ask for anything at all, once what was typed can be read; drop no hours without a word."""
        if self.typed.answer == "none" and not all(row.is_blank for row in self.typed.rows):
            raise ValidationError("Effacez les heures écrites, ou touchez « J’ai eu des activités ».")
        if not (self.problems or self.says_something):
            raise ValidationError("Écrivez une durée, ou choisissez « Pas d’activité cette semaine ».")

    def explain(self, broken: RuleBroken) -> bool:
        """Say what rule was broken beside the row, or the week, that broke it."""
        if broken.reason not in _ROW_REASONS:
            return super().explain(broken)
        self.activities.blame(broken.about, sentence(broken))
        return True

    @property
    def content(self) -> Content:
        """What the person says of the week; only after `validate`."""
        typed = self.typed
        if not typed.prevented:
            return Content(self.activities.data)
        reason = PreventedReason(typed.reason) if typed.reason in set(PreventedReason) else None
        return Content(self.activities.data, Prevented(typed.prevented_days, reason))

    @property
    def says_something(self) -> bool:
        """Tell whether anything was said of the week; only after `validate`."""
        return bool(self.activities.data) or self.typed.answer == "none" or self.typed.prevented
