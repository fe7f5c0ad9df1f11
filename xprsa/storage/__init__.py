"""The memory of the service: the only place that speaks SQL."""
