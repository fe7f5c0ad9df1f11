"""What the service keeps: the only place that speaks SQL."""
