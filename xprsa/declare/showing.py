"""« Ce que le service saura » : the document that would leave, in words, before and after sending."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xprsa.declare.forms import WeekForm
from xprsa.declare.reading import WeekPage
from xprsa.declare.typed import TypedWeek
from xprsa.domain.declaration import Channel, Content, Declaration, Version
from xprsa.domain.summary import Summary, summarise
from xprsa.gateways.keyring import Keyring
from xprsa.scoring.card import PurposeCard
from xprsa.web.house import House
from xprsa.web.published import Codes, Revision, Subject, document_of, in_words, no_row

_ANY = UUID(int=0)


@dataclass(frozen=True)
class Showing:
    """What one recipient would be given.

    :ivar lines: every field in words; none when nothing would leave.
    """

    recipient: str
    lines: tuple[tuple[str, str], ...]


def preview(house: House, page: WeekPage, typed: TypedWeek) -> tuple[Showing, ...]:
    """Say, for every purpose open in the territory, each field of the document that this week would make.

    Rows that cannot be read yet are left out, as they would be refused.
    """
    form = WeekForm({**typed.as_fields(), "key": [str(_ANY)]})
    form.validate()
    now = house.now()
    summary = _summary(page, form.content, now=now)
    leaves = not no_row(page.engagement, page.week, objects_since=page.person.objects_since, as_of=now)
    with house.database.reading() as memory:
        cards = [purpose.card for purpose in memory.exports.purposes(page.territory.id)]
    return tuple(
        Showing(card.recipient, _lines(house.keyring, page, card, summary, as_of=now) if leaves else ())
        for card in cards
    )


def _lines(
    keyring: Keyring, page: WeekPage, card: PurposeCard, summary: Summary, *, as_of: datetime
) -> tuple[tuple[str, str], ...]:
    codes, public_id = Codes(keyring, card.purpose), page.person.account.public_id
    subject = Subject(
        card=card,
        department=page.territory.code,
        organisation=page.person.organisation.code,
        person=codes.person(public_id),
        as_of=as_of,
    )
    revision = Revision(codes.document(public_id, page.week, 1))
    return in_words(document_of(summary, subject=subject, revision=revision))


def _summary(page: WeekPage, content: Content, *, now: datetime) -> Summary:
    version = Version(
        number=1,
        content=content,
        sent_at=now,
        channel=Channel.WEB,
        entered_by=page.person.id,
        rules=page.rules.id,
    )
    declaration = Declaration(page.person.id, page.week, (version,))
    summary = summarise(declaration, (), rules=page.rules, target=page.target, as_of=now)
    if summary is None:
        raise AssertionError("a version that stands has a summary")
    return summary
