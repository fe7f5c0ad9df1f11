"""How long each thing is kept, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """A period in days, counted from `since`, with the source of the choice.

    :ivar code: its name in the database.
    :ivar notice_hours: what is about to go is announced for so long; so it goes so much later at most.
    """

    code: str
    what: str
    days: int
    since: str
    source: str
    notice_hours: int = 1


# No text sets a period for this treatment: field practice is 24 months after the last activity.
PREVENTED_REASON = RetentionPeriod(
    "prevented_reason",
    "le motif de « je n’ai pas pu »",
    92,
    "l’envoi de la semaine",
    "choix du service : trois mois",
    notice_hours=48,
)
DECLARATIONS = RetentionPeriod(
    "declarations",
    "les semaines, leurs versions, les échanges et ce que des modules ont répondu",
    730,
    "le dernier envoi ou la dernière réponse",
    "usage constaté : 24 mois",
    notice_hours=168,
)
DRAFTS = RetentionPeriod(
    "drafts",
    "les brouillons",
    63,
    "leur dernier enregistrement",
    "choix du service",
    notice_hours=48,
)
AUDIT = RetentionPeriod(
    "audit",
    "le journal des accès et des actions",
    365,
    "chaque événement",
    "CNIL, délibération 2021-122 : 6 à 12 mois",
    notice_hours=168,
)
CONTACT_NOTES = RetentionPeriod(
    "contact_notes",
    "les notes d’appel et de visite, avec chaque version",
    365,
    "chaque version",
    "choix du service : un an",
    notice_hours=168,
)
SIGN_IN_CODES = RetentionPeriod(
    "sign_in_codes",
    "les codes de connexion, et ceux d’un changement de contact",
    1,
    "leur envoi",
    "choix du service",
)
# As long as a network stays known to its owner, whom an attack from elsewhere then does not slow down.
SIGN_INS = RetentionPeriod(
    "sign_ins",
    "les connexions et les téléphones reconnus",
    90,
    "leur début, leur dernier usage",
    "choix du service",
)
KEPT_TEXTS = RetentionPeriod(
    "kept_texts",
    "le texte tapé après une déconnexion, s’il n’est pas repris",
    8,
    "la connexion",
    "choix du service",
)
SEARCHES = RetentionPeriod(
    "searches",
    "les mots que l’équipe a cherchés, si elle ne s’est pas déconnectée",
    1,
    "la dernière page ouverte",
    "choix du service",
)
MESSAGES = RetentionPeriod(
    "messages",
    "les courriels et SMS envoyés",
    30,
    "leur envoi",
    "choix du service",
)
TRIES = RetentionPeriod(
    "tries",
    "le décompte des essais de connexion et des codes envoyés, sans adresse lisible",
    7,
    "le dernier essai",
    "choix du service",
)
# As long as an import can be undone as a whole.
IMPORTS = RetentionPeriod(
    "imports",
    "ce qu’un import a changé, tel que c’était avant",
    7,
    "l’import",
    "choix du service",
)
# Counted, not dated: as many as `deploy/` keeps of those that it makes each night.
BACKUPS = RetentionPeriod(
    "backups",
    "les sauvegardes, où ce qui est effacé reste jusque-là",
    14,
    "leur date",
    "choix du service : une par nuit, quatorze gardées",
)

PERIODS = (
    PREVENTED_REASON,
    DECLARATIONS,
    DRAFTS,
    AUDIT,
    CONTACT_NOTES,
    SIGN_IN_CODES,
    SIGN_INS,
    KEPT_TEXTS,
    SEARCHES,
    MESSAGES,
    TRIES,
    IMPORTS,
)
TOLD = (*PERIODS, BACKUPS)  # the worker deletes what PERIODS say; whoever makes backups lets them go
