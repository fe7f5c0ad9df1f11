"""What advisers and people write to one another about a line, in plain words."""

from xprsa.domain.content import Activity

QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "training": (
        ("Quel organisme vous accueille ?", "Le centre de formation de Valbois, salle 4."),
        ("Le trajet est-il compris dans ces heures ?", "Non, je n’ai compté que les cours."),
        ("La formation continue-t-elle le mois prochain ?", "Oui, jusqu’au 18, puis un stage."),
    ),
    "job_search": (
        ("Quel métier visez-vous ?", "Agent d’accueil, ou un emploi de bureau."),
        ("Avez-vous eu des réponses ?", "Deux refus, et un appel prévu jeudi."),
    ),
    "workshop": (("De quel atelier s’agit-il ?", "L’atelier CV du mardi, à la médiathèque."),),
    "paid_work": (("Est-ce le même employeur que le mois dernier ?", "Oui, avec deux heures de plus."),),
    "personal_steps": (("Avez-vous besoin d’aide pour ce dossier ?", "Non merci, il est parti lundi."),),
    "volunteering": (("Est-ce toujours le samedi matin ?", "Oui, et parfois le mercredi."),),
    "mobility": (
        ("À quelle date passez-vous le code ?", "Le 12, si la place est confirmée."),
        ("Qui paie les leçons ?", "Une aide de la mission locale, pour moitié."),
    ),
    "caring": (("Avez-vous un relais certains jours ?", "Ma sœur vient le dimanche."),),
    "language": (("Le niveau du groupe vous convient-il ?", "Oui, le professeur parle lentement."),),
    "self_employment": (("Cela comprend-il le marché du samedi ?", "Oui, installation comprise."),),
}
ANY_QUESTION = (("Pouvez-vous m’en dire un peu plus ?", "Oui, je vous explique tout à notre rendez-vous."),)

ADJUSTED = (
    "Le trajet n’est pas compris dans cette activité.",
    "La pause de midi est retirée, comme convenu ensemble.",
    "La feuille de présence indique une heure de moins.",
)
SET_ASIDE = (
    "Cette heure figure déjà sur une autre ligne.",
    "Cette activité concerne la semaine d’après.",
)
CONTESTED = (
    "Mon contrat dit que le trajet est compris.",
    "Ce sont deux activités différentes, l’une après l’autre.",
    "Je n’ai pas pris de pause ce jour-là.",
)


def question_about(line: Activity) -> tuple[str, str]:
    """Give a question on this line and an answer to it, always the same for the same line."""
    known = QUESTIONS.get(line.kind, ANY_QUESTION)
    return known[int(line.line, 16) % len(known)]
