"""Restore a backup: replayed and compared, or nothing at all."""
