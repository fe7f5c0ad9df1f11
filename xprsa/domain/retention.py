"""How long each thing is kept, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """A period in days, counted from `since`, with the source of the choice."""

    what: str
    days: int
    since: str
    source: str


# No text sets a period for this treatment: field practice is 24 months after the last activity.
PREVENTED_REASON = RetentionPeriod(
    "le motif de « je n’ai pas pu »", 92, "l’envoi de la semaine", "choix du service : trois mois"
)
DECLARATIONS = RetentionPeriod(
    "les semaines, leurs versions et les échanges",
    730,
    "le dernier envoi ou la dernière réponse",
    "usage constaté : 24 mois",
)
DRAFTS = RetentionPeriod("les brouillons", 63, "leur dernier enregistrement", "choix du service")
AUDIT = RetentionPeriod(
    "le journal des accès et des actions",
    365,
    "chaque événement",
    "CNIL, délibération 2021-122 : 6 à 12 mois",
)
SIGN_IN_CODES = RetentionPeriod(
    "les codes de connexion, et ceux d’un changement de contact", 1, "leur envoi", "choix du service"
)
# As long as a network stays known to its owner, whom an attack from elsewhere then does not slow down.
SIGN_INS = RetentionPeriod(
    "les connexions et les téléphones reconnus", 90, "leur début, leur dernier usage", "choix du service"
)
KEPT_TEXTS = RetentionPeriod(
    "le texte tapé après une déconnexion, s’il n’est pas repris", 8, "la connexion", "choix du service"
)
MESSAGES = RetentionPeriod("les courriels et SMS envoyés", 30, "leur envoi", "choix du service")
# As long as an import can be undone as a whole.
IMPORTS = RetentionPeriod(
    "ce qu’un import a changé, tel que c’était avant", 7, "l’import", "choix du service"
)

PERIODS = (
    PREVENTED_REASON,
    DECLARATIONS,
    DRAFTS,
    AUDIT,
    SIGN_IN_CODES,
    SIGN_INS,
    KEPT_TEXTS,
    MESSAGES,
    IMPORTS,
)
