"""French words for the states of a run."""

from xprsa.storage.export_runs import Failure, RunState

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
    Failure.CARD_WRONG: "La fiche de la finalité nomme un champ inconnu. Faites-la corriger.",
}
