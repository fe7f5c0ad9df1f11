"""The rules of a territory: read by its staff, changed by dated versions, carried as a file."""
