"""Reciprocity in pure functions: what flows each way, how balanced it is, how it is assessed."""
