"""A person is erased at their request: what goes, what holds it back, and who else keeps some."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from uuid import UUID

from xprsa.domain.contact import Contact
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.running import erasures
from xprsa.running.open_contests import held_of
from xprsa.running.sealed_form import kept_text, open_form, open_whose
from xprsa.running.service import Service
from xprsa.storage.erased_documents import Holder
from xprsa.storage.intake import parts
from xprsa.storage.store import Store


class RunUnderWay(Exception):
    """An export is being carried out: who is in it would leave after they were erased."""


class HeldByContest(Exception):
    """The person contests a decision that nobody answered: nothing of it may go without a word.

    :ivar weeks: the weeks that are contested, with since when.
    """

    def __init__(self, weeks: Mapping[Week, datetime]) -> None:
        super().__init__("a contest is open")
        self.weeks = weeks


class Lingering(StrEnum):
    """What may still be there of whoever was erased, until `xprsa forget` looks again."""

    PAGES = "pages"
    WAYS_IN = "ways_in"


@dataclass(frozen=True, slots=True)
class ErasureForeseen:
    """What erasing a person deletes, what holds it back, and what stays elsewhere.

    :ivar rows: how many, by name of the table.
    :ivar contested: weeks with an open contest, with since when.
    :ivar holders: who still keeps documents about them.
    :ivar named: who was told of their weeks by name, and of how many.
    """

    person: Beneficiary
    rows: Mapping[str, int]
    contested: Mapping[Week, datetime]
    holders: tuple[Holder, ...]
    named: Mapping[str, int]


def named(service: Service, reference: str) -> tuple[Beneficiary, ...]:
    """Give the people with a file reference, however it is typed, or with that public id."""
    with service.database.reading() as store:
        return store.erasing.named(reference)


def foresee(service: Service, person: Beneficiary) -> ErasureForeseen:
    """Tell what erasing a person would do; nothing is written."""
    with service.database.reading() as store:
        return ErasureForeseen(
            person=person,
            rows=store.holdings.counts(person.id),
            contested=_contested(store, person.id),
            holders=store.erased_documents.holders(person.id, at=service.now()),
            named=store.named_documents.holders(person.id),
        )


@dataclass(frozen=True, slots=True)
class CameBack:
    """Those of the list who are in the database.

    :ivar older: who are there as before they were erased: the database was restored.
    :ivar newer: who did something since, which no older database holds: nobody erases them unasked.
    """

    older: tuple[Beneficiary, ...]
    newer: tuple[Beneficiary, ...]


def erase(service: Service, person: Beneficiary, *, despite_contest: bool = False) -> Lingering | None:
    """Erase a person: their weeks, their file, their ways in, what waits for them; or nothing at all.

    They enter the lists of `erasures` just before, and leave them again when the transaction fails: a process
    that dies in between leaves somebody to erase again, never somebody who comes back unseen.

    :param despite_contest: the person gave their contest up, or takes that it goes with them.
    :returns: what may be left, while others read there (`PAGES`) or still write a way in (`WAYS_IN`).
    :raises HeldByContest: when a contest is open, and nobody said what becomes of it.
    :raises RunUnderWay: when an export is being carried out.
    :raises LookupError: when somebody else erased them meanwhile.
    :raises ErasuresWrong: when a list is damaged or cannot be written: nothing was erased.
    :raises DatabaseAway: when the database does not answer; does it not answer at the end, they stay on the
        lists, for nobody knows whether they are gone.
    """
    mark = erasures.mark_of(person.account.public_id)
    listed: dict[Path, datetime | None] = {}
    try:
        with service.database.writing() as store:
            held = _held(store, person, despite_contest=despite_contest)
            now = service.now()
            _erase(service, store, held, at=now)
            for path in erasures.lists(service.settings):
                before = erasures.read(path).get(mark)
                if erasures.add(path, {mark: now}):
                    listed[path] = before
    except BaseException:
        if listed and _is_here(service, person.account.public_id):
            erasures.take_off(listed, mark)
        raise
    with service.database.writing() as store:  # whatever waited for the first to end
        all_came = store.erasing.drop_ways_in(person.id)
    is_out = service.database.leave_nothing_behind()
    if not all_came:
        return Lingering.WAYS_IN
    return None if is_out else Lingering.PAGES


def look_again(service: Service) -> None:
    """Delete the ways in that were still being written when their people were erased."""
    with service.database.writing() as store:
        store.erasing.drop_late_ways_in()


def erase_again(service: Service) -> int:
    """Erase those of the list who came back, in a database that was restored; give how many they were.

    Their contests were answered, or went with them, when they were erased first.

    :raises RunUnderWay: when an export is being carried out.
    :raises Collision: when something was written at the same time.
    :raises ErasuresWrong: when the list cannot be read.
    """
    erased = 0
    for person in came_back(service).older:
        with suppress(LookupError):  # by somebody else, meanwhile
            erase(service, person, despite_contest=True)
            erased += 1
    return erased


def came_back(service: Service) -> CameBack:
    """Give those of the list who are in the database: it was restored from before they were erased.

    :raises ErasuresWrong: when the list cannot be read.
    """
    listed = erasures.read(erasures.own_list(service.settings))
    older: list[Beneficiary] = []
    newer: list[Beneficiary] = []
    if not listed:
        return CameBack((), ())
    with service.database.reading() as store:
        back = {
            public_id: listed[mark]
            for public_id in store.erasing.public_ids()
            if (mark := erasures.mark_of(public_id)) in listed
        }
        for some in parts(tuple(back)):
            for person in store.erasing.here(some):
                did_since = store.erasing.did_since(person.id, back[person.account.public_id])
                (newer if did_since else older).append(person)
    return CameBack(*(tuple(sorted(people, key=attrgetter("id"))) for people in (older, newer)))


def _held(store: Store, person: Beneficiary, *, despite_contest: bool) -> Beneficiary:
    """Hold a person as they are now, if nothing keeps them from being erased."""
    if store.erased_documents.is_under_way():
        raise RunUnderWay
    held = store.erasing.hold(person.id)
    if held is None:
        raise LookupError("erased meanwhile")
    contested = _contested(store, person.id)
    if contested and not despite_contest:
        raise HeldByContest(contested)
    return held


def _is_here(service: Service, public_id: UUID) -> bool:
    with service.database.reading() as store:
        return bool(store.erasing.named(str(public_id)))


def _erase(service: Service, store: Store, person: Beneficiary, *, at: datetime) -> None:
    contested = _contested(store, person.id)
    alone = store.erasing.theirs_alone(person.id, list(_contacts(store, person)))
    store.erased_documents.owe(person.id, organisation=person.organisation.code, at=at)
    store.sign_in_codes.drop_asked_at(alone)
    for sign_in, account, sealed in list(store.sign_ins.with_kept_text()):
        form = open_form(service.keyring, sealed, account=account)
        if form is not None and str(person.account.public_id) in form.path:  # what staff typed about them
            store.sign_ins.drop_kept(sign_in)
    store.searches.forget_all()  # one of them may name the person
    for code, carried in list(store.sign_in_codes.with_carried()):
        if _tells_of(service, person, carried):
            store.sign_in_codes.drop(code)
    for message in list(store.messages.on_their_way()):
        parcel = json.loads(message.payload)
        if parcel["to"] in alone or parcel.get("about") == person.id:
            store.messages.drop(message.id)
    store.erasing.erase(person.id, at=at)
    detail = "despite_contest" if contested else ""
    store.audit.note(at=at, actor=None, event="erased", person=person.id, detail=detail)


def _tells_of(service: Service, person: Beneficiary, carried: str) -> bool:
    """Tell whether what came along with a sign-in was typed by a person, or about them."""
    kept = kept_text(carried)
    if not kept:
        return False
    form = open_whose(service.keyring, kept)
    return form is not None and (form.account == person.id or str(person.account.public_id) in form.path)


def _contacts(store: Store, person: Beneficiary) -> Iterator[Contact]:
    """Yield every contact that is kept of a person: theirs, one that waits, those from before an import."""
    yield from person.account.contacts
    change = store.contact_changes.of_account(person.id)
    if change is not None:
        yield from (sent.where for sent in (change.before, change.after) if sent is not None)
    for imprint in store.imports.imprints_of(person.id):
        yield from (Contact.kept(value) for value in (imprint.email, imprint.phone) if value)


def _contested(store: Store, person: int) -> Mapping[Week, datetime]:
    held = held_of(store, [person])
    return {week: since for (_, week), since in sorted(held.items(), key=lambda place: place[0][1].ordinal)}
