"""Planted modules: each with one known flaw, or none, so that the lab can be audited itself."""
