"""What a person types: the week, an answer to a question."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID, uuid4

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from xprsa.declare.answering import Said
from xprsa.declare.fields import ActivitiesField
from xprsa.declare.typed import TypedWeek, read
from xprsa.domain.declaration import Content, Prevented, PreventedReason
from xprsa.domain.review import Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.web.errors import sentence
from xprsa.web.forms import PageForm

_ROW_REASONS = {Reason.UNKNOWN_KIND, Reason.KIND_WITHDRAWN, Reason.DAY_OVERFULL, Reason.LINE_TWICE}
_WEEK_REASONS = {Reason.WEEK_OVERFULL, Reason.TOO_MANY_LINES}
LONGEST_ANSWER = 500


class WeekForm(PageForm):
    """The whole week on one page.

    :ivar typed: what was typed, each row with its sentence after `validate`.
    """

    key = HiddenField()
    activities = ActivitiesField()

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__(None, data={"key": _first(fields, "key")})
        self.typed: TypedWeek = read(fields)
        self.before: list[tuple[str, str]] = []

    @cached_property
    def idempotency_key(self) -> UUID:
        """The key that came with the form, or a new one when it cannot be read."""
        try:
            return UUID(self.key.data)
        except ValueError:
            return uuid4()

    def validate(self, extra_validators: object = None) -> bool:  # noqa: ARG002 # WTForms gives it
        """Read every row; say beside each, and on top, what to change."""
        wrong = self.activities.read(self.typed.rows, key=self.idempotency_key)
        if self.typed.answer == "none":
            wrong, self.activities.data = {}, ()
        self._blame_rows(wrong)
        if self.typed.prevented and not self.typed.prevented_days:
            self.before.append(("prevented", "Touchez les jours où vous n’avez pas pu."))
        if not self.before and not self.says_something:
            self.before.append(
                ("answer", "Écrivez une durée, ou choisissez « Pas d’activité cette semaine ».")
            )
        return not self.before

    def explain(self, broken: RuleBroken) -> bool:
        """Show a broken rule where it was broken; False when it is not about what was typed."""
        if broken.reason in _ROW_REASONS:
            keys = [row.key for row in self.typed.rows]
            lines = dict(zip(self._line_ids(), keys, strict=True))
            self._blame_rows({lines.get(broken.about, keys[-1]): sentence(broken)})
        elif broken.reason in _WEEK_REASONS:
            self.before.append(("answer", sentence(broken)))
        else:
            return False
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

    def _blame_rows(self, wrong: Mapping[str, str]) -> None:
        self.typed = self.typed.blamed(wrong)
        self.before += [(f"time-{row.key}", row.error) for row in self.typed.rows if row.error]

    def _line_ids(self) -> list[str]:
        return [self.activities.line_id(row.key, key=self.idempotency_key) for row in self.typed.rows]


class AnswerForm(PageForm):
    """A person's words on one line: an answer, or a contest, where words are welcome but not owed."""

    line = HiddenField(validators=[InputRequired()])
    version = HiddenField(validators=[InputRequired()])
    contest = HiddenField()
    words = StringField(
        "Vos mots",
        validators=[Length(max=LONGEST_ANSWER, message=f"Gardez {LONGEST_ANSWER} signes au plus.")],
    )

    def validate_words(self, field: StringField) -> None:
        """Ask for words when a question waits for them."""
        if not self.contest.data and not (field.data or "").strip():
            raise ValidationError("Écrivez votre réponse, puis envoyez-la.")

    @property
    def said(self) -> Said:
        """What the person says; only after `validate`."""
        verdict = Verdict.CONTESTED if self.contest.data else Verdict.ANSWERED
        return Said(self.line.data, self.version_read, verdict, self.words.data or "")

    @property
    def version_read(self) -> int:
        """Number of the version on which the question was read; 0 when it makes no sense."""
        return _small(str(self.version.data))


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields.get(name)
    return values[0] if values else ""


def _small(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
