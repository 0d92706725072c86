"""What each sheet is, declared once: columns, cells, labels, and what may be edited."""
