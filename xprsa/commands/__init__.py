"""Commands that keep the service as a whole: set up, serve, work, check."""
