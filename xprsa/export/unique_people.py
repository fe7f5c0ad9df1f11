"""People of whom a run says what it says of nobody else: how many a card admits, what makes them fewer."""

from dataclasses import dataclass

from xprsa.scoring.card import PurposeCard

LESS_UNIQUE = "Ce qui aide\u00a0: moins de semaines, moins de données, des minutes plus arrondies."


@dataclass(frozen=True, slots=True)
class PeopleCounted:
    """How many people a run tells of.

    :ivar people: of whom some document stands.
    :ivar alone: of whom these say something that they say of nobody else.
    """

    people: int
    alone: int

    @property
    def unique_share(self) -> float:
        """Share of people who stand alone, from 0 to 1; 0 when there is nobody."""
        return self.alone / self.people if self.people else 0.0


class TooUnique(Exception):
    """A run in which more people would be unique than its card admits; the message says how many."""


def admit(counted: PeopleCounted, *, card: PurposeCard) -> None:
    """Let a run leave, unless more people are unique in it than its card admits.

    :raises TooUnique: with what would make them fewer.
    """
    most, share = card.most_unique_share, counted.unique_share
    if most is not None and share > most:
        raise TooUnique(
            f"Dans cet export, {in_percent(share)} des personnes seraient uniques\u00a0; la fiche en admet"
            f" {in_percent(most)} au plus. Rien n’est parti. {LESS_UNIQUE}"
        )


def in_percent(share: float) -> str:
    """Write a share as a percentage, to two decimals at most: `5 %`, `2,5 %`."""
    return f"{share:.2%}".rstrip("%").rstrip("0").rstrip(".").replace(".", ",") + "\u00a0%"
