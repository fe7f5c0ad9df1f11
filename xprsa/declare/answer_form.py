"""What a person types on one line: an answer, or that a decision is not right."""

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from xprsa.declare.answering import Said
from xprsa.domain.declaration import version_typed
from xprsa.domain.review import Verdict
from xprsa.web.forms import PageForm

LONGEST_ANSWER = 500


class AnswerForm(PageForm):
    """A person's words on one line: an answer, or a contest, where words are welcome but not owed."""

    line = HiddenField(validators=[InputRequired()])
    version = HiddenField(validators=[InputRequired()])
    seen = HiddenField()
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
        seen = version_typed(str(self.seen.data))
        return Said(self.line.data, self.version_read, verdict, self.words.data or "", seen)

    @property
    def version_read(self) -> int:
        """Number of the version on which the question was read; 0 when it makes no sense."""
        return version_typed(str(self.version.data))
