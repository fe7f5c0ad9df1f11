"""A weekly diary as somebody writes it who has just read Django's tutorial: the peer of benchmark P."""
