"""What machines read of what left, by tokens that managers make."""
