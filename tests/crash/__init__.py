"""Processes killed and statements failing: all or nothing."""
