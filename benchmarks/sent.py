"""Weeks ready to be written, and the layer that writes them: the one room that is measured from inside."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from benchmarks.place import Place
from benchmarks.visits import FIVE
from xprsa.commands.opening import open_service
from xprsa.domain.caseload import status_of
from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.duration import minutes_typed
from xprsa.domain.week import Week
from xprsa.running.receipts import signed_receipt
from xprsa.settings import Settings
from xprsa.storage.sending import SentWeek

_ANY_MAC = "0" * 64
_TARGET = 900  # minutes


class Writer:
    """The write layer on a place."""

    def __init__(self, place: Place) -> None:
        self._service = open_service(Settings.read(place.environment))
        self._week = Week.of(place.monday)

    def ready(self, people: Iterable[int]) -> list[SentWeek]:
        """Make the first version of the week measured for each, decided and signed."""
        return [self._sent_week(person) for person in people]

    def write(self, weeks: Sequence[SentWeek]) -> None:
        """Write weeks, a transaction each."""
        for week in weeks:
            with self._service.database.writing() as store:
                store.declarations.send(week)

    def close(self) -> None:
        """Close the connections."""
        self._service.database.dispose()

    def _sent_week(self, person: int) -> SentWeek:
        service, week = self._service, self._week
        territory = service.territories()[0]
        rules = territory.rules_of(week)
        version = Version(
            number=0,
            content=_content(),
            sent_at=service.now(),
            channel=Channel.WEB,
            entered_by=person,
            rules=rules.id,
            target_minutes=_TARGET,
        )
        sent = Declaration(person, week).send(
            version, based_on=0, rules=rules, today=service.today(territory)
        )
        return SentWeek(
            person=person,
            week=week,
            version=sent.versions[-1],
            by_family=version.content.by_family(rules.catalogue),
            key=uuid4(),
            body_mac=_ANY_MAC,
            receipt=signed_receipt(service.keyring, week=week, version=sent.versions[-1]),
            status=status_of(sent, (), as_of=version.sent_at),
        )


def _content() -> Content:
    """Give the activities that a browser types."""
    return Content(
        tuple(
            Activity(
                f"line{number}", line.kind, minutes_typed(line.time), tuple(map(int, line.days)), line.note
            )
            for number, line in enumerate(FIVE)
        )
    )
