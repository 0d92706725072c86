"""Many processes at once on shared lines."""
