"""« Je n'ai pas pu »: on which days, and why in one word."""

from dataclasses import dataclass
from enum import StrEnum

WHOLE_WEEK = (1, 2, 3, 4, 5, 6, 7)


class PreventedReason(StrEnum):
    """Reasons of « je n'ai pas pu »: no proof, no medical text."""

    HEALTH = "health"
    CHILDCARE = "childcare"
    TRANSPORT = "transport"
    APPOINTMENT = "appointment"
    NO_OFFER = "no_offer"
    NO_INTERNET = "no_internet"
    FAMILY_EVENT = "family_event"
    RATHER_SAY = "rather_say"
    OTHER = "other"


REASON_LABELS = {
    PreventedReason.HEALTH: "Santé (moi ou un proche)",
    PreventedReason.CHILDCARE: "Garde d’enfants",
    PreventedReason.TRANSPORT: "Transport",
    PreventedReason.APPOINTMENT: "Rendez-vous ou démarche obligatoire",
    PreventedReason.NO_OFFER: "Aucune activité proposée",
    PreventedReason.NO_INTERNET: "Pas d’accès à internet",
    PreventedReason.FAMILY_EVENT: "Événement familial",
    PreventedReason.RATHER_SAY: "Je préfère en parler",
    PreventedReason.OTHER: "Autre",
}


@dataclass(frozen=True, slots=True)
class Prevented:
    """« Je n'ai pas pu »: the whole week or some days, beside whatever hours were done.

    :ivar days: ISO days, sorted; all seven for the whole week.
    :ivar reason: None once forgotten (3 months), or when the reader may not know it.
    :raises ValueError: when made with other days than these.
    """

    days: tuple[int, ...]
    reason: PreventedReason | None = None

    def __post_init__(self) -> None:
        require_iso_days(self.days)

    @property
    def is_whole_week(self) -> bool:
        """Tell whether no day was possible."""
        return self.days == WHOLE_WEEK


def require_iso_days(days: tuple[int, ...]) -> None:
    """Hold days to ISO numbers, in order, each once.

    :raises ValueError: for any others.
    """
    if days and (days != tuple(sorted(set(days))) or days[0] < 1 or days[-1] > 7):
        raise ValueError("days go from 1 to 7, in order, each once")
