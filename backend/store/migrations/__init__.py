"""Migrations, in order; a database is never written to by a program of another schema."""
