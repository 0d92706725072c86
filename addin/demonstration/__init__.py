"""The demonstration: what staff do in a day, chapter by chapter, on a database of its own."""
