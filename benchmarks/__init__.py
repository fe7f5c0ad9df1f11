"""How fast and how light the product is, as ratios to a floor measured at the same moment (`make bench`)."""
