"""What a territory tells of itself, week by week: counts of people, published once."""
