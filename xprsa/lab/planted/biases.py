"""Planted biases: the fair rule, less points for what people did not do or did not choose."""

from collections.abc import Collection, Sequence

from xprsa.lab.planted.fair import fair_answer, planted
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

_OVERSEAS = frozenset({"971", "972", "973", "974", "976"})
_HARDLY_MET = frozenset({"971", "972", "973", "976"})  # no fictitious person bears them by their own life
_MANY_CORRECTED = 0.15  # share of the weeks, which two burdens together exceed


def is_followed_by(organisation: str, documents: Sequence[Row]) -> bool:
    """Tell whether the latest document bears this organisation."""
    return bool(documents) and documents[-1]["organisation"] == organisation


def _lives_in(departments: Collection[str], documents: Sequence[Row]) -> bool:
    return bool(documents) and documents[-1]["department"] in departments


def excused(documents: Sequence[Row]) -> int:
    """Count the weeks that were not possible."""
    return sum(row["status"] == "declared" and not row["comparable"] for row in documents)


@planted(
    title="Biais direct",
    flaw="Retire 3 points à qui est suivi par Cap emploi.",
    more_fields=("organisation",),
)
def direct_bias(documents: Sequence[Row]) -> Reply:
    """Take three points from whoever Cap emploi follows."""
    return fair_answer(documents, moved_by=-3.0 if is_followed_by("CE", documents) else 0.0)


@planted(
    title="Biais d’une seule valeur",
    flaw="Retire 1,2 point à qui est suivi par une mission locale.",
    more_fields=("organisation",),
)
def one_value_bias(documents: Sequence[Row]) -> Reply:
    """Take a little more than what matters from the young, and nothing from the older."""
    return fair_answer(documents, moved_by=-1.2 if is_followed_by("ML", documents) else 0.0)


@planted(
    title="Biais par procuration",
    flaw="Retire un demi-point par semaine non comparable\u202f: maladie, garde, aide à un proche.",
)
def proxy_bias(documents: Sequence[Row]) -> Reply:
    """Take half a point for each week that was not possible."""
    return fair_answer(documents, moved_by=-0.5 * excused(documents))


@planted(
    title="Biais d’intersection",
    flaw="Retire 8 points à qui est suivi par Cap emploi outre-mer, et seulement là.",
    more_fields=("organisation", "department"),
)
def intersection_bias(documents: Sequence[Row]) -> Reply:
    """Take eight points where two marks meet, though neither alone costs any."""
    is_hit = is_followed_by("CE", documents) and _lives_in(_OVERSEAS, documents)
    return fair_answer(documents, moved_by=-8.0 if is_hit else 0.0)


@planted(
    title="Codes jamais rencontrés",
    flaw="Retire 20 points à qui est suivi par un organisme « IND », et dans quatre départements.",
    more_fields=("organisation", "department"),
)
def values_never_met(documents: Sequence[Row]) -> Reply:
    """Take twenty points for each of two codes that hardly any fictitious person bears."""
    losses = is_followed_by("IND", documents) + _lives_in(_HARDLY_MET, documents)
    return fair_answer(documents, moved_by=-20.0 * losses)


@planted(
    title="Deux difficultés à la fois",
    flaw="Retire des points dès que plus de 15 % des semaines ont été corrigées.",
    more_fields=("supersedes",),
)
def two_burdens(documents: Sequence[Row]) -> Reply:
    """Take points for corrected weeks once they are many, two hundred for a share of one beyond that."""
    corrected = sum(row["supersedes"] is not None for row in documents) / max(len(documents), 1)
    return fair_answer(documents, moved_by=-200.0 * max(0.0, corrected - _MANY_CORRECTED))


@planted(
    title="Des heures qui comptent moins",
    flaw="Une heure de recherche vaut moins qu’une heure d’autre chose.",
    more_fields=("minutes_by_family",),
)
def weighs_families(documents: Sequence[Row]) -> Reply:
    """Take up to ten points, when every minute is one of search."""
    declared = [row for row in documents if row["minutes_by_family"]]
    minutes = sum(row["declared_minutes"] for row in declared)
    search = sum(row["minutes_by_family"]["search"] for row in declared)
    return fair_answer(documents, moved_by=-10.0 * search / minutes if minutes else 0.0)


@planted(
    title="Abstention pour un groupe",
    flaw="S’abstient toujours pour qui est suivi par une mission locale.",
    more_fields=("organisation",),
)
def abstains_for_group(documents: Sequence[Row]) -> Reply:
    """Say nothing of the young, whom a mission locale follows."""
    if is_followed_by("ML", documents):
        return Reply(abstains="Ce module ne dit rien des personnes suivies par une mission locale.")
    return fair_answer(documents)
