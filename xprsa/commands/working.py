"""The worker: what waits is done, what was kept long enough is deleted."""

import contextlib
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import click

from xprsa.accounts.outbox import drain
from xprsa.answers.engine import AskingPaused, AskingProgress
from xprsa.answers.planned import PlannedAskings
from xprsa.asking import ask_on_a_terminal
from xprsa.commands.forgetting import kept, moment
from xprsa.commands.opening import CommandRefused
from xprsa.domain.clock_guard import ClockDoubt
from xprsa.duties.counting import count_duties
from xprsa.export.service import run_waiting
from xprsa.running.clock_guard import SENTENCES, WAY_OUT, beat, confirm
from xprsa.running.journal import seal
from xprsa.running.noted import tell_notes
from xprsa.running.retention_report import report
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.statistics.publishing import publish_due
from xprsa.storage.database import Collision, DatabaseAway
from xprsa.web.i18n import count

WORK_EVERY = 2.0  # seconds between two looks at an empty queue
BEAT_EVERY = timedelta(minutes=1)
TIDY_EVERY = timedelta(hours=1)
SEALS_A_PASS = 7  # an old journal catches up a week an hour: codes wait for no more of it


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then stop.")
@click.option("--confirm-clock", is_flag=True, help="Say that the date and time are right, then stop.")
@click.pass_obj
def work(service: Service, *, once: bool, confirm_clock: bool) -> None:
    """Send mails and SMS, carry out exports, ask modules, publish statistics, tidy."""
    if confirm_clock:
        _confirm_clock(service)
        return
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stop.set())
    chores, askings = Chores(service), PlannedAskings(service, _until_stopped(stop))
    if once:
        click.echo(f"{count(_once(service, chores, askings), 'tâche faite', 'tâches faites')}.")
        return
    long_work = (
        lambda: run_waiting(service),
        askings.done,
        StatisticsDue(service, stop).done,
    )
    with ThreadPoolExecutor(max_workers=len(long_work)) as beside:  # none of them delays a code
        long = [beside.submit(_until, stop, do) for do in long_work]
        _until(stop, lambda: _short(service, chores))
        for queue in long:
            queue.result()


def _confirm_clock(service: Service) -> None:
    """Say what the worker would delete by this clock; ask first on a terminal: a pipe has decided."""
    found = report(service)
    click.echo(f"L’horloge dit {moment(found.at)}. À cette date, la durée de conservation est finie pour :")
    over = [f"- {kind.period.what} : {kept(kind)}" for kind in found.kinds if kind.over]
    click.echo("\n".join(over or ["- rien."]))
    click.echo("Une horloge fausse ferait partir ce qui doit rester. Ce qui part ne revient pas.")
    ask_on_a_terminal("La date et l’heure sont-elles justes ?")
    confirm(service)
    click.echo("L’horloge est confirmée. Le service au travail reprend ses suppressions.")


def _until_stopped(stop: threading.Event) -> AskingProgress:
    """Pause an asking once the worker is to stop: whoever comes next goes on with it."""

    def follow(_read: int, _asked_about: int) -> None:
        if stop.is_set():
            raise AskingPaused

    return follow


def _once(service: Service, chores: "Chores", askings: PlannedAskings) -> int:
    try:
        short = _short(service, chores)
        count_duties(service)
        return short + run_waiting(service) + askings.done() + publish_due(service) + drain(service)
    except DatabaseAway as away:
        raise CommandRefused("La base ne répond plus. Rien n’est perdu. Relancez plus tard.") from away


def _short(service: Service, chores: "Chores") -> int:
    done = chores.done()
    tell_notes(service)
    return done + drain(service)


def _until(stop: threading.Event, work_once: Callable[[], int]) -> None:
    """Look at a queue again and again; at once while it is not empty."""
    try:
        while not stop.is_set():
            done = 0
            with contextlib.suppress(DatabaseAway):  # it is asked again at the next look
                done = work_once()
            stop.wait(0 if done else WORK_EVERY)
    finally:
        stop.set()  # whatever ends one queue ends the worker: its supervisor starts it anew


@dataclass
class Chores:
    """What is done now and then: beat each minute; while the clock is believed, each hour seal and tidy."""

    service: Service
    _beaten: datetime | None = None
    _tidied: datetime | None = None
    _doubt: ClockDoubt | None = None

    def done(self) -> int:
        """Do what is due; give how many rows and files went."""
        now = self.service.now()
        if not _is_over(self._beaten, BEAT_EVERY, now):
            return 0
        doubt, self._beaten = beat(self.service), now
        if doubt and doubt is not self._doubt:
            click.echo(f"{SENTENCES[doubt]} {WAY_OUT}", err=True)
        self._doubt = doubt
        if doubt or not _is_over(self._tidied, TIDY_EVERY, now):
            return 0
        self._tidied = now
        with contextlib.suppress(Collision):  # another worker sealed the same lines
            seal(self.service, most=SEALS_A_PASS)
        return tidy(self.service)


@dataclass
class StatisticsDue:
    """Weeks are told once they are due, our duties counted each day; both are looked at each hour."""

    service: Service
    stop: threading.Event
    _looked: datetime | None = None

    def done(self) -> int:
        """Publish what is due; give how many documents tell something."""
        now = self.service.now()
        if not _is_over(self._looked, TIDY_EVERY, now):
            return 0
        count_duties(self.service)
        published = publish_due(self.service, stopped=self.stop.is_set)
        self._looked = now
        return published


def _is_over(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Tell whether it is time again, also when the clock went back."""
    return last is None or not timedelta() <= now - last < every
