"""The border: the published document, all that a scoring module can ever know."""
