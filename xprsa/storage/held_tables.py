"""The rule of every table: what is told of it to whom it is about, and which tables are about nobody."""

import json

from xprsa.storage.held_access import OF_ACCESS
from xprsa.storage.held_answers import OF_ANSWERS
from xprsa.storage.held_contacts import OF_CONTACTS
from xprsa.storage.held_weeks import OF_WEEKS, WEEK
from xprsa.storage.holding_rules import (
    COMPARED,
    OURS,
    ShownColumn,
    TableRule,
    WithheldColumn,
    sealed,
    someone,
)
from xprsa.storage.tables import (
    AccountRow,
    AssignmentRow,
    BeneficiaryRow,
    ContractRow,
    ExemptionRow,
    OrganisationRow,
    PersonAuditRow,
    Row,
    ServiceAuditRow,
    table,
)
from xprsa.storage.tables_answers import AskingRow
from xprsa.storage.tables_export import ExportRunRow, PurposeRow
from xprsa.storage.tables_imports import ImportedPersonRow, PeopleImportRow
from xprsa.storage.tables_territory import RulesRow, TerritoryRow

ORGANISATION = ShownColumn("Organisme", points_to="organisation")

_OF_FILE = (
    TableRule(
        AccountRow,
        "Qui vous êtes, et où vous joindre",
        ("id",),
        {
            "id": OURS,
            "public_id": ShownColumn("Numéro dans les adresses des pages"),
            "role": ShownColumn("Rôle"),
            "territory_id": ShownColumn("Territoire", points_to="territory"),
            "organisation_id": ORGANISATION,
            "first_name": ShownColumn("Prénom"),
            "last_name": ShownColumn("Nom"),
            "email": ShownColumn("Courriel"),
            "phone": ShownColumn("Téléphone"),
            "address": ShownColumn("Adresse"),
            "email_failed_at": ShownColumn("Courriel refusé depuis"),
            "phone_failed_at": ShownColumn("Téléphone refusé depuis"),
            "email_changed_at": ShownColumn("Courriel changé par vous le"),
            "phone_changed_at": ShownColumn("Téléphone changé par vous le"),
            "email_opens_at": ShownColumn("Courriel donné par un autre, ouvert le"),
            "phone_opens_at": ShownColumn("Téléphone donné par un autre, ouvert le"),
            "email_by": someone("Courriel donné par"),
            "phone_by": someone("Téléphone donné par"),
            "created_at": ShownColumn("Inscrit le"),
            "disabled_at": ShownColumn("Accès fermé le"),
            "single_keys": WithheldColumn("un choix de l’équipe pour son clavier"),
        },
    ),
    TableRule(
        BeneficiaryRow,
        "Votre dossier",
        ("account_id",),
        {
            "account_id": OURS,
            "organisation_id": ORGANISATION,
            "file_reference": ShownColumn("Numéro de dossier"),
            "reference_key": COMPARED,
            "shares_key": WithheldColumn("dit si un autre dossier porte ce numéro"),
            "adviser_id": someone("Référent"),
            "language": ShownColumn("Langue"),
            "best_hour": ShownColumn("Meilleure heure pour vous appeler"),
            "objects_since": ShownColumn("Vous refusez d’être noté depuis"),
            "departed_on": ShownColumn("Sorti le"),
            "access_opened_on": ShownColumn("Accès ouvert le"),
            "came_on": ShownColumn("Première venue le"),
        },
    ),
    TableRule(
        AssignmentRow,
        "Qui vous a suivi, et depuis quand",
        ("person_id",),
        {
            "person_id": OURS,
            "id": OURS,
            "adviser_id": someone("Référent"),
            "since": ShownColumn("Depuis le"),
        },
    ),
    TableRule(
        ContractRow,
        "Vos contrats d’engagement",
        ("person_id",),
        {
            "person_id": OURS,
            "valid_from": ShownColumn("À partir du"),
            "valid_until": ShownColumn("Jusqu’au"),
            "recorded_on": ShownColumn("Enregistré le"),
            "weekly_minutes": ShownColumn("Minutes par semaine"),
        },
    ),
    TableRule(
        ExemptionRow,
        "Vos dispenses",
        ("person_id",),
        {
            "person_id": OURS,
            "valid_from": ShownColumn("À partir du"),
            "valid_until": ShownColumn("Jusqu’au"),
            "recorded_on": ShownColumn("Enregistré le"),
        },
    ),
)
_OF_JOURNAL = (
    TableRule(
        ImportedPersonRow,
        "Ce qu’un import a changé, avant et après",
        ("person_id",),
        {
            "person_id": OURS,
            "import_id": ShownColumn("Import du", points_to="people_import"),
            "was": sealed(
                "Avant", table(ImportedPersonRow).c.was, "import_id", "person_id", reads=json.loads
            ),
            "became": sealed(
                "Après", table(ImportedPersonRow).c.became, "import_id", "person_id", reads=json.loads
            ),
            "kept": ShownColumn("Laissé à l’annulation parce que"),
        },
    ),
    TableRule(
        PersonAuditRow,
        "Le journal : qui a regardé, qui a changé quoi",
        ("person_id", "actor_id"),
        {
            "person_id": OURS,
            "id": OURS,
            "at": ShownColumn("Le"),
            "actor_id": someone("Par"),
            "event": ShownColumn("Événement"),
            "week": WEEK,
            "detail": ShownColumn("Détail"),
        },
    ),
    TableRule(
        ServiceAuditRow,
        "Le journal du service : ce que vous y avez fait",
        ("actor_id",),
        {
            "id": OURS,
            "at": ShownColumn("Le"),
            "actor_id": someone("Par"),
            "event": ShownColumn("Événement"),
            "detail": ShownColumn("Détail"),
        },
    ),
)
RULES: tuple[TableRule, ...] = (*_OF_FILE, *OF_WEEKS, *OF_CONTACTS, *OF_ANSWERS, *_OF_JOURNAL, *OF_ACCESS)

