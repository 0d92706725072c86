"""Verify: what stands against what was recorded, count by count."""
