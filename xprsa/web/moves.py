"""What was done on a line, and how a contest ended, in words: the same for the person and for staff."""

from flask import Flask

from xprsa.domain.content import Activity
from xprsa.domain.contest import Ending, line_then
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.review import Decision, Verdict
from xprsa.domain.turn import times_said

_DONE = {
    Verdict.COUNTED: "{has} compté {declared}",
    Verdict.ADJUSTED: "{has} compté {counted} sur {declared}",
    Verdict.ASKED: "{has} posé une question",
    Verdict.SET_ASIDE: "n’{has} pas retenu cette activité",
    Verdict.ANSWERED: "{has} répondu",
    Verdict.CONTESTED: "{has} contesté",
}
_ENDINGS = {
    Ending.CHANGED: "l’activité a été changée. Personne n’y répondra.",
    Ending.TAKEN_OUT: "l’activité a été retirée. Personne n’y répondra.",
    Ending.TAKEN_BACK: (
        "la semaine a été retirée. La contestation reprend si l’activité est renvoyée telle quelle."
    ),
}


def attach(app: Flask) -> None:
    """Give the words to every template."""
    app.jinja_env.filters.update(done=done, ended=ended, line_then=line_then, times_said=times_said)


def done(move: Decision, activity: Activity, *, own: bool = False) -> str:
    """Say what was done, after a name: `a compté 2 h 15 sur 3 h`.

    :param activity: the line as it was then.
    :param own: whoever reads did it.
    """
    return _DONE[move.verdict].format(
        has="avez" if own else "a",
        counted=hours_and_minutes(move.minutes or 0),
        declared=hours_and_minutes(activity.minutes),
    )


def ended(ending: Ending) -> str:
    """Say why a contest ended before anybody decided, and what follows."""
    return _ENDINGS[ending]
