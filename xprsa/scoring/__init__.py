"""The border: the published forms, all that a scoring module can ever know or say."""
