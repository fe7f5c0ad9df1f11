"""What is told of what modules answered about a person, of what readers thought, and of contests."""

import json
from typing import Any

from xprsa.storage.holding_rules import OURS, ShownColumn, TableRule, sealed, someone
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import AnswerContestRow, KeptAnswerRow, OwnViewRow

_ASKING = ShownColumn("Interrogation du", points_to="asking")


def _json(value: str | None, _row: Any, _sealer: Sealer) -> Any:
    return None if value is None else json.loads(value)


OF_ANSWERS = (
    TableRule(
        KeptAnswerRow,
        "Ce que des modules ont répondu à votre sujet",
        ("person_id",),
        {
            "person_id": OURS,
            "asking_id": _ASKING,
            "pseudonym": ShownColumn("Sous quel pseudonyme"),
            "question": ShownColumn("Ce que le module a lu", _json),
            "answer": ShownColumn("Ce qu’il a répondu", _json),
            "fault": ShownColumn("Pourquoi rien n’est venu"),
            "at": ShownColumn("Le"),
        },
    ),
    TableRule(
        OwnViewRow,
        "Ce que quelqu’un a écrit de vous avant de lire ces réponses",
        ("person_id", "account_id"),
        {
            "person_id": OURS,
            "asking_id": _ASKING,
            "account_id": someone("Par"),
            "written_at": ShownColumn("Le"),
            "words": sealed("Avis", table(OwnViewRow).c.words, "person_id", "asking_id", "account_id"),
            "changed": ShownColumn("La lecture a changé son avis"),
            "changed_at": ShownColumn("Dit le"),
        },
    ),
    TableRule(
        AnswerContestRow,
        "Les réponses de modules que vous contestez",
        ("person_id", "decided_by"),
        {
            "person_id": OURS,
            "asking_id": _ASKING,
            "words": sealed("Vos mots", table(AnswerContestRow).c.words, "person_id", "asking_id"),
            "contested_at": ShownColumn("Contestée le"),
            "decided_by": someone("Décidée par"),
            "decided_at": ShownColumn("Décidée le"),
            "outcome": ShownColumn("Décision"),
            "reasons": sealed("Raisons", table(AnswerContestRow).c.reasons, "person_id", "asking_id"),
        },
    ),
)
