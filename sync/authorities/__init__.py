"""Public authorities: which foreign banks stand in a directory and belong among correspondents."""
