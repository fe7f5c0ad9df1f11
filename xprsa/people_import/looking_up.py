"""What is known of the people whom some rows name: a few queries, whatever the number of rows."""

from collections.abc import Sequence

from xprsa.domain.folding import reference_folded, zeros_lost
from xprsa.people_import.comparison import NOT_YET, Register
from xprsa.people_import.people_rows import PersonRow
from xprsa.storage.store import Store


def look_up(store: Store, register: Register, rows: Sequence[PersonRow]) -> None:
    """Add to the register whom and what some rows name, and who newcomers may be."""
    for organisation in store.organisations.of_territory(register.territory):
        register.add_organisation(organisation)
    register.staff.update(store.intake.staff({row.adviser.email for row in rows if row.adviser}))
    known = {}
    for organisation_id, named in _by_organisation(register, rows).items():
        found = store.intake.known(organisation_id, [reference_folded(row.reference) for row in named])
        known.update({(organisation_id, reference): people for reference, people in found.items()})
        newcomers = [row for row in named if reference_folded(row.reference) not in found]
        _look_for_doubles(store, register, organisation_id, newcomers)
    register.people = known


def _by_organisation(register: Register, rows: Sequence[PersonRow]) -> dict[int, list[PersonRow]]:
    """Part rows by the organisation that they name, where we know it."""
    parted: dict[int, list[PersonRow]] = {}
    for row in rows:
        named = register.named(row.organisation)
        if named is not None and named.id != NOT_YET:
            parted.setdefault(named.id, []).append(row)
    return parted


def _look_for_doubles(
    store: Store, register: Register, organisation: int, newcomers: Sequence[PersonRow]
) -> None:
    bare = (zeros_lost(reference_folded(row.reference)) for row in newcomers)
    numbers = {number for number in bare if number}
    contacts = {contact for row in newcomers for contact in (row.email, row.phone) if contact}
    if numbers or contacts:
        register.may_be(store.intake.lookalikes(organisation, numbers=numbers, contacts=contacts))
