"""Papers: what they say, what they keep, and that they are two pages."""
