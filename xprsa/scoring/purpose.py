"""What documents may leave for: a closed list, and all that the house must know of each purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What documents may leave for; nothing here serves to check on people."""

    SUPPORT = "support"
    STATISTICS = "statistics"
    RESEARCH = "research"

    @property
    def terms(self) -> "PurposeTerms":
        """All that the house knows of this purpose."""
        return TERMS[self]


@dataclass(frozen=True, slots=True)
class PurposeTerms:
    """What a purpose is called, how its documents are made, and what its card must hold.

    :ivar label: its name at the head of something.
    :ivar serves: what it serves, after « pour » or « sert à ».
    :ivar key_use: the use of the key that names people and documents for it; no other purpose has that key.
    :ivar rounding: minutes are published as multiples of this; 1 tells them exactly.
    :ivar texts: what the legal text of a card must cite, word for word.
    :ivar fields: what a card may name besides the envelope that every document has.
    :ivar most_unique_share: what a new card is offered as the largest share of people who are unique in a
        run; None where that share is told and holds nothing back.
    """

    label: str
    serves: str
    key_use: str
    rounding: int
    texts: tuple[str, ...]
    fields: frozenset[str]
    most_unique_share: float | None

    def rounded(self, minutes: int) -> int:
        """Round minutes as the purpose demands, a half upwards."""
        return (minutes + self.rounding // 2) // self.rounding * self.rounding

    def texts_missing(self, legal_basis: str) -> Sequence[str]:
        """Give what a legal text should cite and does not."""
        return tuple(text for text in self.texts if text not in legal_basis.casefold())


_GDPR = "2016/679"
_SAFEGUARDS = "article 89"  # of the GDPR: research and statistics keep the least that serves them
_SUMS = frozenset({"department", "comparable", "declared_minutes", "counted_minutes", "minutes_by_family"})

# Only support knows where a talk between a person and their adviser stands (pending, contested minutes).
TERMS = {
    Purpose.SUPPORT: PurposeTerms(
        label="Accompagnement",
        serves="l’accompagnement",
        key_use="pseudonym-support",
        rounding=1,
        texts=(_GDPR,),
        fields=_SUMS | {"organisation", "target_minutes", "pending_minutes", "contested_minutes"},
        most_unique_share=None,
    ),
    Purpose.STATISTICS: PurposeTerms(
        label="Statistiques",
        serves="les statistiques",
        key_use="pseudonym-statistics",
        rounding=30,
        texts=(_GDPR, _SAFEGUARDS),
        fields=_SUMS,
        most_unique_share=0.05,
    ),
    Purpose.RESEARCH: PurposeTerms(
        label="Recherche",
        serves="la recherche",
        key_use="pseudonym-research",
        rounding=30,
        texts=(_GDPR, _SAFEGUARDS),
        fields=_SUMS | {"organisation", "target_minutes"},
        most_unique_share=0.2,
    ),
}
