"""What is told of the weeks of a person, of what was said of them and of what left."""

import json
from typing import Any

from xprsa.domain.prevented import REASON_LABELS, PreventedReason
from xprsa.domain.week import Week
from xprsa.storage.declarations import days_of
from xprsa.storage.holding_rules import OURS, ShownColumn, TableRule, WithheldColumn, sealed, someone
from xprsa.storage.rollups import SLOTS
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import table
from xprsa.storage.tables_export import PublishedDocumentRow
from xprsa.storage.tables_intensity import NamedDocumentRow
from xprsa.storage.tables_weeks import DraftRow, LineDecisionRow, RollupRow, VersionRow, WeekHeadRow
from xprsa.storage.written_lines import activities_of


def _week(value: int, _row: Any, _sealer: Sealer) -> str:
    return str(Week.from_ordinal(value))


def _json(value: str, _row: Any, _sealer: Sealer) -> Any:
    return json.loads(value)


def _lines(value: str, _row: Any, _sealer: Sealer) -> list[dict[str, Any]]:
    return [
        {
            "Ligne": activity.line,
            "Activité": activity.kind,
            "Minutes": activity.minutes,
            "Jours": list(activity.days),
            "Note": activity.note,
        }
        for activity in activities_of(value)
    ]


def _days(value: int, _row: Any, _sealer: Sealer) -> list[int]:
    return list(days_of(value))


def _reason(text: str) -> str:
    return REASON_LABELS[PreventedReason(text)]


WEEK = ShownColumn("Semaine", _week)
_SLOT = WithheldColumn("le résumé d’une semaine, refait à partir d’elle")

OF_WEEKS = (
    TableRule(
        WeekHeadRow,
        "Vos semaines : quelle version compte",
        ("person_id",),
        {"person_id": OURS, "week": WEEK, "version": ShownColumn("Version")},
    ),
    TableRule(
        VersionRow,
        "Vos semaines : chaque version envoyée, et son reçu",
        ("person_id",),
        {
            "person_id": OURS,
            "week": WEEK,
            "number": ShownColumn("Version"),
            "sent_at": ShownColumn("Envoyée le"),
            "withdrawn_at": ShownColumn("Retirée le"),
            "confirmed_at": ShownColumn("Confirmée par vous le"),
            "channel": ShownColumn("Par quel moyen"),
            "entered_by": someone("Saisie par"),
            "rules_id": ShownColumn("Règles du territoire à partir du", points_to="territory_rules"),
            "target_minutes": ShownColumn("Minutes convenues"),
            "lines": ShownColumn("Activités", _lines),
            "declared_minutes": ShownColumn("Minutes déclarées"),
            "work_minutes": ShownColumn("Minutes de travail"),
            "search_minutes": ShownColumn("Minutes de recherche d’emploi"),
            "project_minutes": ShownColumn("Minutes de projet"),
            "access_minutes": ShownColumn("Minutes de démarches"),
            "other_minutes": ShownColumn("Minutes d’autres actions"),
            "prevented_days": ShownColumn("Jours où vous n’avez pas pu", _days),
            "prevented_reason": sealed(
                "Pourquoi", table(VersionRow).c.prevented_reason, "person_id", "week", "number", reads=_reason
            ),
            "idempotency_key": WithheldColumn(
                "le numéro du formulaire, pour ne pas recevoir deux fois un envoi"
            ),
            "body_mac": WithheldColumn("l’empreinte de l’envoi, pour reconnaître le même"),
            "receipt": ShownColumn("Numéro du reçu"),
            "nonce": ShownColumn("Nombre secret du reçu"),
            "fingerprint": ShownColumn("Empreinte du reçu"),
            "key_id": ShownColumn("Clé du reçu"),
            "signature": ShownColumn("Signature du reçu"),
        },
    ),
    TableRule(
        LineDecisionRow,
        "Ce qui a été décidé, demandé et répondu",
        ("person_id", "by_id"),
        {
            "person_id": OURS,
            "id": OURS,
            "week": WEEK,
            "line": ShownColumn("Ligne"),
            "version": ShownColumn("Version lue"),
            "verdict": ShownColumn("Décision"),
            "minutes": ShownColumn("Minutes comptées"),
            "words": ShownColumn("Mots"),
            "by_id": someone("Par"),
            "at": ShownColumn("Le"),
            "undone_at": ShownColumn("Annulé le"),
        },
    ),
    TableRule(
        DraftRow,
        "Vos brouillons",
        ("person_id",),
        {
            "person_id": OURS,
            "week": WEEK,
            "fields": sealed(
                "Ce qui est tapé", table(DraftRow).c.fields, "person_id", "week", reads=json.loads
            ),
            "saved_at": ShownColumn("Gardé le"),
            "idempotency_key": WithheldColumn(
                "le numéro du formulaire, pour ne pas recevoir deux fois un envoi"
            ),
        },
    ),
    TableRule(
        RollupRow,
        "Douze semaines en résumé",
        ("person_id",),
        {"person_id": OURS, **dict.fromkeys(SLOTS, _SLOT)},
    ),
    TableRule(
        PublishedDocumentRow,
        "Ce qui est parti, tel que parti",
        ("person_id",),
        {
            "purpose_id": ShownColumn("Finalité", points_to="purpose"),
            "person_id": OURS,
            "week": WEEK,
            "revision": ShownColumn("Révision"),
            "run_id": ShownColumn("Export", points_to="export_run"),
            "document": ShownColumn("Numéro du document"),
            "supersedes": ShownColumn("Remplace le document"),
            "fields": ShownColumn("Contenu", _json),
        },
    ),
    TableRule(
        NamedDocumentRow,
        "Ce qui est parti à votre nom, tel que parti",
        ("person_id",),
        {
            "person_id": OURS,
            "week": WEEK,
            "revision": ShownColumn("Révision"),
            "message": ShownColumn("Numéro de l’envoi"),
            "replaces": ShownColumn("Remplace l’envoi"),
            "recipient": ShownColumn("À qui"),
            "fields": ShownColumn("Contenu", _json),
            "left_at": ShownColumn("Parti le"),
            "arrived_at": ShownColumn("Reçu le"),
        },
    ),
)
