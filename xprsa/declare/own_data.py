"""What the page « Mes données » tells: everything kept about a person, who looked at it, what left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xprsa.declare import traces
from xprsa.domain.caseload import STATUS_WEEKS
from xprsa.domain.engagement import Engagement
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.retention import DECLARATIONS
from xprsa.domain.sign_in import RememberedPhone
from xprsa.domain.undoing import PastImport
from xprsa.domain.week import Week
from xprsa.running.naming import named_to
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import KeptAnswer, OwnView
from xprsa.storage.audit import ListOpened
from xprsa.storage.departures import Departure
from xprsa.storage.erased_documents import Holder
from xprsa.storage.followings import Following
from xprsa.storage.named_documents import NamedDocument
from xprsa.storage.read_weeks import ReadWeek
from xprsa.storage.register_entries import RegisteredModule
from xprsa.storage.traces import Traces

_LISTED = timedelta(days=30)
_TRACES = 100  # lines of looking, and as many of what was done; older ones are a tap away
_KEPT_WEEKS = DECLARATIONS.days // 7 + STATUS_WEEKS  # a late week is kept from its sending on


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A document that left about a person, and when another took its place, if one did."""

    departure: Departure
    replaced_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentByName:
    """A week that left about a person by name, and when another took its place, if one did."""

    left: NamedDocument
    replaced_at: datetime | None


@dataclass(frozen=True)
class OwnData:
    """Everything kept about a person that this page tells: who looked, what left.

    :ivar followings: who followed this person since when, newest first.
    :ivar reads: what others did with the file: who opened it, was refused it, saw codes or changed something.
    :ivar named: what left by name, newest first.
    :ivar named_to: to whom weeks leave by name now; "" when they do not.
    :ivar drafts: weeks with something typed and not sent.
    :ivar phones: those that may go on with one tap.
    :ivar imports: those that changed this person, and keep what was before.
    :ivar weeks: everything sent, newest week first.
    :ivar listings: when whoever followed this person opened their list, lately.
    :ivar answers: what modules answered, newest first; `modules`: those of the territory, by internal id.
    :ivar views: what readers thought before they opened answers, whether or not there was one.
    """

    person: Beneficiary
    engagement: Engagement
    followings: tuple[Following, ...]
    reads: Traces
    listings: tuple[ListOpened, ...]
    departures: tuple[SentDocument, ...]
    holders: tuple[Holder, ...]
    named: tuple[SentByName, ...]
    named_to: str
    drafts: frozenset[Week]
    phones: tuple[RememberedPhone, ...]
    imports: tuple[PastImport, ...]
    weeks: tuple[ReadWeek, ...]
    answers: tuple[KeptAnswer, ...]
    modules: dict[int, RegisteredModule]
    views: tuple[OwnView, ...]


def read_own_data(service: Service, *, actor: Actor, every_trace: bool = False) -> OwnData:
    """Read all that is kept about a person, who looked at it, and which documents left.

    :param every_trace: of a year, in place of the newest.
    """
    person, now = actor.account, service.now()
    this_week = service.this_week(service.territory(actor.territory))
    with service.database.reading() as store:
        file, drafts, _ = store.files.with_drafted(person)
        weeks = store.weeks.of_weeks(person, this_week.plus(-_KEPT_WEEKS), this_week)
        answers, followings = store.kept_answers.about(person), store.followings.of_person(person)
        modules = store.registered_modules.of_territory(actor.territory) if answers else ()
        return OwnData(
            person=file.person,
            engagement=file.engagement,
            followings=followings,
            reads=store.traces.of(
                person,
                events=traces.EVENTS,
                zone=service.territory(actor.territory).zone,
                most=None if every_trace else _TRACES,
            ),
            listings=store.audit.listings_of(followings, since=now - _LISTED),
            departures=_with_what_replaced(store.departures.about(person)),
            holders=store.erased_documents.holders(person, at=now),
            named=_with_what_followed(store.named_documents.about(person)),
            named_to=named_to(service, file.person),
            drafts=drafts,
            phones=store.remembered_phones.of_account(person, at=now),
            imports=store.imports.that_changed(person),
            weeks=tuple(weeks[week] for week in sorted(weeks, reverse=True)),
            answers=answers,
            modules={module.id: module for module in modules},
            views=store.own_views.about(person),
        )


def _with_what_replaced(departures: tuple[Departure, ...]) -> tuple[SentDocument, ...]:
    """Say of each document, newest first, when whoever received it was sent a newer one of the same week."""
    newer: dict[tuple[Week, Purpose, str], datetime] = {}
    told = []
    for departure in departures:
        same = (departure.week, departure.purpose, departure.recipient)
        told.append(SentDocument(departure, newer.get(same)))
        newer[same] = departure.at
    return tuple(told)


def _with_what_followed(named: tuple[NamedDocument, ...]) -> tuple[SentByName, ...]:
    """Say of each week, newest first, when another message replaced it."""
    newer = {left.document.replaces: left.left_at for left in named}
    return tuple(SentByName(left, newer.get(left.document.message)) for left in named)
