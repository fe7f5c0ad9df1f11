"""A person declares a week, reads it back, corrects it, and sees who looked."""
