"""Dealings and reciprocity: what flows each way."""
