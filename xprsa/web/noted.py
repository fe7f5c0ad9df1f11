"""What was noted of a call or a visit, in words: for advisers, and for the person."""

from flask import Flask

from xprsa.domain.contact_note import Appointment, ContactOutcome
from xprsa.web.i18n import day

OUTCOMES = {
    ContactOutcome.REACHED: "Jointe",
    ContactOutcome.MET: "Vue",
    ContactOutcome.MESSAGE_LEFT: "Message laissé",
    ContactOutcome.NO_ANSWER: "Pas de réponse",
    ContactOutcome.WRONG_NUMBER: "Mauvais numéro",
}
TOLD = {
    ContactOutcome.REACHED: "vous a parlé au téléphone",
    ContactOutcome.MET: "a parlé avec vous, en face",
    ContactOutcome.MESSAGE_LEFT: "vous a laissé un message",
    ContactOutcome.NO_ANSWER: "vous a téléphoné, sans réponse",
    ContactOutcome.WRONG_NUMBER: "a téléphoné à un numéro qui n’est pas le vôtre",
}


def attach(app: Flask) -> None:
    """Give the words to every template."""
    app.jinja_env.filters.update(appointment=appointment, noted=OUTCOMES.__getitem__, told=TOLD.__getitem__)


def appointment(meets: Appointment) -> str:
    """Write `le 3 décembre 2026 à 10 h 00`."""
    return f"le {day(meets.on)} à {meets.at.hour}\u00a0h\u00a0{meets.at.minute:02d}"
