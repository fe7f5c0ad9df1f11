"""Signing in and out, codes and letters, the staff's access."""
