"""The home sheet: what waits for whom."""
