"""The battery: fictitious people in pairs that differ in one thing, shuffled into decks of questions."""
