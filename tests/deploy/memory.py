"""How much memory a server holds, and whether it grows."""

from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression

_SHARE_TO_WARM_UP = 4  # the first quarter is not looked at: what is needed is loaded then


def held_by(processes: Sequence[int]) -> float:
    """Give what processes hold together, in megabytes; what they share is counted once.

    Pages of files are left out: their share grows whenever another program that reads them ends.
    """
    return sum(_proportional(process) for process in processes) / 1024


def _proportional(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))


def growth(samples: Sequence[tuple[float, float]]) -> float:
    """Give by how many megabytes memory grew over the last three quarters, along the line that fits best.

    :param samples: second and megabytes.
    """
    looked_at = samples[len(samples) // _SHARE_TO_WARM_UP :]
    seconds = [second for second, _ in looked_at]
    slope = linear_regression(seconds, [megabytes for _, megabytes in looked_at]).slope
    return slope * (seconds[-1] - seconds[0])
