"""Breaks: the three books compared, and what their sheet shows."""
