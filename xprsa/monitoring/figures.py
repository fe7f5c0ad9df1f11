"""The figures of a running service, read when somebody asks for them. A new one comes in here alone."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from xprsa.domain.clock_guard import SLACK
from xprsa.domain.vital_sign import VitalSign
from xprsa.running.backups import age_of_newest
from xprsa.running.journal import oldest_unsealed
from xprsa.running.service import Service
from xprsa.running.spending import spending
from xprsa.storage.database import DatabaseAway
from xprsa.web.health import WriteProbe

# Every metric, and what it says. None has a label that names somebody, or that could take any value.
METRICS = {
    "xprsa_database_able": "1 where the database can be read, written; 0 where it cannot.",
    "xprsa_worker_heartbeat_age_seconds": "Since when the worker did not pass, which it does each minute.",
    "xprsa_clock_held": "1 while the clock is doubted: nothing is deleted, nothing sealed.",
    "xprsa_queue_messages": "Messages that have not left.",
    "xprsa_queue_refused": "Those tried four times or more: a full mailbox, or a server that is away.",
    "xprsa_queue_oldest_seconds": "Age of the oldest of the others; 0 when none waits.",
    "xprsa_codes_sent": "One-time codes that left: since the hour began, in the last 24 hours.",
    "xprsa_codes_most": "How many one-time codes may leave in an hour.",
    "xprsa_codes_spent_share": "Share of that budget which left since the hour began.",
    "xprsa_kept_texts": "Texts whose author has yet to sign in: waiting; gone for want of room.",
    "xprsa_kept_texts_characters": "What those that wait weigh, in characters, as sealed.",
    "xprsa_journal_oldest_unsealed_seconds": "Age of the oldest line of the journal that waits for a seal.",
    "xprsa_fast_readings": "Times that an account opened files faster than one reads them, in 24 hours.",
    "xprsa_backup_age_seconds": "Age of the newest backup; absent where no folder of backups is set.",
    "xprsa_disk_free_bytes": "What is free beside the keyring or the file of the database, if less.",
}
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class ServiceFigure:
    """One number.

    :ivar metric: its name, of `METRICS`.
    :ivar sign: what it is judged by, or None.
    """

    metric: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    sign: VitalSign | None = None


def figures(service: Service, probe: WriteProbe) -> tuple[ServiceFigure, ...]:
    """Read every figure; what a database does not answer, or not in time, is left out.

    :param probe: tries to write, seldom.
    """
    reading = _able("read", VitalSign.READING, service.database.check)
    writing = _able("write", VitalSign.WRITING, lambda: probe.ask(service))
    found = [reading, writing, *_machine(service)]
    with service.database.shared():
        for read in _OF_DATABASE if reading.value else ():
            with suppress(DatabaseAway):
                found += tuple(read(service))
    return tuple(found)


def free_disk(service: Service) -> int:
    """Give how many bytes are free beside the keyring, or the file of the database if they are less."""
    folders = {service.settings.keyring.parent, *(path.parent for path in service.database.files)}
    return min(shutil.disk_usage(folder).free for folder in folders)


def _able(to: str, sign: VitalSign, attempt: Callable[[], None]) -> ServiceFigure:
    able = 1.0
    try:
        attempt()
    except DatabaseAway:
        able = 0.0
    return ServiceFigure("xprsa_database_able", able, {"to": to}, sign)


def _worker(service: Service) -> Iterator[ServiceFigure]:
    now = service.now()
    with service.database.reading() as store:
        witnesses, passed_at = store.worker_marks.witnesses(now), store.worker_marks.passed_at()
    is_known = passed_at is not None and passed_at <= now + SLACK  # a clock put right again hides no silence
    age = (now - passed_at).total_seconds() if passed_at is not None and is_known else _NEVER
    yield ServiceFigure("xprsa_worker_heartbeat_age_seconds", max(age, 0.0), sign=VitalSign.WORKER)
    yield ServiceFigure("xprsa_clock_held", float(witnesses.doubt(now) is not None), sign=VitalSign.CLOCK)


def _queues(service: Service) -> Iterator[ServiceFigure]:
    with service.database.reading() as store:
        queues = store.messages.queues()
    for urgent, name, sign in (True, "codes", VitalSign.CODES), (False, "notices", VitalSign.NOTICES):
        labels, queue = {"queue": name}, queues[urgent]
        yield ServiceFigure("xprsa_queue_messages", queue.messages, labels)
        yield ServiceFigure("xprsa_queue_refused", queue.refused, labels)
        age = _age(service, queue.oldest)
        yield ServiceFigure("xprsa_queue_oldest_seconds", age, labels, sign)


def _codes(service: Service) -> Iterator[ServiceFigure]:
    signs = {"codes": VitalSign.CODE_BUDGET, "sms": VitalSign.SMS_BUDGET}
    spent = spending(service)
    for span, left in ("hour", spent.this_hour), ("day", spent.last_day):
        for way, codes in left.items():
            yield ServiceFigure("xprsa_codes_sent", codes, {"way": way.value, "in": span})
    for budget in spent.budgets:
        labels = {"budget": budget.name}
        yield ServiceFigure("xprsa_codes_most", budget.most, labels)
        share = budget.spent / budget.most
        yield ServiceFigure("xprsa_codes_spent_share", share, labels, signs[budget.name])


def _texts(service: Service) -> Iterator[ServiceFigure]:
    with service.database.reading() as store:
        texts = store.kept_texts.waiting()
    yield ServiceFigure("xprsa_kept_texts", texts.texts, {"state": "waiting"})
    yield ServiceFigure("xprsa_kept_texts", texts.gone, {"state": "gone"}, VitalSign.TEXTS)
    yield ServiceFigure("xprsa_kept_texts_characters", texts.characters)


def _journal(service: Service) -> Iterator[ServiceFigure]:
    with service.database.reading() as store:
        oldest = oldest_unsealed(store)
    age = _age(service, oldest)
    yield ServiceFigure("xprsa_journal_oldest_unsealed_seconds", age, sign=VitalSign.JOURNAL)


def _fast_readings(service: Service) -> Iterator[ServiceFigure]:
    with service.database.reading() as store:
        times = store.reading_paces.fast_since(service.now() - timedelta(days=1))
    yield ServiceFigure("xprsa_fast_readings", times, sign=VitalSign.FAST_READING)


# A figure of the database joins here.
_OF_DATABASE = (_worker, _queues, _codes, _texts, _journal, _fast_readings)


def _machine(service: Service) -> Iterator[ServiceFigure]:
    """Read what files say."""
    yield ServiceFigure("xprsa_disk_free_bytes", free_disk(service), sign=VitalSign.DISK)
    if service.settings.backups is not None:
        age = _backup_age(service.settings.backups, at=service.now())
        yield ServiceFigure("xprsa_backup_age_seconds", age, sign=VitalSign.BACKUP)


def _backup_age(folder: Path, *, at: datetime) -> float:
    age = age_of_newest(folder, at=at)
    return _NEVER if age is None else age.total_seconds()


def _age(service: Service, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (service.now() - since).total_seconds())
