"""Found a desk: what it needs before its first day."""
