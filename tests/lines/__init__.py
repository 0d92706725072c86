"""Orders on lines themselves."""