ABOUT_NOBODY = {
    "asking": "quand un module a été interrogé, sur quelles semaines, et combien de réponses il a données",
    "audit_key": "les clés qui signent des audits ; qui les accepte est de l’équipe",
    "audit_secret": "les secrets tirés pour des audits, par empreintes",
    "code_spend": "combien de codes sont partis à chaque heure",
    "deletion_notice": "ce qui va être supprimé, en nombre",
    "duty": "comment chaque organisme tient ses délais, en nombre",
    "erased_document": "ce qui reste à dire aux destinataires d’effacer : rien n’y mène à quelqu’un",
    "export_run": "les exports ; qui les demande est de l’équipe",
    "journal_seal": "les sceaux du journal : des empreintes",
    "keyring_mark": "de quel trousseau la base dépend",
    "machine_token": "les jetons des programmes, par empreintes ; qui les fait est de l’équipe",
    "module_effect": "ce qu’un audit de module a trouvé, et pourquoi c’est acceptable",
    "organisation": "les organismes",
    "page_text": "les pages d’information ; qui les écrit est de l’équipe",
    "people_import": "les imports ; qui importe est de l’équipe",
    "purpose": "les finalités",
    "reading_pace": "combien de dossiers chaque compte de l’équipe vient d’ouvrir, en nombre",
    "registered_module": "les modules de notation ; qui les confirme est de l’équipe",
    "statistics": "ce que chaque semaine a dit de onze personnes ou plus, en nombre",
    "territory": "les territoires",
    "territory_rules": "les règles des territoires",
    "throttle": "le décompte des essais, par empreintes : rien n’y mène à quelqu’un",
    "worker_heartbeat": "l’heure du dernier passage",
}

LABELS: dict[str, tuple[type[Row], tuple[str, ...]]] = {
    "account": (AccountRow, ("first_name", "last_name")),
    "organisation": (OrganisationRow, ("name",)),
    "territory": (TerritoryRow, ("name",)),
    "territory_rules": (RulesRow, ("valid_from",)),
    "purpose": (PurposeRow, ("code",)),
    "asking": (AskingRow, ("asked_at",)),
    "export_run": (ExportRunRow, ("public_id",)),
    "people_import": (PeopleImportRow, ("at",)),
}
