"""The matters of the home sheet."""
