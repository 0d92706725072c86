"""The review campaign of a year."""
