"""Backups of all that a service keeps: made, read back, restored, and let go after some time."""
