"""The judging: from tallies to findings, effect first, chance second."""
