"""French words for the states of a run, and for the card of a purpose."""

from xprsa.export.failures import SINCE_ERASED
from xprsa.export.unique_people import LESS_UNIQUE, in_percent
from xprsa.scoring.card import PurposeCard
from xprsa.storage.export_runs import Dialect, Failure, Format, Run, RunState
from xprsa.web.document_words import FIELD_NAMES
from xprsa.web.i18n import count, moment

STATES = {
    RunState.WAITING: "En attente",
    RunState.RUNNING: "En cours",
    RunState.DONE: "Prêt",
    RunState.FAILED: "Échec",
}
FAILURES = {
    Failure.INTERRUPTED: "L’export a été interrompu. Rien n’est parti. Lancez-en un autre.",
    Failure.CANNOT_WRITE: "Le dossier des exports refuse l’écriture. Prévenez qui tient le serveur.",
    Failure.OVERTAKEN: "Un export plus récent est parti avant. Lancez-en un autre.",
    Failure.CARD_WRONG: "La fiche de la finalité ne peut plus servir. Faites-la corriger.",
    Failure.KEY_MISSING: "Il manque une clé au service. Rien n’est parti. Prévenez qui tient le serveur.",
    Failure.PARQUET_MISSING: "Il manque au service de quoi écrire en Parquet. Prévenez qui tient le serveur.",
    Failure.TOO_UNIQUE: (
        "Trop de personnes seraient uniques dans cet export, plus que la fiche n’admet. Rien n’est parti."
        f" {LESS_UNIQUE}"
    ),
    Failure.SINCE_ERASED: SINCE_ERASED,
    Failure.CLOSED: "La finalité a été fermée, ou sa fiche changée, avant le départ. Rien n’est parti.",
}
_FORMATS = {Format.JSONL: "JSON Lines", Format.CSV: "CSV", Format.PARQUET: "Parquet"}
FORM_TITLES = {
    "xprsa.summary.1.json": "Un document transmis (JSON Schema)",
    "xprsa.summary.1.table.json": "Un fichier de documents transmis (Table Schema)",
    "xprsa.question.1.json": "Une question à un module de notation",
    "xprsa.answer.1.json": "Une réponse d’un module de notation",
    "xprsa.module.1.json": "La carte d’un module de notation",
    "xprsa.audit.1.json": "Les constats d’un audit",
    "xprsa.audit-manifest.1.json": "Le manifeste d’un audit",
    "xprsa.register.1.json": "Le registre public des algorithmes",
    "xprsa.intensity.1.json": "Une semaine d’activité transmise avec le nom, au SI Plateforme",
    "xprsa.engagement.1.json": "Un contrat d’engagement reçu avec le nom, du SI Plateforme",
    "xprsa.audit-keys.json": "Les clés publiques qui vérifient les audits publiés par le projet",
    "xprsa.journal.json": "Les sceaux du journal des accès\u00a0: qui les garde voit s’il est réécrit",
    "xprsa.keys.json": "Les clés publiques qui vérifient reçus et manifestes",
}
# What follows from a decision, said before it is taken.
ONCE_OPEN = (
    "Dès le prochain export, les semaines déclarées partent avec ces données, les plus anciennes aussi.",
    "Avant d’envoyer, chaque personne peut lire qui reçoit, et quelles données.",
    "Ensuite, elle peut lire ce qui est parti.",
    "Ce qui est parti ne revient pas. Fermer arrêtera seulement les exports suivants.",
)
ONCE_CLOSED = (
    "Plus aucun export ne part. Un export déjà commencé se termine, sauf panne.",
    "Les exports déjà partis restent dans la liste, et se téléchargent toujours.",
    "Les programmes qui ont un jeton les lisent toujours. Révoquez leurs jetons à part.",
    "Les personnes lisent toujours ce qui est parti, mais plus rien ne leur est annoncé.",
    "Vous pourrez ouvrir de nouveau, avec la même fiche ou une autre.",
)
# What somebody else did meanwhile, said instead of doing what was asked.
ALREADY_OPEN = "Cette finalité est déjà ouverte, avec la fiche que voici. Pour la changer, fermez-la d’abord."
ALREADY_CLOSED = "Cette finalité est déjà fermée. Rien n’a changé."
CARD_CHANGED = (
    "La fiche a changé depuis que vous l’avez lue. Voici celle qui sert. Relisez-la avant de fermer."
)
OTHER_CARD = "Une autre fiche a été ouverte, puis fermée, depuis que vous lisez celle-ci. Relisez la vôtre."


def documents_of(run: Run) -> str:
    """Write how many documents a run holds: `122 documents`, `122 documents et 7 à effacer`."""
    written = count(run.documents, "document", "documents")
    return f"{written} et {run.erased}\u00a0à effacer" if run.erased else written


def file_of(run: Run) -> str:
    """Name the format of a run, and its dialect."""
    return f"{_FORMATS[run.format]}{' pour Excel en français' if run.dialect is Dialect.EXCEL_FR else ''}"


def run_label(run: Run) -> str:
    """Name an earlier run: `Accompagnement, 2026-W46 à 2026-W47, arrêté au 24 novembre 2026 à 11 h 00`."""
    weeks = f"{run.first} à {run.last}" if run.last != run.first else str(run.first)
    return f"{run.purpose.code.terms.label}, {weeks}, arrêté au {moment(run.as_of)}"


def card_in_words(card: PurposeCard) -> tuple[tuple[str, str], ...]:
    """Say in French all that a card decides, for whoever opens or closes its purpose."""
    terms, days = card.purpose.terms, card.retention_days
    return (
        ("Pour", terms.serves),
        ("Destinataire", card.recipient),
        ("Qui en répond", card.owner),
        ("Texte légal", card.legal_basis),
        ("Chaque document dit", ", ".join(FIELD_NAMES[name] for name in card.fields)),
        ("Heures", "à la minute" if terms.rounding == 1 else f"arrondies à {terms.rounding} minutes"),
        (
            "Gardé",
            f"{days} jour{'s' if days > 1 else ''} au plus après réception"
            if days
            else "la fiche ne le dit pas",
        ),
        (
            "Quand une personne ne veut plus être notée",
            "efface ce qui était parti, à la demande du prochain envoi"
            if card.deletes_on_objection
            else "ses semaines ne partent plus ; ce qui est parti reste, et rien ne le dit",
        ),
        ("Personnes uniques dans un export", _limit_in_words(card)),
    )


def _limit_in_words(card: PurposeCard) -> str:
    """Say how many people may stand alone in a run."""
    if card.most_unique_share is not None:
        return f"{in_percent(card.most_unique_share)} au plus, sinon rien ne part"
    return "dites dans chaque export, sans limite"
