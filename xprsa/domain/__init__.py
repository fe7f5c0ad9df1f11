"""The rules of the house, in plain Python: no framework, no database, no clock."""
