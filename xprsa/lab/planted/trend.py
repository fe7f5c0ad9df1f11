"""Nothing is wrong with this module: it tells where the effort goes, and its card says so."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Measures, NumberScale, Row

SIDE = 12  # weeks on each side: over fewer, uneven hours alone bring many beyond any threshold
_SCALE = NumberScale(lowest=-100.0, highest=100.0, worse="lower", threshold=-95.0)


class Trend:
    """The share of the contract reached in the last twelve weeks that compare, less the twelve before."""

    card = planted_card(
        "trend",
        title="Tendance",
        flaw="Aucun défaut\u202f: mesure une tendance, et le dit.",
        scale=_SCALE,
        measures=Measures.TREND,
        fewest_weeks=2 * SIDE,
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply with how far the latest weeks lie from those before."""
        usable = [row for row in documents if row["comparable"] and row["target_minutes"]]
        if len(usable) < 2 * SIDE:
            return Reply(abstains="Trop peu de semaines comparables pour dire une tendance.")
        early, late = _share(usable[-2 * SIDE : -SIDE]), _share(usable[-SIDE:])
        return Reply(value=min(100.0, max(-100.0, 100 * (late - early))))


def _share(rows: Sequence[Row]) -> float:
    declared = sum(row["declared_minutes"] for row in rows)
    return float(declared / sum(row["target_minutes"] for row in rows))


module = Trend()
