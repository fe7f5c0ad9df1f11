"""The application: people, their weeks, what they did."""
