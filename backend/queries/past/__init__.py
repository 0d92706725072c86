"""Past days: the book as it was, what was known then, who changed what, which months are closed."""
