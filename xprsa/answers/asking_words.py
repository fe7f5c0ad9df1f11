"""French sentences of askings, for whoever runs the commands."""

from xprsa.scoring.module import ModuleCard
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import AskingFailure
from xprsa.web.i18n import count

WHY_NOT = {
    AskingFailure.STOPPED: "Ce module n’est pas actif ici, ou sa fiche a expiré. Voyez xprsa modules status.",
    AskingFailure.CHANGED: (
        "Ce qui est installé n’est pas ce que deux responsables ont confirmé. Remettez l’ancien,"
        " ou proposez le nouveau : xprsa modules activate."
    ),
    AskingFailure.CLOSED: (
        "La finalité de ce module n’est pas ouverte ici, ou sa fiche vient de changer."
        " Voyez xprsa purpose list."
    ),
    AskingFailure.FIELDS: (
        "Ce module lit des données que la fiche de sa finalité ne nomme pas. Rouvrez-la avec ces données."
    ),
    AskingFailure.SILENT: (
        "Le module n’a donné aucune réponse valable. Essayez-le avec xprsa modules check."
    ),
    AskingFailure.OVERTAKEN: (
        "Une interrogation plus récente est déjà finie. Vérifiez la date et l’heure, ou prenez un export"
        " plus récent."
    ),
    AskingFailure.INTERRUPTED: "Ces réponses n’ont pas été gardées jusqu’au bout. Importez-les de nouveau.",
}
UNDER_WAY = "Une autre interrogation de ce module est en cours. Attendez sa fin, puis recommencez."
TAKEN_OVER = "Une autre commande a repris cette interrogation. Rien n’est perdu."
CANNOT_WRITE = "Le disque, ou le dossier temporaire, refuse l’écriture. Vérifiez-les, puis recommencez"
WAITS = (
    "Les questions sont écrites dans « questions ». Déposez les réponses dans « answers », sous les mêmes"
    " noms, puis recommencez. Le service au travail regarde aussi."
)

TRIES = (
    "Le module lit les documents des mêmes personnes que pour de bon. Rien n’est gardé de ce qu’il"
    " répond\u00a0; l’essai est noté au journal."
)


def counted(people: int, *, answers: int, abstentions: int, faults: int) -> str:
    """Say about how many people a module was asked, and what came back."""
    parts = (
        count(people, "personne", "personnes"),
        count(answers, "réponse", "réponses"),
        count(abstentions, "abstention", "abstentions"),
        f"{faults}\u00a0sans réponse valable",
    )
    return ", ".join(parts)


def replayed_in_words(same: int, different: int, *, left_out: int) -> str:
    """Say how many answers came back the same, and how many were not asked for again, whatever the reason."""
    parts = (
        count(same, "réponse identique", "réponses identiques"),
        count(different, "autre", "autres"),
        *([count(left_out, "laissée de côté", "laissées de côté")] if left_out else []),
    )
    return f"{', '.join(parts)}."


def summed_up(card: ModuleCard, asking: ModuleAsking) -> str:
    """Say what came of an asking, in a line."""
    told = counted(
        asking.people, answers=asking.answers, abstentions=asking.abstentions, faults=asking.faults
    )
    return (
        f"{card.name} {card.version}\u00a0: {told}, {asking.first} à {asking.last}."
        f" Interrogation {asking.public_id}."
    )
