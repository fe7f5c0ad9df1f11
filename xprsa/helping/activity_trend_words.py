"""The words of `activity-trend`: what was seen, and what could be proposed; both sides read them."""

from collections.abc import Iterator, Mapping

from xprsa.helping.activity_trend_card import FEWEST_WEEKS
from xprsa.helping.activity_trend_rule import Comparison, Movement, WeeksCompared

TOTAL = "total"

LABELS: Mapping[str, str] = {
    "work": "Travail",
    "search": "Recherche d’emploi",
    "project": "Projet et compétences",
    "access": "Démarches personnelles",
    "other": "Autres actions de mon contrat",
    TOTAL: "Total",
}

SEEN: Mapping[Movement, str] = {
    Movement.ROSE: "{what} en hausse\u00a0: {after} par semaine en moyenne, {before} avant.",
    Movement.FELL: "{what} en baisse\u00a0: {after} par semaine en moyenne, {before} avant.",
    Movement.STOPPED: "{what}\u00a0: cela s’est arrêté. C’était {before} par semaine en moyenne.",
    Movement.BEGAN: "{what}\u00a0: cela a commencé. C’est {after} par semaine en moyenne.",
    Movement.STEADY: "{what} sans changement net\u00a0: {after} par semaine en moyenne, {before} avant.",
}

WHEN_LESS: Mapping[str, str] = {
    TOTAL: "un appel, pour demander ce qui a changé et ce qui aiderait",
    "work": "voir si un emploi s’est terminé, et ce qui pourrait suivre",
    "search": "demander ce qui gêne la recherche\u00a0: garde, transport, internet, réponses qui manquent",
    "project": "voir si l’étape est finie, et laquelle vient ensuite",
    "access": "demander si la démarche est réglée, ou si une aide manque",
    "other": "demander si l’action est finie, et par quoi continuer",
}
WHEN_MORE: Mapping[str, str] = {
    TOTAL: "dire que cela se voit, et demander ce qui a aidé",
    "work": "voir si le contrat d’engagement convient encore avec ces heures",
    "search": "un appui pour les candidatures en cours",
    "project": "demander ce qu’il faut pour aller au bout",
    "access": "une aide pour ces démarches, qui prennent du temps",
    "other": "demander comment cela se passe, et ce qui aiderait",
}
PROPOSED: Mapping[Movement, Mapping[str, str]] = {
    Movement.ROSE: WHEN_MORE,
    Movement.BEGAN: WHEN_MORE,
    Movement.FELL: WHEN_LESS,
    Movement.STOPPED: WHEN_LESS,
    Movement.STEADY: {},
}

NO_FAULT = "Une baisse n’est pas une faute\u00a0: c’est une raison de prendre des nouvelles."
NOTHING_DONE = "Aucune activité dans ces semaines, ni avant."
NOTHING_DONE_PROPOSED = "un appel, pour demander ce qui serait possible et ce qui manque"
NOTHING_MOVED = "Rien de particulier à proposer."
COMPARED = "Comparé\u00a0: les {weeks} dernières semaines comparables, aux {weeks} d’avant."
LEFT_OUT = "Les semaines sans déclaration et les semaines non comparables ne comptent pas."


def reasons(seen: WeeksCompared) -> tuple[str, ...]:
    """Say the total, each family that moved, what could be proposed for each, and what was compared."""
    return tuple(_sentences(seen))


def too_few(*, comparable: int) -> str:
    """Say why nothing is said.

    :param comparable: weeks that compare, under whichever duration.
    """
    if comparable < FEWEST_WEEKS:
        return f"Moins de {FEWEST_WEEKS} semaines déclarées et comparables\u00a0: rien n’est dit."
    return (
        f"La durée prévue a changé\u00a0: moins de {FEWEST_WEEKS} semaines sous la nouvelle, rien n’est dit."
    )


def spoken(minutes: int) -> str:
    """Write minutes as the pages do: `2 h 30`, `45 min`, `0 h` (no-break spaces)."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours}\u00a0h\u00a0{rest:02d}"
    return f"{hours}\u00a0h" if hours or not rest else f"{rest}\u00a0min"


def _sentences(seen: WeeksCompared) -> Iterator[str]:
    if not any((*seen.total.earlier, *seen.total.latest)):
        yield NOTHING_DONE
        yield _proposal(NOTHING_DONE_PROPOSED)
    else:
        yield from _told(TOTAL, seen.total)
        if seen.total.movement in (Movement.FELL, Movement.STOPPED):
            yield NO_FAULT
        for name, family in seen.moved.items():
            yield from _told(name, family)
        if seen.total.movement is Movement.STEADY and not seen.moved:
            yield NOTHING_MOVED
    yield COMPARED.format(weeks=len(seen.total.latest))
    yield LEFT_OUT


def _told(name: str, minutes: Comparison) -> Iterator[str]:
    yield SEEN[minutes.movement].format(
        what=LABELS[name], before=spoken(minutes.before), after=spoken(minutes.after)
    )
    if name in PROPOSED[minutes.movement]:
        yield _proposal(PROPOSED[minutes.movement][name])


def _proposal(words: str) -> str:
    return f"À proposer\u00a0: {words}."
