"""Who follows whom changes: one, some or all of the people of an adviser, or of those whom nobody follows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xprsa.accounts import outbox
from xprsa.accounts.staff.team import answers_for, member_of
from xprsa.domain.caseload import WeekStatus
from xprsa.domain.permission import Actor, Role
from xprsa.domain.person import Account
from xprsa.running.parcels import put_news
from xprsa.running.service import Service
from xprsa.storage.audit import Note
from xprsa.storage.followings import Followers
from xprsa.storage.store import Store

MOST_UNFOLLOWED = 500  # people without an adviser on one page, by name; the next come once these have one
CONFIDED, HANDED_OVER = "confided", "handed_over"  # in the journal: by this page, or because an access closes
NAMED = "handing_listed"  # in the journal: a manager saw the name of somebody who may be handed over


class MovedMeanwhile(Exception):
    """Some of the chosen people are not there any more: somebody else confided them, or they are gone."""


class CannotFollow(Exception):
    """Whoever was chosen follows nobody by now: their access is closed, or they have another role."""


@dataclass(frozen=True, slots=True)
class ToHand:
    """Somebody who may be handed over, and what of theirs waits for an adviser.

    :ivar id: internal; never shown.
    :ivar to_read: weeks in which something waits to be read or answered, of the last twelve.
    :ivar questions: questions that wait for the person.
    :ivar contests: lines that they contest: somebody else decides.
    """

    id: int
    public_id: UUID
    name: str
    file_reference: str
    to_read: int = 0
    questions: int = 0
    contests: int = 0


@dataclass(frozen=True, slots=True)
class Successor:
    """An adviser who has come in, and the name of the organisation."""

    account: Account
    organisation: str


@dataclass(frozen=True, slots=True)
class Handing:
    """People who may be handed over, and to whom.

    :ivar adviser: who follows them; None for nobody.
    :ivar more: how many more there are than one page takes.
    :ivar successors: those of the adviser's organisation first.
    """

    adviser: Account | None
    people: tuple[ToHand, ...]
    more: int
    successors: tuple[Successor, ...]


def read_handing(service: Service, *, actor: Actor, adviser: UUID | None) -> Handing | None:
    """Read whom a manager may hand over; None for nobody such. `note_names` before it is shown.

    :param adviser: public id of who follows them; None for those whom nobody follows.
    """
    with service.database.reading() as store:
        if adviser is None:
            people, more = _unfollowed(service, store, actor)
            return Handing(None, people, more, successors(store, actor, leaving=None))
        account = in_charge_of(store, actor, adviser)
        if account is None:
            return None
        people = caseload(service, store, account)
        return Handing(account, people, 0, successors(store, actor, leaving=account))


def note_names(service: Service, people: Sequence[ToHand], *, actor: Actor) -> None:
    """Write for each person that their name is shown to whoever may hand them over."""
    with service.database.writing() as store:
        notes = [Note(NAMED, person.id) for person in people]
        store.audit.note_all(notes, at=service.now(), actor=actor.account)


def hand_over(
    service: Service, *, actor: Actor, adviser: UUID | None, people: Collection[UUID], to: UUID
) -> None:
    """Let somebody else follow people from now on: they are told, and so is whoever follows them.

    :param adviser: public id of who follows them now; None for nobody.
    :param people: public ids.
    :param to: public id of another adviser.
    :raises LookupError: when the manager answers for no such adviser.
    :raises CannotFollow: when the other adviser has no access by now.
    :raises MovedMeanwhile: when some are followed by neither by now; nothing is changed then.

    Whoever the other adviser follows already stays, and is told nothing: the button was pressed twice.
    """
    now, whole = service.now(), frozenset(people)
    with service.database.writing() as store:
        giver = None if adviser is None else in_charge_of(store, actor, adviser)
        if giver is None and adviser is not None:
            raise LookupError
        taker = held_successor(store, actor, leaving=giver, successor=to)
        theirs = Followers(actor.territory, giver.id, None) if giver else _nobodys(actor)
        held = store.followings.hold(theirs, whole)
        done = store.followings.hold(Followers(actor.territory, taker.id), whole) if taker else ()
        if len(held) + len(done) != len(whole):
            raise MovedMeanwhile
        give_to(service, store, held, taker=taker, event=CONFIDED, actor=actor, at=now)


def give_to(
    service: Service,
    store: Store,
    held: Sequence[int],
    *,
    taker: Account | None,
    event: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Write who follows held people from now on, and tell them and the adviser.

    :param taker: None for nobody.
    :param event: CONFIDED or HANDED_OVER.
    """
    store.followings.hand_over(held, to=taker.id if taker else None, at=at)
    store.audit.note_all([Note(event, person) for person in held], at=at, actor=actor.account)
    today = service.today(service.territory(actor.territory))
    for accounts in store.followings.to_tell(held, on=today):
        put_news(store, accounts, at=at)
    if taker is not None and taker.email and held:
        outbox.put_confided(store, taker.email, len(held), site=service.settings.base_url, at=at)


