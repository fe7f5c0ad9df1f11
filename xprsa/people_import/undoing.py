"""Undoes an import as a whole: puts back, deletes, and keeps whoever did something since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from xprsa.domain.engagement import EngagementContract, Exemption
from xprsa.domain.identity import held_back
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.retention import IMPORTS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.undoing import Imprint, KeptBecause, PastImport, put_back, why_kept
from xprsa.running.contacts_changed import contacts_changed
from xprsa.running.service import Service
from xprsa.storage.audit import Note
from xprsa.storage.imports import ImportedPerson, KeptPerson
from xprsa.storage.intake import Known
from xprsa.storage.store import Store
from xprsa.storage.taking_back import Since

BATCH = 500  # people looked at and written at once
WHY_KEPT = {
    KeptBecause.DECLARED: "Une semaine est envoyée depuis.",
    KeptBecause.TYPED: "Un brouillon, un message, un choix ou une note d’appel est gardé depuis.",
    KeptBecause.CHANGED: "Le dossier a changé depuis.",
    KeptBecause.ADVISER_GONE: "Son référent d’avant n’a plus d’accès.",
}


@dataclass(frozen=True, slots=True)
class Restored:
    """Somebody who becomes again what they were.

    :ivar now: as they are until then.
    :ivar name: first and last name that they get back.
    """

    now: Beneficiary
    name: str


@dataclass
class Undoing:
    """What undoing an import does, or would do.

    :ivar removed: people whom it brought, who go.
    :ivar restored: people whom it changed, who become again what they were.
    :ivar kept: whoever stays as they are, with why.
    :ivar organisations: names of those it brought; they go unless somebody belongs to them.
    :ivar advisers: names of those it brought; they go unless they accepted, or follow somebody.
    """

    past: PastImport
    removed: list[Beneficiary] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)
    kept: list[KeptPerson] = field(default_factory=list)
    organisations: tuple[str, ...] = ()
    advisers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """What somebody is, and becomes again."""

    now: Beneficiary
    before: Imprint
    after: Imprint
    adviser: Account | None

    @property
    def moves_contacts(self) -> bool:
        return self.before.reaches_elsewhere(self.after)


@dataclass
class _Group:
    """Some hundreds of people, each with what becomes of them.

    :ivar reached_elsewhere: internal ids of those kept whose contacts the import had changed.
    """

    removed: list[Beneficiary] = field(default_factory=list)
    restored: list[_Change] = field(default_factory=list)
    kept: dict[int, KeptPerson] = field(default_factory=dict)
    reached_elsewhere: list[int] = field(default_factory=list)


def past_imports(service: Service, *, territory: int) -> tuple[PastImport, ...]:
    """Give the imports of a territory in the days in which they can be undone, newest first."""
    with service.database.reading() as store:
        return store.imports.of_territory(territory, since=service.now() - timedelta(days=IMPORTS.days))


def read_import(
    service: Service, number: int, *, territory: int | None
) -> tuple[PastImport, tuple[KeptPerson, ...]]:
    """Give an import, and once it is undone whoever stayed as they were.

    :param territory: internal id of the one it must be of; None for any.
    :raises LookupError: when there is none.
    """
    with service.database.reading() as store:
        return _found(store, number, territory), store.imports.kept(number)


def preview_undoing(service: Service, number: int, *, territory: int | None) -> Undoing:
    """Tell what undoing an import would do; nothing is written.

    :param territory: internal id of the one it must be of; None for any.
    :raises LookupError: when there is none.
    :raises RuleBroken: IMPORT_UNDONE or IMPORT_TOO_OLD.
    """
    with service.database.reading() as store:
        undoing = _begun(store, _found(store, number, territory), now=service.now())
        for group in _groups(store, undoing.past, held=False):
            _count(undoing, group)
    return undoing


def undo_import(service: Service, number: int, *, territory: int | None, actor: int | None) -> Undoing:
    """Undo an import, in one transaction; who stays as they are is decided inside it.

    :param territory: internal id of the one it must be of; None for any.
    :param actor: internal id of the account that undoes it; None for the command line.
    :raises LookupError: when there is none.
    :raises RuleBroken: IMPORT_UNDONE or IMPORT_TOO_OLD.
    :raises Collision: when another import reached the same people meanwhile; starting again is harmless.
    """
    now = service.now()
    with service.database.writing() as store:
        undoing = _begun(store, _found(store, number, territory), now=now)
        if not store.imports.mark_undone(number, at=now, by=actor):
            raise RuleBroken(Reason.IMPORT_UNDONE)
        today, touched = service.today(service.territory(undoing.past.territory)), list[int]()
        for group in _groups(store, undoing.past, held=True):
            _take_back(store, group, undoing.past, at=now, today=today, actor=actor)
            _count(undoing, group)
            touched.extend(person.id for person in group.removed)
            touched.extend(change.now.id for change in group.restored)
        brought = store.imports.brought(number)
        touched.extend(store.taking_back.remove_advisers(brought.advisers, at=now))
        store.taking_back.remove_organisations(brought.organisations)
        notes = [Note("import_undone", person, str(number)) for person in (*touched, None)]
        store.audit.note_all(notes, at=now, actor=actor)
    return undoing


def _found(store: Store, number: int, territory: int | None) -> PastImport:
    past = store.imports.find(number)
    if past is None or territory not in (None, past.territory):
        raise LookupError("no such import")
    return past


def _begun(store: Store, past: PastImport, *, now: datetime) -> Undoing:
    past.check_undoable(now)
    brought = store.imports.brought(past.number)
    known = store.organisations.of_territory(past.territory)
    advisers = store.taking_back.staff(brought.advisers).values()
    return Undoing(
        past,
        organisations=tuple(
            organisation.name for organisation in known if organisation.id in brought.organisations
        ),
        advisers=tuple(sorted(adviser.name for adviser in advisers)),
    )


def _count(undoing: Undoing, group: _Group) -> None:
    undoing.removed.extend(group.removed)
    undoing.restored.extend(
        Restored(change.now, f"{change.after.first_name} {change.after.last_name}")
        for change in group.restored
    )
    undoing.kept.extend(group.kept.values())


def _groups(store: Store, past: PastImport, *, held: bool) -> Iterator[_Group]:
    """Judge everybody whom an import touched, some hundreds at a time."""
    last = 0
    while entries := store.imports.people_after(past.number, last, most=BATCH):
        yield _judged(store, entries, past, held=held)
        last = entries[-1].person


def _judged(store: Store, entries: Sequence[ImportedPerson], past: PastImport, *, held: bool) -> _Group:
    people = [entry.person for entry in entries]
    known = store.taking_back.known(people, held=held)
    known_before = [entry.person for entry in entries if entry.was is not None]
    new = [entry.person for entry in entries if entry.was is None]
    since = store.taking_back.since(past.since, people=known_before) | store.taking_back.ever(new)
    followed_by = {entry.was.adviser for entry in entries if entry.was and entry.was.adviser is not None}
    staff = store.taking_back.staff(followed_by)
    group = _Group()
    for entry in entries:
        _judge(group, entry, known[entry.person], since=since, staff=staff)
    return group


def _judge(
    group: _Group, entry: ImportedPerson, known: Known, *, since: Since, staff: dict[int, Account]
) -> None:
    """Say what becomes of somebody: they go, become what they were, or stay as they are."""
    person, now, was = known.person, Imprint.of(known.person, known.engagement), entry.was
    adviser = None if was is None or was.adviser is None else staff.get(was.adviser)
    because = why_kept(
        was=was,
        became=entry.became,
        now=now,
        declared=person.id in since.declared,
        typed=person.id in since.typed,
        adviser_gone=was is not None and was.adviser is not None and adviser is None,
    )
    if because is not None:
        group.kept[person.id] = KeptPerson(
            person.account.name, person.file_reference, because, is_new=was is None
        )
        if was is not None and entry.became.reaches_elsewhere(was):
            group.reached_elsewhere.append(person.id)
    elif was is None:
        group.removed.append(person)
    else:
        after = put_back(was=was, became=entry.became, now=now)
        follows = person.adviser if was.adviser == now.adviser else adviser
        group.restored.append(_Change(person, now, after, follows))


def _take_back(
    store: Store, group: _Group, past: PastImport, *, at: datetime, today: date, actor: int | None
) -> None:
    removed = [person.id for person in group.removed]
    store.taking_back.remove_people(removed, at=at)
    _restore_people(store, group.restored, past, at=at, today=today, actor=actor)
    _restore_engagements(store, group.restored)
    store.taking_back.sign_out(group.reached_elsewhere, at=at, since=past.since)
    kept: dict[int, KeptBecause] = {person: stays.because for person, stays in group.kept.items()}
    store.imports.settle(past.number, gone=[change.now.id for change in group.restored], kept=kept)


def _restore_people(
    store: Store,
    restored: Sequence[_Change],
    past: PastImport,
    *,
    at: datetime,
    today: date,
    actor: int | None,
) -> None:
    """Put names, contacts and who follows back; what began through contacts that go back ends.

    A contact that took no codes when the import came waits anew, as one that is given.
    """
    again: dict[int, Beneficiary] = {}
    for change in restored:
        person = change.after.given_to(change.now, adviser=change.adviser)
        account = held_back(change.now.account, person.account, at=at, by=actor, open_at=past.at)
        again[change.now.id] = replace(person, account=account)
    store.intake.change_people(list(again.values()), at=at)
    moved = [change for change in restored if change.moves_contacts]
    contacts = [(change.now.account, again[change.now.id].account) for change in moved]
    contacts_changed(store, contacts, at=at, today=today)
    store.taking_back.sign_out([change.now.id for change in moved], at=at, since=past.since)
    not_come = [
        change.now.id
        for change in restored
        if change.after.came_on is None and change.before.came_on is not None
    ]
    store.taking_back.forget_coming(not_come)


def _restore_engagements(store: Store, restored: Sequence[_Change]) -> None:
    """Put the terms and days back that the import replaced; delete those that it added."""
    corrected: list[tuple[int, EngagementContract]] = []
    removed: list[tuple[int, EngagementContract]] = []
    moved: list[tuple[int, Exemption]] = []
    lifted: list[tuple[int, Exemption]] = []
    for change in restored:
        signed = {(terms.valid_from, terms.recorded_on): terms for terms in change.after.contracts}
        for terms in set(change.before.contracts) - set(change.after.contracts):
            before = signed.get((terms.valid_from, terms.recorded_on))
            (corrected if before else removed).append((change.now.id, before or terms))
        exempt = {days.valid_from: days for days in change.after.exemptions}
        for days in set(change.before.exemptions) - set(change.after.exemptions):
            earlier = exempt.get(days.valid_from)
            (moved if earlier else lifted).append((change.now.id, earlier or days))
    store.contracts.correct_all(corrected)
    store.contracts.remove_all(removed)
    store.contracts.move_exemption_ends(moved)
    store.contracts.lift_exemptions(lifted)
