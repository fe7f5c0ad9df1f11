"""What anybody may read: rights, help, accessibility, legal notice, in the territory's words and colour."""
