"""Look: read-only questions to the vault."""
