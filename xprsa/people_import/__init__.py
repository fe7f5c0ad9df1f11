"""The contracts, the people they concern, and how both come in from a file."""
