"""P-values of many tests, adjusted for their being many."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust so that even one false alarm stays as rare as the level (Holm, 1979), in the order given.

    :raises ValueError: when one is not between 0 and 1.
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("a p-value lies between 0 and 1")
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(p_values[index] * (len(p_values) - rank), 1.0))
        adjusted[index] = largest
    return tuple(adjusted)
