"""The card of the odd module, which misbehaves: the tests of forms and of modules share it."""

from typing import Any

from xprsa.scoring.module import ModuleCard

CARD: dict[str, Any] = {
    "schema": "xprsa.module/1",
    "name": "odd",
    "version": "1",
    "title": "Un module d’essai",
    "owner": "Personne",
    "purpose": "research",
    "legal_basis": "Aucune : il ne sert à rien.",
    "fields": ["week", "status", "comparable", "target_minutes", "declared_minutes", "counted_minutes"],
    "scale": {"kind": "number", "lowest": 0, "highest": 100, "worse": "lower", "threshold": 50},
    "fewest_weeks": 4,
    "parameters": {},
    "contribution": "Aucune.",
    "limits": "Toutes.",
    "contact": "personne@exemple.example",
    "expires_on": "2099-12-31",
}


def a_card(**changed: Any) -> ModuleCard:
    """Give the card of the odd module, with some things changed."""
    return ModuleCard.model_validate({**CARD, **changed})
