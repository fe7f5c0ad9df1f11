"""Writes what an import changes: a few statements a batch, in the transaction of whoever calls."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from xprsa.domain.engagement import EngagementContract, Exemption
from xprsa.domain.folding import words_folded
from xprsa.domain.identity import held_back
from xprsa.domain.person import Account, Beneficiary, Organisation
from xprsa.people_import.comparison import NOT_YET, Fate, PersonChange
from xprsa.people_import.recording import record
from xprsa.running.contacts_changed import contacts_changed
from xprsa.storage.audit import Note
from xprsa.storage.intake import parts
from xprsa.storage.store import Store

_OF_ACCOUNT = ("first_name", "last_name", "email", "phone", "address")
_OF_PERSON = ("adviser", "language", "best_hour", "departed_on")
_CORRECTED, _CONTRACT, _EXEMPTION = "contract_corrected", "contract", "exemption"
CODES = frozenset({*_OF_ACCOUNT, *_OF_PERSON, _CORRECTED, _CONTRACT, _EXEMPTION})


def keep(
    store: Store,
    changes: Iterable[PersonChange],
    *,
    at: datetime,
    today: date,
    actor: int | None,
    number: int | None,
) -> int | None:
    """Write every change with its lines in the journal; nothing at all when nothing changes.

    :param today: the day on the territory's clock, on which terms are recorded.
    :param actor: internal id of the account that imports; None for the command line.
    :param number: of the import, once something of it is kept; it is given back, or the one it gets now.
    :raises Collision: when somebody added the same person or organisation meanwhile.
    """
    wanted = [change for change in changes if change.fate is not Fate.UNCHANGED]
    if not wanted:
        return number
    notes: list[Note] = []
    organisations = _organisations(store, wanted, notes)
    wanted = [_in_organisation(change, organisations) for change in wanted]
    advisers = _advisers(store, wanted, notes, at=at)
    wanted = [_with_adviser(change, advisers) for change in wanted]
    new = _newcomers(store, [change for change in wanted if change.before is None], at=at)
    changed = _held_back(store, [change for change in wanted if change.before], at=at, by=actor)
    store.intake.change_people([change.after for change in changed if change.after != change.before], at=at)
    _engagements(store, [*new, *changed], today=today)
    contacts = [(change.before.account, change.after.account) for change in changed if change.before]
    contacts_changed(store, contacts, at=at, today=today)
    notes.extend(Note("person_added", change.after.id) for change in new)
    notes.extend(Note("person_changed", change.after.id, what_changed(change)) for change in changed)
    store.audit.note_all(notes, at=at, actor=actor)
    if number is None:
        number = store.imports.begin(wanted[0].after.account.territory, at=at, actor=actor)
    record(store, number, [*new, *changed], organisations=organisations, advisers=advisers)
    return number


def _held_back(
    store: Store, changes: Sequence[PersonChange], *, at: datetime, by: int | None
) -> list[PersonChange]:
    """Let the new contacts of whoever came, or has a week here, wait: of others there is nothing to take."""
    gaining = {change.after.id: change for change in changes if change.gives_contact}
    used = {person for person, change in gaining.items() if change.after.came_on is not None}
    for some in parts([*gaining]):
        used |= store.taking_back.ever(some).declared
    return [_waiting(change, at=at, by=by) if change.after.id in used else change for change in changes]


def _waiting(change: PersonChange, *, at: datetime, by: int | None) -> PersonChange:
    before, person = cast(Beneficiary, change.before), change.after
    account = held_back(before.account, person.account, at=at, by=by)
    return replace(change, after=replace(person, account=account))


def what_changed(change: PersonChange) -> str:
    """Name what is different about a person, as some of CODES: `phone contract`."""
    if change.before is None:
        return ""
    before, after = change.before, change.after
    codes = [
        *(code for code in _OF_ACCOUNT if getattr(before.account, code) != getattr(after.account, code)),
        *(code for code in _OF_PERSON if getattr(before, code) != getattr(after, code)),
    ]
    if change.terms:
        codes.append(_CORRECTED if change.corrects_today else _CONTRACT)
    if change.exemption:
        codes.append(_EXEMPTION)
    return " ".join(codes)


def _organisations(
    store: Store, changes: Sequence[PersonChange], notes: list[Note]
) -> dict[str, Organisation]:
    """Keep the organisations that are new; give them by compared name."""
    kept: dict[str, Organisation] = {}
    for person in (change.after for change in changes):
        named = person.organisation
        key = words_folded(named.name)
        if named.id == NOT_YET and key not in kept:
            kept[key] = store.organisations.add(person.account.territory, code=named.code, name=named.name)
            notes.append(Note("organisation_added", None, str(kept[key].id)))
    return kept


def _in_organisation(change: PersonChange, kept: dict[str, Organisation]) -> PersonChange:
    person = change.after
    organisation = kept.get(words_folded(person.organisation.name))
    if organisation is None:
        return change
    account = replace(person.account, organisation=organisation.id)
    adviser = person.adviser
    if adviser is not None and adviser.organisation == NOT_YET:
        adviser = replace(adviser, organisation=organisation.id)
    return replace(change, after=replace(person, account=account, organisation=organisation, adviser=adviser))


def _advisers(
    store: Store, changes: Sequence[PersonChange], notes: list[Note], *, at: datetime
) -> dict[str, Account]:
    """Keep the advisers that are new, without a password: a manager invites them; give them by e-mail."""
    new: dict[str, Account] = {}
    for adviser in (change.after.adviser for change in changes):
        if adviser is not None and adviser.id == NOT_YET:
            new.setdefault(cast(str, adviser.email), adviser)
    ids = store.intake.add_accounts(list(new.values()), at=at)
    kept = {email: replace(adviser, id=ids[adviser.public_id]) for email, adviser in new.items()}
    notes.extend(Note("staff_added", adviser.id, adviser.role.value) for adviser in kept.values())
    return kept


def _with_adviser(change: PersonChange, kept: dict[str, Account]) -> PersonChange:
    adviser = change.after.adviser
    if adviser is None or adviser.id != NOT_YET:
        return change
    return replace(change, after=replace(change.after, adviser=kept[cast(str, adviser.email)]))


def _newcomers(store: Store, changes: Sequence[PersonChange], *, at: datetime) -> list[PersonChange]:
    """Keep new people; give the changes back with their internal ids."""
    ids = store.intake.add_accounts([change.after.account for change in changes], at=at)
    kept = [
        replace(change, after=_numbered(change.after, ids[change.after.account.public_id]))
        for change in changes
    ]
    store.intake.add_people([change.after for change in kept], at=at)
    return kept


def _numbered(person: Beneficiary, account: int) -> Beneficiary:
    return replace(person, account=replace(person.account, id=account))


def _engagements(store: Store, changes: Sequence[PersonChange], *, today: date) -> None:
    added: list[tuple[int, EngagementContract]] = []
    corrected: list[tuple[int, EngagementContract]] = []
    exempted: list[tuple[int, Exemption]] = []
    moved: list[tuple[int, Exemption]] = []
    for change in changes:
        if change.terms:
            (corrected if change.corrects_today else added).append((change.after.id, change.terms))
        if change.exemption:
            (moved if change.moves_end else exempted).append((change.after.id, change.exemption))
    store.contracts.add_all(added)
    store.contracts.correct_all(corrected)
    store.contracts.exempt_all(exempted, recorded_on=today)
    store.contracts.move_exemption_ends(moved)
