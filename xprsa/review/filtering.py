"""Which part of a caseload is shown: it stands in the address, and goes along to a week and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from xprsa.domain.caseload import CaseloadGroup

ADDRESSES = {
    CaseloadGroup.MESSAGES: "messages",
    CaseloadGroup.TO_READ: "a-lire",
    CaseloadGroup.TO_CALL: "a-appeler",
    CaseloadGroup.NOT_RECEIVED: "pas-recues",
    CaseloadGroup.UP_TO_DATE: "a-jour",
    CaseloadGroup.NOT_ASKED: "non-concernees",
}
_GROUPS = {address: group for group, address in ADDRESSES.items()}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of the caseload an adviser looks at.

    :ivar group: this group alone, whole.
    :ivar search: id of the words that are sought; the words themselves stand in no address.
    :ivar folded: groups of which the heading alone is shown.
    """

    group: CaseloadGroup | None = None
    search: UUID | None = None
    folded: frozenset[CaseloadGroup] = frozenset()

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "ListFilter":
        """Read the filter of an address; what makes no sense is left out."""
        folded = (_GROUPS.get(address) for address in asked.get("replie", "").split("."))
        search = _uuid(asked.get("recherche", ""))  # it finds people whatever their group
        return cls(
            group=None if search else _GROUPS.get(asked.get("groupe", "")),
            search=search,
            folded=frozenset(group for group in folded if group),
        )

    @property
    def query(self) -> dict[str, Any]:
        """Give what an address holds of it."""
        said = {
            "groupe": ADDRESSES[self.group] if self.group else "",
            "recherche": str(self.search or ""),
            "replie": ".".join(address for group, address in ADDRESSES.items() if group in self.folded),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def tail(self) -> str:
        """Give the end of an address, `?groupe=a-lire`, or ""."""
        return f"?{urlencode(self.query)}" if self.query else ""

    def only(self, group: CaseloadGroup | None) -> "ListFilter":
        """Leave the search for a group alone, or for what waits."""
        return replace(self, group=group, search=None)

    def toggled(self, group: CaseloadGroup) -> "ListFilter":
        """Fold a group, or unfold it."""
        return replace(self, folded=self.folded ^ {group})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
