"""What an adviser types: a decision on a line or on a whole week, weeks to count together."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from wtforms import Field, HiddenField, StringField

from xprsa.domain.caseload import CaseloadGroup
from xprsa.domain.duration import DurationUnclear, minutes_typed
from xprsa.domain.review import Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.review.service import Choice
from xprsa.web.errors import sentence
from xprsa.web.forms import PageForm

LONGEST_WORDS = 500
ADDRESSES = {
    CaseloadGroup.MESSAGES: "messages",
    CaseloadGroup.TO_READ: "a-lire",
    CaseloadGroup.TO_CALL: "a-appeler",
    CaseloadGroup.NOT_RECEIVED: "pas-recues",
    CaseloadGroup.UP_TO_DATE: "a-jour",
    CaseloadGroup.NOT_ASKED: "non-concernees",
}
_GROUPS = {address: group for group, address in ADDRESSES.items()}
_OWED = {
    Verdict.ASKED: "Écrivez votre question, puis envoyez-la.",
    Verdict.ADJUSTED: "Écrivez pourquoi\u00a0: la personne lira vos mots.",
    Verdict.SET_ASIDE: "Écrivez pourquoi\u00a0: la personne lira vos mots.",
}
_DURATION = "Écrivez la durée à compter, par exemple 1 h 30."


class DecisionForm(PageForm):
    """A decision on one line, or « compter toute la semaine » when no line is named.

    :ivar wrong: a sentence for each field that cannot be taken, by name of the field.
    """

    version = HiddenField()
    line = HiddenField()
    called = HiddenField()
    verdict = HiddenField()
    time = StringField("Durée à compter")
    words = StringField("Vos mots")

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self.wrong: dict[str, str] = {}
        self._minutes: int | None = None

    @property
    def is_call(self) -> bool:
        """Tell whether this notes that the person was called back."""
        return bool(self.called.data)

    @property
    def is_whole_week(self) -> bool:
        """Tell whether every line is to be counted."""
        return not self.line.data

    @property
    def version_read(self) -> int:
        """Number of the version that was read; 0 when it makes no sense."""
        return small_number(str(self.version.data))

    @property
    def choice(self) -> Choice:
        """The decision; only after `validate`."""
        return Choice(
            line=str(self.line.data),
            version=self.version_read,
            verdict=self._verdict(),
            minutes=self._minutes,
            words=self._words,
        )

    def validate(self, extra_validators: object = None) -> bool:  # noqa: ARG002 # WTForms gives it
        """Ask for the words and the duration that the decision owes."""
        verdict = self._verdict()
        if verdict in _OWED and not self._words:
            self.wrong["words"] = _OWED[verdict]
        if len(self._words) > LONGEST_WORDS:
            self.wrong["words"] = f"Gardez {LONGEST_WORDS} signes au plus."
        if verdict is Verdict.ADJUSTED:
            try:
                self._minutes = minutes_typed(str(self.time.data or ""))
            except DurationUnclear:
                self.wrong["time"] = _DURATION
        return not self.wrong

    def explain(self, broken: RuleBroken) -> bool:
        """Show a broken rule beside what was typed; False when it is not about that."""
        field = {Reason.NOT_LESS: "time", Reason.WORDS_MISSING: "words"}.get(broken.reason)
        if field is None:
            return False
        self.wrong[field] = sentence(broken)
        return True

    @property
    def before(self) -> tuple[tuple[str, str], ...]:
        """Give each sentence with the id of the field that it is about."""
        return tuple((f"{name}-{self.place}", text) for name, text in self.wrong.items())

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
    """Reads repeated `<person>.<version>` into a mapping; what makes no sense is left out."""

    data: dict[UUID, int]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read every value."""
        self.data = dict(self._pairs(valuelist))

    def _pairs(self, values: list[str]) -> Iterator[tuple[UUID, int]]:
        for value in values:
            person, _, version = value.partition(".")
            try:
                yield UUID(person), small_number(version)
            except ValueError:
                continue


class CountTogetherForm(PageForm):
    """Weeks that are counted together."""

    read = WeeksField()


def group_asked(address: str) -> CaseloadGroup | None:
    """Read the name of a group in an address; None for any other text."""
    return _GROUPS.get(address)


def small_number(text: str) -> int:
    """Read a small whole number; 0 when the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
