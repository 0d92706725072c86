"""What stands over its line, and whose doing it is."""
