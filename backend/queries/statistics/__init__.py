"""Statistics of the lines."""
