"""The exchange by name with the SI Plateforme: weeks of activity out, signed contracts in; off by default."""
