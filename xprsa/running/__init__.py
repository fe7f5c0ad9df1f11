"""What pages, commands and the worker share: one running service, its clock, log and upkeep."""
