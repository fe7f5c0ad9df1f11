"""People of whom a run says what it says of nobody else: how many a card admits, what makes them fewer."""

from xprsa.scoring.card import PurposeCard

LESS_UNIQUE = "Ce qui aide\u00a0: moins de semaines, moins de données, des minutes plus arrondies."


class TooUnique(Exception):
    """A run in which more people would be unique than its card admits; the message says how many."""


def admit(share: float, *, card: PurposeCard) -> None:
    """Let a run leave, unless more people are unique in it than its card admits.

    :param share: of people, from 0 to 1.
    :raises TooUnique: with what would make them fewer.
    """
    most = card.most_unique_share
    if most is not None and share > most:
        raise TooUnique(
            f"Dans cet export, {in_percent(share)} des personnes seraient uniques\u00a0; la fiche en admet"
            f" {in_percent(most)} au plus. Rien n’est parti. {LESS_UNIQUE}"
        )


def in_percent(share: float) -> str:
    """Write a share as a percentage, to two decimals at most: `5 %`, `2,5 %`."""
    return f"{share:.2%}".rstrip("%").rstrip("0").rstrip(".").replace(".", ",") + "\u00a0%"
