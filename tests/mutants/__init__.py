"""Mutated copies of our own workbooks, and a second reader that judges what is taken."""
