"""What a person types: the week, an answer to a question."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID, uuid4

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from xprsa.declare.answering import Said
from xprsa.declare.fields import ActivitiesField
from xprsa.declare.typed import TypedWeek, first, read
from xprsa.domain.content import Content, Prevented, PreventedReason
from xprsa.domain.declaration import version_typed
from xprsa.domain.review import Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.web.forms import PageForm
from xprsa.web.sentences import sentence

_ROW_REASONS = {Reason.UNKNOWN_KIND, Reason.KIND_WITHDRAWN, Reason.DAY_OVERFULL, Reason.LINE_TWICE}
_WEEK_REASONS = {Reason.WEEK_OVERFULL, Reason.TOO_MANY_LINES}
LONGEST_ANSWER = 500


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
            key=first(fields, "key"),
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
        """Ask for anything at all, once what was typed can be read."""
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
        return version_typed(str(self.version.data))
