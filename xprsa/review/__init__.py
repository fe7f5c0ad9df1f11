"""An adviser reads weeks: the caseload, a person, a week, and what is decided of each line."""
