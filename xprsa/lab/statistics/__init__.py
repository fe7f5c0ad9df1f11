"""The statistics of the audit lab, on tallies: SciPy’s where it has them, written here where it has not."""
