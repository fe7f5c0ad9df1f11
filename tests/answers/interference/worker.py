"""The worker of a walk: it asks, sends, exports and tidies as the real one does; what leaves is noted."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.answers.interference.small_world import SmallWorld
from tests.answers.interference.transcript import Transcript
from tests.builders import Clock, actor
from xprsa.accounts import outbox
from xprsa.answers.admission import CannotAskModule
from xprsa.answers.asking import ask_module
from xprsa.answers.planned import PlannedAskings
from xprsa.commands.working import Chores
from xprsa.export import service as export
from xprsa.export.demands import ExportRequest
from xprsa.gateways.mail import Mail
from xprsa.gateways.sms import Sms
from xprsa.running.clock_guard import beat
from xprsa.storage.export_runs import Format

_A_PASS = timedelta(hours=40)  # less than the silence after which a clock is doubted


@dataclass(frozen=True)
class Post:
    """Takes mails and SMS, and notes them instead of sending."""

    transcript: Transcript

    def send(self, message: Mail | Sms) -> None:
        self.transcript.note(f"message to {message.to}", repr(message))


class Worker:
    """What the service does by itself."""

    def __init__(self, world: SmallWorld, clock: Clock, transcript: Transcript) -> None:
        self._world = world
        self._service = world.service
        self._clock = clock
        self._transcript = transcript
        self._chores = Chores(self._service)
        self._planned = PlannedAskings(self._service, _says_nothing)
        self._taken: set[Path] = set()

    def lets_pass(self, span: timedelta) -> None:
        """Let time pass, and do all that waits, as often as a worker must."""
        until = self._clock.instant + span
        while until - self._clock.instant > _A_PASS:
            self._clock.instant += _A_PASS
            beat(self._service)
        self._clock.instant = until
        gone, done = self._chores.done(), self._planned.done()
        left = outbox.drain(self._service)
        self._transcript.note("the worker passes", f"{gone} rows, {done} askings, {left} messages")

    def asks(self) -> None:
        """Ask the module about the weeks that ended last, as the command does."""
        last = self._world.this_week.plus(-1)
        try:
            asking = ask_module(
                self._service, self._world.module, weeks=(last.plus(-9), last), progress=_says_nothing
            )
        except CannotAskModule as refused:
            self._transcript.note("the module is not asked", refused.why)
        else:
            self._transcript.note("the module is asked", f"{asking.people} people, {asking.ended_at}")

    def exports(self, *, weeks: int) -> None:
        """Carry a run of each purpose out, and note every byte of every file."""
        exporter = actor(self._world.staff["exporter"])
        last = self._world.this_week.plus(-1)
        for purpose in export.purposes(self._service, exporter):
            period = (last.plus(1 - weeks), last)
            request = ExportRequest(purpose=purpose, weeks=period, written=Format.CSV)
            export.ask(self._service, actor=exporter, request=request)
        left = export.run_waiting(self._service)
        self._transcript.note("runs that left", str(left))
        self._note_files()

    def _note_files(self) -> None:
        folder = self._service.settings.exports
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path not in self._taken):
            self._taken.add(path)
            text = path.read_bytes().decode("utf-8", "backslashreplace")
            self._transcript.note(f"file {path.relative_to(folder)}", text)


def _says_nothing(_read: int, _asked_about: int) -> None:
    """Nobody follows how far an asking, or a run, is."""
