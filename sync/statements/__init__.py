"""Statements from files: the FDIC's export and our own plain table."""
