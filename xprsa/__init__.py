"""XP RSA: the weekly declaration of activities, kept safely and read by a human."""
