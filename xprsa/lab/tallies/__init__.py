"""The tallies: what millions of pairs come down to, in memory that does not grow with them."""
