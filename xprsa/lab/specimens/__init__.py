"""Specimens: small, open re-creations, for study only, of the scores that the press names."""
