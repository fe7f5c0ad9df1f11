"""What an adviser types of a call or a visit."""

import re
from collections.abc import Mapping
from datetime import date, time

from wtforms import BooleanField, HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from xprsa.domain.contact_note import LONGEST_WORDS, Appointment, ContactNote, ContactOutcome, NoteContent
from xprsa.domain.declaration import version_typed
from xprsa.domain.rule import Reason
from xprsa.web.forms import PageForm
from xprsa.web.noted import OUTCOMES

_CODES = {outcome.value for outcome in ContactOutcome}
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})\s*(?:[h:]\s*(\d{2})?(?::\d{2})?)?", re.ASCII | re.IGNORECASE)
_NO_HOUR = "Écrivez l’heure du rendez-vous, par exemple 10:30."


class NoteForm(PageForm):
    """A call or a visit: what came of it is said by the button, or by a choice where one corrects."""

    blamed = {Reason.APPOINTMENT_TOO_FAR: "day", Reason.AGAIN_TOO_FAR: "again"}  # noqa: RUF012 # as its base
    seen = HiddenField()
    outcome = RadioField(
        "Résultat",
        choices=[SelectChoice(code.value, label) for code, label in OUTCOMES.items()],
        validate_choice=False,
    )
    words = StringField("Vos mots")
    hidden = BooleanField("Ne pas montrer en ligne")
    day = StringField("Rendez-vous, le jour")
    hour = StringField("Rendez-vous, l’heure")
    again = StringField("Rappeler à partir du")

    def __init__(self, fields: Mapping[str, str], note: ContactNote | None = None) -> None:
        super().__init__(fields)
        if note is not None and not fields:
            self._show(note.said)
        self._days: dict[str, date] = {}
        self._hour = time()

    @property
    def version_read(self) -> int:
        """Number of the version that was read, where one corrects; 0 when it makes no sense."""
        return version_typed(str(self.seen.data))

    @property
    def said(self) -> NoteContent:
        """What is noted; only after `validate`."""
        day = self._days.get("day")
        return NoteContent(
            outcome=ContactOutcome(self.outcome.data),
            words=self._words,
            is_hidden=bool(self.hidden.data),
            appointment=Appointment(day, self._hour) if day else None,
            again_from=self._days.get("again"),
        )

    def validate_outcome(self, field: RadioField) -> None:
        """Ask for what came of it."""
        if field.data not in _CODES:
            raise ValidationError("Choisissez ce que l’appel ou la visite a donné.")

    def validate_words(self, _: StringField) -> None:
        """Keep them short."""
        if len(self._words) > LONGEST_WORDS:
            raise ValidationError(f"Gardez {LONGEST_WORDS} signes au plus.")

    def validate_day(self, field: StringField) -> None:
        """Read the day of an appointment."""
        self._read_day(field)
        if not field.data and self.hour.data:
            raise ValidationError("Écrivez aussi le jour du rendez-vous.")

    def validate_hour(self, field: StringField) -> None:
        """Read its time."""
        if not self.day.data:
            return
        found = _HOUR.fullmatch(str(field.data or "").strip())
        if found is None:
            raise ValidationError(_NO_HOUR)
        try:
            self._hour = time(int(found[1]), int(found[2] or 0))
        except ValueError as wrong:
            raise ValidationError(_NO_HOUR) from wrong

    def validate_again(self, field: StringField) -> None:
        """Read the day from which to call again."""
        self._read_day(field)

    def _read_day(self, field: StringField) -> None:
        typed = str(field.data or "").strip()
        if not typed:
            return
        found = _DAY.fullmatch(typed)
        try:
            parts = [int(part) for part in found.groups() if part] if found else []
            self._days[field.name] = date(*(parts if found and found[1] else reversed(parts)))
        except (TypeError, ValueError) as wrong:
            raise ValidationError("Écrivez une date, par exemple 03/12/2026.") from wrong

    def _show(self, said: NoteContent) -> None:
        self.outcome.data, self.words.data, self.hidden.data = said.outcome.value, said.words, said.is_hidden
        if said.appointment and not said.appointment.is_cancelled:
            self.day.data = said.appointment.on.isoformat()
            self.hour.data = said.appointment.at.isoformat("minutes")
        self.again.data = said.again_from.isoformat() if said.again_from else ""

    @property
    def _words(self) -> str:
        return str(self.words.data or "").replace("\r\n", "\n").strip()
