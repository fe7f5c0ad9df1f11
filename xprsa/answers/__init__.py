"""What scoring modules answer about people: asked for, read by a human, seen and contested by the person."""
