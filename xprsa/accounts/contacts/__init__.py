"""A person changes their own phone or e-mail."""
