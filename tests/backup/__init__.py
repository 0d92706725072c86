"""Backups: made, checked, restored by replay, drilled; attacked and killed meanwhile."""