def in_charge_of(store: Store, actor: Actor, member: UUID) -> Account | None:
    """Give somebody of the staff for whom a manager answers: of their organisation, or of any they lead."""
    account = member_of(store, actor, member)
    return account if account is not None and answers_for(actor, account) else None


def _nobodys(actor: Actor) -> Followers:
    return Followers(actor.territory, None, own_organisation(actor))


def own_organisation(actor: Actor) -> int | None:
    """Give the internal id of the organisation for whose people a manager answers; None for every one."""
    return None if actor.leads_territory else actor.organisation


def caseload(service: Service, store: Store, account: Account) -> tuple[ToHand, ...]:
    """Give everybody whom somebody follows, by name, with what waits."""
    territory = service.territory(account.territory)
    week, today = service.this_week(territory), service.today(territory)
    found = store.caseloads.of_adviser(account.id, week, today=today)
    return tuple(
        ToHand(
            id=entry.person.id,
            public_id=entry.person.public_id,
            name=entry.person.name,
            file_reference=entry.person.file_reference,
            **_work(entry.statuses.values()),
        )
        for entry in sorted(found, key=lambda entry: entry.person.name)
    )


def _work(statuses: Collection[WeekStatus]) -> dict[str, int]:
    return {
        "to_read": sum(status.waiting_since is not None for status in statuses),
        "questions": sum(status.asked for status in statuses),
        "contests": sum(status.contested for status in statuses),
    }


def successors(store: Store, actor: Actor, *, leaving: Account | None) -> tuple[Successor, ...]:
    """Give the advisers for whom the manager answers and who have come in, but for whoever leaves."""
    names = {found.id: found.name for found in store.organisations.of_territory(actor.territory)}
    found = [
        Successor(account, names.get(account.organisation or 0, ""))
        for account, has_accepted in store.accounts.staff(actor.territory)
        if has_accepted and account.role is Role.ADVISER and answers_for(actor, account)
    ]
    near = leaving.organisation if leaving else own_organisation(actor)
    others = (other for other in found if leaving is None or other.account.id != leaving.id)
    return tuple(sorted(others, key=lambda other: other.account.organisation != near))


def _unfollowed(service: Service, store: Store, actor: Actor) -> tuple[tuple[ToHand, ...], int]:
    found, many = store.people.unfollowed(
        actor.territory,
        organisation=own_organisation(actor),
        on=service.today(service.territory(actor.territory)),
        most=MOST_UNFOLLOWED,
    )
    people = tuple(
        ToHand(person.id, person.account.public_id, person.account.name, person.file_reference)
        for person in found
    )
    return people, many - len(found)


def held_successor(
    store: Store, actor: Actor, *, leaving: Account | None, successor: UUID | None
) -> Account | None:
    """Hold who gives people and who takes them, before the people; give the second as they are by then.

    :param leaving: None when nobody follows the people.
    :param successor: public id; None for nobody.
    :raises CannotFollow: when the successor has no access as an adviser by now.
    """
    chosen = store.people.account_by_public_id(successor) if successor else None
    store.accounts.hold_staff([account.id for account in (leaving, chosen) if account])
    if successor is None:
        return None
    offered = (other.account for other in successors(store, actor, leaving=leaving))
    taker = next((account for account in offered if account.public_id == successor), None)
    if taker is None:
        raise CannotFollow
    return taker
