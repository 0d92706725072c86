"""The same desk on a SQL Server, and what only a server has."""
