"""Whether a receipt was given by this service: for whoever holds it."""
