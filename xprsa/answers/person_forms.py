"""What a person types about an answer."""

from wtforms import StringField
from wtforms.validators import Length

from xprsa.web.forms import PageForm

LONGEST_CONTEST = 2000


class AnswerContestForm(PageForm):
    """Why an answer is not right: words are welcome, and not owed."""

    words = StringField(
        "Vos mots, si vous voulez",
        validators=[Length(max=LONGEST_CONTEST, message=f"Gardez {LONGEST_CONTEST} signes au plus.")],
    )

    @property
    def said(self) -> str:
        """The words, as they are kept."""
        return str(self.words.data or "").replace("\r\n", "\n").strip()
