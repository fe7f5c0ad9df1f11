"""The purposes of the demonstration: statistics and research with the few fields that serve them."""

from xprsa.domain.territory import Territory
from xprsa.scoring.card import PurposeCard, support_card
from xprsa.scoring.document import ENVELOPE
from xprsa.scoring.purpose import Purpose

_LEGAL_BASIS = (
    "Règlement (UE) 2016/679, article 6, paragraphe 1, point e, et article 89. "
    "Loi n° 2023-1196 du 18 décembre 2023 pour le plein emploi."
)


def purpose_cards(territory: Territory) -> tuple[PurposeCard, ...]:
    """Give the card of each purpose that the demonstration opens."""
    return (
        support_card(territory_name=territory.name),
        PurposeCard(
            purpose=Purpose.STATISTICS,
            title=Purpose.STATISTICS.terms.label,
            recipient=f"Le bureau des statistiques, {territory.name}",
            owner=f"La direction de l’insertion, {territory.name}",
            legal_basis=_LEGAL_BASIS,
            fields=(*ENVELOPE, "counted_minutes"),
            retention_days=365,
            most_unique_share=0.25,  # of two hundred people, not of a département
        ),
        PurposeCard(
            purpose=Purpose.RESEARCH,
            title=Purpose.RESEARCH.terms.label,
            recipient="Le laboratoire de l’université de l’Exemple",
            owner=f"La direction de l’insertion, {territory.name}",
            legal_basis=_LEGAL_BASIS,
            fields=(*ENVELOPE, "comparable", "declared_minutes"),
            retention_days=730,
            deletes_on_objection=True,
            most_unique_share=0.35,
        ),
    )
