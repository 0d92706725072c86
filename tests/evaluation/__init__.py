"""Ratios, steps, statements, grades."""
