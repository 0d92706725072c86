"""The doors of SQL Server: what a person's own login may read and write there, deny unless listed.

Two walls stand one behind the other. Database roles (`rights`, `grants`) let a login read the
tables, insert into doors and update named business columns, and nothing else. Triggers
(`guards`, `bodies/*.sql`) then ask of every row that somebody else than the database's owner
writes: who speaks, when, under which permission, for which unit. Balances, paths, due rows, the
audit and its marks are written by triggers alone: they reach them by ownership chaining, which is
why no trigger may hold dynamic SQL.

On SQLite nothing of this applies: whoever holds the file may alter it.
"""

from backend.store.doors.guards import guards

__all__ = ["guards"]
