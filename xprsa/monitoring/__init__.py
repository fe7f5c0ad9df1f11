"""How the service is: figures for machines, and the same in words for managers."""
