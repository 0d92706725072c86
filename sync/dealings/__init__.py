"""Dealings: what branches return, and a sample of two years for trying things out."""
