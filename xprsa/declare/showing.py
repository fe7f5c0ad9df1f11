"""« Ce que le service saura » : the document that would leave, in words, before it is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from xprsa.declare.forms import WeekForm
from xprsa.declare.reading import WeekPage
from xprsa.declare.typed import TypedWeek
from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel, Version
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.domain.review import Decision
from xprsa.domain.summary import Summary, summarise
from xprsa.running.naming import NamedSubject, card_about, intensity_of, number_in
from xprsa.running.publishing import DocumentSubject, Pseudonyms, Revision, document_of, why_not_exported
from xprsa.running.service import Service
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.departures import Departure
from xprsa.web.document_words import in_brief
from xprsa.web.intensity_words import named_in_words

_ANY = UUID(int=0)  # new lines need an id to be read; this one is shown nowhere


@dataclass(frozen=True)
class Showing:
    """What one recipient would be given, and what for.

    :ivar lines: what leaves, in a few words; none when nothing would leave.
    :ivar is_named: whether it says who the person is.
    """

    purpose: Purpose
    recipient: str
    lines: tuple[tuple[str, str], ...]
    is_named: bool = False


def preview(service: Service, page: WeekPage, typed: TypedWeek) -> tuple[Showing, ...]:
    """Say, for every purpose open in the territory, what the document of this week would hold.

    Rows that cannot be read yet are left out, as they would be refused.
    """
    form = WeekForm({**typed.as_fields(), "key": [str(_ANY)]})
    form.validate()
    now = service.now()
    period = PseudonymPeriod.at(now, page.territory.zone)
    refused = why_not_exported(page.engagement, page.week, objects=page.person.objects_since is not None)
    leaves = form.says_something and refused is None
    with service.database.reading() as store:
        opened = store.purposes.open_now(page.territory.id)
        decisions = store.decisions.of_week(page.person.id, page.week)
        departures = store.departures.about(page.person.id)
    summary = _summary(page, form.content, decisions, now=now)
    shown = []
    for card in filter(None, (purpose.usable_card for purpose in opened)):
        left = [
            departure
            for departure in departures
            if (departure.week, departure.purpose) == (page.week, card.purpose)
        ]
        pseudonyms = Pseudonyms(service.keyring, card.purpose, period)
        lines = _lines(page, card, summary, pseudonyms=pseudonyms, left=left, as_of=now) if leaves else ()
        shown.append(Showing(card.purpose, card.recipient, lines))
    return (*shown, *_by_name(service, page, summary, leaves=form.says_something, as_of=now))


def _by_name(
    service: Service, page: WeekPage, summary: Summary, *, leaves: bool, as_of: datetime
) -> Iterator[Showing]:
    """Say what would leave by name, where something does; who refuses to be scored is no exception."""
    card, number = card_about(service, page.person), number_in(page.person.file_reference)
    if card is None or number is None:
        return
    lines: tuple[tuple[str, str], ...] = ()
    if leaves and why_not_exported(page.engagement, page.week, objects=False) is None:
        subject = NamedSubject(card, number, page.person.organisation.code, as_of)
        lines = named_in_words(intensity_of(summary, subject=subject, catalogue=page.rules.catalogue))
    yield Showing(Purpose.SUPPORT, card.recipient, lines, is_named=True)


def _summary(page: WeekPage, content: Content, decisions: Sequence[Decision], *, now: datetime) -> Summary:
    """Sum up the week as it would stand once sent, on top of what was sent and decided before."""
    versions = page.declaration.versions
    new = Version(
        number=page.declaration.base + 1,
        content=content,
        sent_at=now,
        channel=Channel.WEB,
        entered_by=page.person.id,
        rules=page.rules.id,
    )
    sent = replace(page.declaration, versions=(*versions, new))
    summary = summarise(sent, decisions, rules=page.rules, target=page.target, as_of=now)
    if summary is None:
        raise AssertionError("a version that stands has a summary")
    return summary


def _lines(
    page: WeekPage,
    card: PurposeCard,
    summary: Summary,
    *,
    pseudonyms: Pseudonyms,
    left: Sequence[Departure],
    as_of: datetime,
) -> tuple[tuple[str, str], ...]:
    public_id, last = (
        page.person.account.public_id,
        max(left, key=lambda departure: departure.revision, default=None),
    )
    subject = DocumentSubject(
        card=card,
        department=page.territory.code,
        organisation=page.person.organisation.code,
        person=pseudonyms.person(public_id),
        as_of=as_of,
    )
    revision = Revision(
        pseudonyms.document(public_id, page.week, last.revision + 1 if last else 1),
        supersedes=last.document.document if last else None,
    )
    return in_brief(document_of(summary, subject=subject, revision=revision))
