"""Parts alone: no database server, no office."""
