"""How the card of a specimen is written: what all specimens have in common, said once."""

from datetime import date
from typing import Any

from xprsa.lab.mark import SpecimenCard
from xprsa.scoring.module import Parameter
from xprsa.scoring.purpose import Purpose

_SHARED: dict[str, Any] = {
    "version": "1",
    "owner": "Le laboratoire d’audit de XP RSA, qui n’a aucun lien avec les auteurs du score étudié",
    "purpose": Purpose.RESEARCH,
    "legal_basis": "Aucune\u202f: cette reconstitution ne lit que des personnes fictives.",
    "fewest_weeks": 4,
    "contribution": "Aucune décision n’en dépend. Rien d’autre que le laboratoire n’accepte ses réponses.",
    "limits": (
        "Une reconstitution pour l’étude. Elle montre ce qu’une telle règle ferait, et à qui. "
        "Elle ne dit pas ce que fait le vrai score, que personne au dehors n’a pu lire."
    ),
    "contact": "Les tickets du dépôt du logiciel",
    "expires_on": date(2029, 12, 31),
}


def study_card(*, parameters: dict[str, tuple[float, str]], **said: Any) -> SpecimenCard:
    """Write the card of a specimen.

    :param parameters: by name, the value and its meaning in plain French.
    :param said: every field that specimens do not share.
    """
    written = {name: Parameter(value=value, meaning=meaning) for name, (value, meaning) in parameters.items()}
    return SpecimenCard(parameters=written, **_SHARED, **said)
