"""What follows when somebody opens files faster than one reads: a line in the journal, a mail, a wait."""

from datetime import datetime, timedelta

from xprsa.domain.pace import Pace, PaceLimits, Speed, wait_for_next_minute
from xprsa.domain.permission import Actor
from xprsa.running.parcels import Parcel, put
from xprsa.running.service import Service
from xprsa.storage.messages import Way
from xprsa.storage.store import Store

_MAIL_LIFE = timedelta(days=7)
_MAIL = (
    "Bonjour,\n\nUn compte ouvre des dossiers plus vite qu’on ne les lit. Voyez lequel, et que faire\u00a0:\n"
    "{address}/gestion/equipe\n"
)


class ReadTooFast(Exception):
    """No other file opens before the next minute.

    :ivar wait: how long until then.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__("files opened too fast")
        self.wait = wait


def limits(service: Service) -> PaceLimits:
    """Give from how many files on it is out of the ordinary here."""
    return PaceLimits(service.settings.files_per_minute, service.settings.files_per_hour)


def watch(service: Service, *, actor: Actor, pace: Pace) -> None:
    """Tell whoever is in charge that an account is out of the ordinary, once an hour.

    :raises ReadTooFast: when this file must not open.
    """
    speed, now = pace.speed(limits(service)), service.now()
    if speed is Speed.USUAL:
        return
    if not pace.is_told(speed, now):
        with service.database.writing() as store:
            if store.reading_paces.note(actor.account, speed, at=now):
                _write_to_managers(service, store, actor, at=now)
    if speed is Speed.TOO_FAST:
        raise ReadTooFast(wait_for_next_minute(now))


def count_opening(service: Service, *, actor: Actor) -> None:
    """Count one more thing of somebody that is opened, before it is.

    :raises ReadTooFast: when it must not open.
    """
    with service.database.at_once() as store:
        pace = store.reading_paces.count(actor.account, at=service.now())
    watch(service, actor=actor, pace=pace)


def _write_to_managers(service: Service, store: Store, actor: Actor, *, at: datetime) -> None:
    """Write to the managers of the actor's organisation and of the territory; never whose account it is."""
    text, until = _MAIL.format(address=service.settings.base_url), (at + _MAIL_LIFE).isoformat()
    for manager in store.accounts.managers(actor.territory):
        theirs = manager.leads_territory or manager.account.organisation == actor.organisation
        if theirs and manager.has_accepted and manager.account.email:
            parcel = Parcel(manager.account.email, "Des dossiers ouverts très vite", text, until, staff=True)
            put(store, Way.MAIL, parcel, at=at)
