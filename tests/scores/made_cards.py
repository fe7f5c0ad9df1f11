"""The card of the module that tests of the register propose."""

from typing import Any

from tests.scoring.cards import CARD

EFFORT: dict[str, Any] = {
    **CARD,
    "name": "effort",
    "version": "1.0",
    "title": "Part de la durée hebdomadaire d’activité déjà atteinte",
    "owner": "Service d’accompagnement",
    "purpose": "support",
    "legal_basis": "Loi n° 2023-1196 du 18 décembre 2023.",
    "parameters": {"points": {"value": 60, "meaning": "Points donnés quand toute la durée est atteinte."}},
    "contribution": "Un avis parmi d’autres.",
    "limits": "Ne dit rien de la qualité des activités.",
    "contact": "algorithmes@territoire.example",
}
