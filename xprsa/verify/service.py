"""Looks a receipt up, and holds it against what is kept."""

from dataclasses import dataclass

from xprsa.domain.declaration import Version
from xprsa.domain.folding import code_folded, unlabelled
from xprsa.domain.receipt import Receipt, matches, replaced_by
from xprsa.gateways.keyring import Use
from xprsa.running.service import Service


@dataclass(frozen=True, slots=True)
class Verified:
    """A receipt that this service gave.

    :ivar holds: whether its signature is ours, and what is kept still is what it was given for.
    :ivar version: what it was given for.
    :ivar replaced_by: the last version of that week, when it was sent later.
    """

    receipt: Receipt
    holds: bool
    version: Version
    replaced_by: Version | None


def verified(service: Service, typed: str) -> Verified | None:
    """Give the receipt with this number, or None.

    :param typed: 32 hexadecimal digits, however they are parted.
    """
    with service.database.reading() as store:
        found = store.declarations.with_receipt(code_folded(unlabelled(typed)))
    if found is None:
        return None
    receipt, declaration = found
    version = next(version for version in declaration.versions if version.number == receipt.version)
    signed = service.keyring.verify(Use.RECEIPT, receipt.key_id, receipt.statement, receipt.signature)
    return Verified(
        receipt,
        holds=signed and matches(receipt, version),
        version=version,
        replaced_by=replaced_by(receipt, declaration.versions),
    )
