"""Our books against the books of others."""
