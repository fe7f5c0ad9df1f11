"""What a receipt shows: to its person, and to whoever typed the week for them."""

from dataclasses import dataclass

from xprsa.domain.declaration import Version
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.receipt import Receipt, replaced_by
from xprsa.domain.territory import Rules, Territory
from xprsa.domain.week import Week
from xprsa.running.service import Service


@dataclass(frozen=True)
class ReceiptPage:
    """The receipt of one version of a week.

    :ivar replaced_by: the last version of the week, when it was sent later.
    :ivar typist: name of whoever typed it for the person, or "".
    """

    territory: Territory
    person: Beneficiary
    receipt: Receipt
    version: Version
    replaced_by: Version | None
    typist: str = ""

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether nothing of the week stands."""
        return (self.replaced_by or self.version).withdrawn_at is not None

    @property
    def rules(self) -> Rules:
        """The rules in force that week."""
        return self.territory.rules_of(self.receipt.week)


def read_receipt(
    service: Service, *, actor: Actor, week: Week, number: int | None, person: int | None = None
) -> ReceiptPage | None:
    """Read the receipt of a version; None when there is no such version.

    :param number: of the version; the last one when None.
    :param person: internal id of whose week it is, when it is not the actor's own.
    """
    with service.database.reading() as store:
        given = store.declarations.receipts_of(actor.account if person is None else person, week)
        found = given.get(max(given, default=0) if number is None else number)
        if found is None:
            return None
        file, version = store.files.of(actor.account if person is None else person), found[1]
        is_told = version.entered_by != file.person.id
        typist = store.people.account(version.entered_by) if is_told else None
    return ReceiptPage(
        service.territory(actor.territory),
        file.person,
        *found,
        replaced_by=replaced_by(found[0], [version for _, version in given.values()]),
        typist=typist.name if typist else "",
    )
