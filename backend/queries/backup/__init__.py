"""The whole database as a backup keeps it."""
