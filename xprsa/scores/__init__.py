"""The register of scoring modules: proposed, answered for, confirmed by two, stopped, and public."""
