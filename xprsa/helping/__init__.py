"""Scoring modules that ship with the house to help people; nothing asks one until somebody activates it."""
