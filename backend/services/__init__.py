"""Act: one transaction each; the only code that writes."""
