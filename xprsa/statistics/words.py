"""What each figure of the statistics says, in words."""

from xprsa.domain.catalogue import FAMILY_LABELS, ActivityFamily
from xprsa.domain.statistic import WeekFact


def _some(family: ActivityFamily) -> str:
    return f"Une heure ou plus\u00a0: {FAMILY_LABELS[family]}"


LABELS = {
    WeekFact.ASKED: "Personnes invitées à déclarer cette semaine",
    WeekFact.DECLARED: "Semaine reçue",
    WeekFact.NOT_RECEIVED: "Semaine pas reçue",
    WeekFact.ONLINE: "Envoyée par la personne, sur internet",
    WeekFact.OTHERWISE: "Reçue autrement",
    WeekFact.WITH_HELP: "Avec une aide",
    WeekFact.ON_PAPER: "Sur papier",
    WeekFact.BY_PHONE: "Par téléphone",
    WeekFact.IN_FRENCH: "Langue de la personne\u00a0: français",
    WeekFact.IN_ANOTHER_LANGUAGE: "Une autre langue",
    WeekFact.ALL_DAYS_POSSIBLE: "Aucun jour impossible",
    WeekFact.SOME_DAYS_NOT: "Des jours impossibles, ou toute la semaine",
    WeekFact.NOTHING_PROPOSED: "Parce que nous n’avons rien proposé",
    WeekFact.OTHER_REASON: "Pour une autre raison, ou sans la dire",
    WeekFact.WITH_ACTIVITY: "Avec une activité",
    WeekFact.WITHOUT_ACTIVITY: "Sans activité",
    WeekFact.UNDER_15_HOURS: "Moins de 15 heures déclarées",
    WeekFact.FROM_15_HOURS: "15 heures déclarées ou plus",
    WeekFact.UNDER_5_HOURS: "Moins de 5 heures",
    WeekFact.FROM_5_HOURS: "De 5 à 15 heures",
    WeekFact.DECIDED: "Quelqu’un a répondu",
    WeekFact.NOT_DECIDED: "Personne n’a répondu\u00a0: notre silence a compté les heures",
    WeekFact.WITHIN_A_WEEK: "En sept jours ou moins",
    WeekFact.LATER: "Plus tard",
    WeekFact.CONTESTED: "La personne a contesté une décision",
    WeekFact.NOT_CONTESTED: "Aucune contestation",
    WeekFact.CONTEST_ANSWERED: "Quelqu’un d’autre en a décidé",
    WeekFact.CONTEST_NOT_ANSWERED: "Personne n’en a décidé",
    WeekFact.MORE_COUNTED: "Plus d’heures comptées qu’avant",
    WeekFact.NOT_MORE_COUNTED: "Pas plus d’heures comptées",
    WeekFact.WORK: _some(ActivityFamily.WORK),
    WeekFact.NO_WORK: "Moins, ou rien",
    WeekFact.SEARCH: _some(ActivityFamily.SEARCH),
    WeekFact.NO_SEARCH: "Moins, ou rien",
    WeekFact.PROJECT: _some(ActivityFamily.PROJECT),
    WeekFact.NO_PROJECT: "Moins, ou rien",
    WeekFact.ACCESS: _some(ActivityFamily.ACCESS),
    WeekFact.NO_ACCESS: "Moins, ou rien",
    WeekFact.OTHER: _some(ActivityFamily.OTHER),
    WeekFact.NO_OTHER: "Moins, ou rien",
}
CAPTIONS = {  # by the first part of a split
    "declared": "Participation",
    "online": "Comment la semaine est arrivée",
    "with_help": "Reçue autrement\u00a0: comment",
    "in_french": "Langue",
    "all_days_possible": "«\u00a0Je n’ai pas pu\u00a0»",
    "nothing_proposed": "Pourquoi des jours étaient impossibles",
    "with_activity": "Activités",
    "work": FAMILY_LABELS[ActivityFamily.WORK],
    "search": FAMILY_LABELS[ActivityFamily.SEARCH],
    "project": FAMILY_LABELS[ActivityFamily.PROJECT],
    "access": FAMILY_LABELS[ActivityFamily.ACCESS],
    "other": FAMILY_LABELS[ActivityFamily.OTHER],
    "from_15_hours": "Heures déclarées",
    "from_5_hours": "Moins de 15 heures\u00a0: le détail",
    "decided": "Nos réponses",
    "within_a_week": "Notre délai",
    "contested": "Contestations",
    "contest_answered": "Contestations décidées",
    "more_counted": "Ce que les contestations ont changé",
}
