"""Sample data: real banks from public directories, invented banks, lines and deals."""
