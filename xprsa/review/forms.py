"""What an adviser types: a decision on a line or on a whole week, weeks to count together."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from wtforms import Field, HiddenField, StringField, ValidationError

from xprsa.domain.declaration import version_typed
from xprsa.domain.duration import DurationUnclear, minutes_typed
from xprsa.domain.review import Verdict
from xprsa.domain.rule import Reason
from xprsa.domain.week import Week
from xprsa.review.service import LineChoice
from xprsa.web.forms import PageForm
from xprsa.web.sentences import unclear_sentence

LONGEST_WORDS = 500
_OWED = {
    Verdict.ASKED: "Écrivez votre question, puis envoyez-la.",
    Verdict.ADJUSTED: "Écrivez pourquoi\u00a0: la personne lira vos mots.",
    Verdict.SET_ASIDE: "Écrivez pourquoi\u00a0: la personne lira vos mots.",
}
_EXPLAINED = {Reason.NOT_LESS: "time", Reason.COUNTS_NOTHING: "time", Reason.WORDS_MISSING: "words"}


class DecisionForm(PageForm):
    """A decision on one line, or on all that wait when no line is named.

    :ivar readings: what the duration to count may mean, when that is asked: see `DurationUnclear.written`.
    """

    blamed = _EXPLAINED
    version = HiddenField()
    line = HiddenField()
    seen = HiddenField()
    questions = HiddenField()
    verdict = HiddenField()
    words = StringField("Vos mots")
    time = StringField("Durée à compter")
    means = HiddenField()

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self._minutes: int | None = None
        self.readings: Mapping[str, str] = {}
        if self.is_reading:
            self.time.data = self.means.data
        for field in (self.words, self.time):  # a page has such a form for each line and verdict
            field.id = f"{field.name}-{self.place}"

    @property
    def is_reading(self) -> bool:
        """Tell whether this writes what the duration means, and decides nothing yet."""
        return bool(self.means.data)

    @property
    def is_whole_week(self) -> bool:
        """Tell whether every line that waits is to be counted."""
        return not self.line.data

    @property
    def closes_questions(self) -> bool:
        """Tell whether lines whose question waits for an answer are counted too."""
        return bool(self.questions.data)

    @property
    def version_read(self) -> int:
        """Number of the version that was read; 0 when it makes no sense."""
        return version_typed(str(self.version.data))

    @property
    def moves_seen(self) -> int:
        """How many moves on the line, or on all lines, were read; 0 when it makes no sense."""
        return version_typed(str(self.seen.data))

    @property
    def choice(self) -> LineChoice:
        """The decision; only after `validate`."""
        return LineChoice(
            line=str(self.line.data),
            version=self.version_read,
            verdict=self._verdict(),
            minutes=self._minutes,
            words=self._words,
            seen=self.moves_seen,
        )

    def validate_words(self, _: StringField) -> None:
        """Ask for the words that the decision owes."""
        verdict = self._verdict()
        if verdict in _OWED and not self._words:
            raise ValidationError(_OWED[verdict])
        if len(self._words) > LONGEST_WORDS:
            raise ValidationError(f"Gardez {LONGEST_WORDS} signes au plus.")

    def validate_time(self, field: StringField) -> None:
        """Read the duration that the decision owes."""
        if self._verdict() is Verdict.ADJUSTED:
            try:
                self._minutes = minutes_typed(str(field.data or ""))
            except DurationUnclear as unclear:
                self.readings = unclear.written
                raise ValidationError(unclear_sentence(unclear, str(field.data or ""))) from unclear

    @property
    def place(self) -> str:
        """Where on the page the decision was typed: verdict and line."""
        return f"{self._verdict()}-{self.line.data}"

    @property
    def _words(self) -> str:
        return str(self.words.data or "").replace("\r\n", "\n").strip()

    def _verdict(self) -> Verdict:
        typed = str(self.verdict.data)
        return Verdict(typed) if typed in _OWED else Verdict.COUNTED


class WeeksField(Field):
    """Reads repeated `<person>.<week>.<version>` into a mapping; what makes no sense is left out."""

    data: dict[tuple[UUID, Week], int]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read every value."""
        self.data = dict(self._triples(valuelist))

    def _triples(self, values: list[str]) -> Iterator[tuple[tuple[UUID, Week], int]]:
        for value in values:
            person, _, rest = value.partition(".")
            week, _, version = rest.partition(".")
            try:
                yield (UUID(person), Week.parse(week)), version_typed(version)
            except ValueError:
                continue


class CountTogetherForm(PageForm):
    """Weeks that are counted together."""

    read = WeeksField()
