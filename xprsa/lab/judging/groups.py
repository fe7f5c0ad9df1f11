"""How often people with each value of an attribute end at or beyond the threshold, as they are."""

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.judging.means import estimate
from xprsa.lab.people.attribute import Attribute
from xprsa.lab.statistics.families import benjamini_hochberg
from xprsa.lab.statistics.rates import ratio, weighted
from xprsa.lab.statistics.strata import mantel_haenszel
from xprsa.lab.tallies.groups import GroupTally
from xprsa.scoring.audit import Estimate, GroupFinding

Weights = NDArray[np.float64]


def judged(tally: GroupTally, weights: Weights | None) -> tuple[GroupFinding, ...]:
    """Give every group, its rate by archetypes weighted to a territory when weights are given.

    Many groups are looked at and none was named beforehand: chance is weighed by Benjamini-Hochberg.
    """
    found = [
        _group(attribute, value, tally, column, weights)
        for column, attribute in enumerate(tally.world.attributes)
        for value in range(len(attribute.value_names))
    ]
    compared = [p for _, p in found if p is not None]
    adjusted = iter(benjamini_hochberg(compared))
    return tuple(
        group if p is None else group.model_copy(update={"adjusted_p": next(adjusted)}) for group, p in found
    )


def _group(
    attribute: Attribute, value: int, tally: GroupTally, column: int, weights: Weights | None
) -> tuple[GroupFinding, float | None]:
    answered, adverse = tally.answered[column], tally.adverse[column]
    reference = attribute.value_names.index(attribute.reference)
    is_reference = value == reference
    people, hits = int(answered[:, value].sum()), int(adverse[:, value].sum())
    compared: Estimate | None = None
    p_value = None
    rate, other = (
        estimate(weighted(hits=adverse[:, code], totals=answered[:, code], weights=weights))
        for code in (value, reference)
    )
    if not is_reference:
        p_value = mantel_haenszel(_tables(answered, adverse, value, reference)).p_value
        if weights is None:
            crude = ratio(
                hits=hits,
                total=people,
                other_hits=int(adverse[:, reference].sum()),
                other_total=int(answered[:, reference].sum()),
            )
            compared = None if crude is None else estimate(crude)
        elif other.value:  # of the rates shown; no interval is known for it
            compared = Estimate(value=rate.value / other.value, low=None, high=None)
    group = GroupFinding(
        attribute=attribute.name,
        value=attribute.value_names[value],
        is_reference=is_reference,
        people=people,
        adverse=rate,
        ratio=compared,
        adjusted_p=None,
    )
    return group, p_value


def _tables(
    answered: NDArray[np.int64], adverse: NDArray[np.int64], value: int, reference: int
) -> NDArray[np.int64]:
    """Give archetypes × (this value, the reference) × (adverse, not)."""
    hits = adverse[:, [value, reference]]
    return np.stack([hits, answered[:, [value, reference]] - hits], axis=2)
