"""Keep: tables, migrations and triggers, for SQLite and SQL Server."""
