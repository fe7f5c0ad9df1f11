"""Nothing is wrong with these modules: they must never be blamed, not even one that is slow or useless."""

import time
from collections.abc import Sequence

from xprsa.domain.week import Week
from xprsa.lab.planted.fair import fair_answer, planted
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Measures, NumberScale, Row

SLEEP = 0.0002  # seconds
_RECENT = 8  # weeks
_SIDE = 12  # weeks on each side: over fewer, uneven hours alone bring many beyond any threshold
_FROM_FALL_TO_RISE = NumberScale(lowest=-100.0, highest=100.0, worse="lower", threshold=-95.0)


@planted(title="Règle juste", flaw="Aucun défaut.")
def fair_rule(documents: Sequence[Row]) -> Reply:
    """Reply in proportion to the effort in the weeks that compare; nothing else counts."""
    return fair_answer(documents)


@planted(title="Réponse constante", flaw="Répond 60 à tout le monde.")
def constant(documents: Sequence[Row]) -> Reply:
    """Reply 60, or abstain where the fair rule does: useless, but unfair to nobody."""
    fair = fair_answer(documents)
    return fair if fair.abstains else Reply(value=60.0)


@planted(title="Lenteur", flaw="Attend deux dix-millièmes de seconde avant chaque réponse.")
def slow(documents: Sequence[Row]) -> Reply:
    """Reply fairly after a while, which must be measured."""
    time.sleep(SLEEP)
    return fair_answer(documents)


@planted(
    title="Tendance",
    flaw="Aucun défaut\u202f: mesure une tendance, et le dit.",
    scale=_FROM_FALL_TO_RISE,
    measures=Measures.TREND,
    fewest_weeks=2 * _SIDE,
)
def trend(documents: Sequence[Row]) -> Reply:
    """Reply with the share of the contract reached in the last twelve weeks, less the twelve before."""
    usable = [row for row in documents if row["comparable"] and row["target_minutes"]]
    if len(usable) < 2 * _SIDE:
        return Reply(abstains="Trop peu de semaines comparables pour dire une tendance.")
    early, late = _share(usable[-2 * _SIDE : -_SIDE]), _share(usable[-_SIDE:])
    return Reply(value=min(100.0, max(-100.0, 100 * (late - early))))


def _share(rows: Sequence[Row]) -> float:
    declared = sum(row["declared_minutes"] for row in rows)
    return float(declared / sum(row["target_minutes"] for row in rows))


@planted(
    title="Prudence",
    flaw="Aucun défaut\u202f: s’abstient quand des semaines récentes manquent, et le dit.",
    more_fields=("week",),
    abstains_when="Une des huit dernières semaines connues manque.",
)
def cautious(documents: Sequence[Row]) -> Reply:
    """Reply fairly to who declared each of the latest weeks."""
    weeks = [Week.parse(row["week"]) for row in documents[-_RECENT:]]
    if weeks and weeks[0].plus(len(weeks) - 1) != weeks[-1]:
        return Reply(abstains="Des semaines récentes manquent.")
    return fair_answer(documents)
