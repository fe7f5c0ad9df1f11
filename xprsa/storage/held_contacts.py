"""What is told of calls and visits, as advisers noted them."""

from xprsa.storage.holding_rules import OURS, ShownColumn, TableRule, WithheldColumn, sealed, someone
from xprsa.storage.tables import table
from xprsa.storage.tables_contacts import ContactNoteRow

OF_CONTACTS = (
    TableRule(
        ContactNoteRow,
        "Les appels et les visites, tels que notés",
        ("person_id", "by_id"),
        {
            "person_id": OURS,
            "id": OURS,
            "note": ShownColumn("Numéro de la note"),
            "noted_at": ShownColumn("Noté le"),
            "number": ShownColumn("Version"),
            "at": ShownColumn("Version du"),
            "by_id": someone("Par"),
            "outcome": ShownColumn("Résultat"),
            "words": sealed("Mots", table(ContactNoteRow).c.words, "person_id", "note", "number"),
            "is_hidden": ShownColumn("À ne pas montrer en ligne"),
            "phone": ShownColumn("Téléphone du dossier ce jour-là"),
            "appointment": ShownColumn("Rendez-vous"),
            "is_cancelled": ShownColumn("Rendez-vous annulé"),
            "again_from": ShownColumn("Rappeler à partir du"),
            "superseded_at": ShownColumn("Corrigée le"),
            "undone_at": ShownColumn("Annulée le"),
            "tell_from": WithheldColumn(
                "l’heure à partir de laquelle le service regarde s’il faut vous écrire"
            ),
            "told_at": WithheldColumn("l’heure à laquelle le service a regardé s’il fallait vous écrire"),
        },
    ),
)
