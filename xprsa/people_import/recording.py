"""Records what an import does to each person, as it was and as it is, so that it can be undone."""

from collections.abc import Mapping, Sequence

from xprsa.domain.engagement import Engagement
from xprsa.domain.person import Account, Organisation
from xprsa.domain.undoing import Imprint
from xprsa.people_import.comparison import PersonChange
from xprsa.storage.imports import Brought, ImportedPerson
from xprsa.storage.intake import parts
from xprsa.storage.store import Store


def record(
    store: Store,
    number: int,
    changes: Sequence[PersonChange],
    *,
    organisations: Mapping[str, Organisation],
    advisers: Mapping[str, Account],
) -> None:
    """Record changes that are kept, some hundreds at a time, and what is new beside them."""
    for some in parts(changes):
        store.imports.record(number, [_imported(change) for change in some])
    brought = Brought(
        organisations=tuple(organisation.id for organisation in organisations.values()),
        advisers=tuple(adviser.id for adviser in advisers.values()),
    )
    if brought != Brought():
        store.imports.record_brought(number, brought)


def _imported(change: PersonChange) -> ImportedPerson:
    return ImportedPerson(
        person=change.after.id,
        was=Imprint.of(change.before, change.engagement) if change.before else None,
        became=Imprint.of(change.after, _engagement_after(change)),
    )


def _engagement_after(change: PersonChange) -> Engagement:
    engagement = change.engagement
    if change.terms:
        engagement = engagement.with_terms(change.terms)
    return engagement.with_exemption(change.exemption) if change.exemption else engagement
