"""Fictitious people: a whole département that nobody lives in, to see the service at work."""
