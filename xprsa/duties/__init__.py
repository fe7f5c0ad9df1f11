"""What we owe people, and how we keep it: counted each day, read by managers and by the people themselves."""
