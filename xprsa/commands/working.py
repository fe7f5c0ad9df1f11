"""The worker: what waits is done, what was kept long enough is deleted."""

import signal
import threading
from datetime import timedelta

import click

from xprsa.accounts.outbox import drain
from xprsa.export.service import run_waiting
from xprsa.running.service import Service
from xprsa.running.upkeep import tidy
from xprsa.storage.database import DatabaseAway

WORK_EVERY = 2.0  # seconds between two looks at an empty queue
TIDY_EVERY = timedelta(hours=1)


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then stop.")
@click.pass_obj
def work(service: Service, *, once: bool) -> None:
    """Send mails and SMS, carry out exports, tidy."""
    stop = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stop.set())
    tidied = None
    while True:
        done = 0
        try:
            if tidied is None or service.now() - tidied > TIDY_EVERY:
                tidied = service.now()
                done += tidy(service)
            done += drain(service) + run_waiting(service)
        except DatabaseAway:
            pass  # it is asked again at the next look
        if once:
            click.echo(f"{done} tâches faites.")
            return
        if stop.wait(0 if done else WORK_EVERY):
            return
