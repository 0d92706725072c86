"""Who speaks on a connection, and what that person holds: the beginning of every guard."""

from __future__ import annotations

from collections.abc import Sequence

from backend.store.tables import metadata

#: Whose login it is that speaks; of a Windows login, the part behind the domain.
SPEAKER = r"RIGHT(ORIGINAL_LOGIN(), CHARINDEX(N'\', REVERSE(N'\' + ORIGINAL_LOGIN())) - 1)"
#: Whether the connection is the owner's: migrations, restores and the sealing run so.
OWNER = "USER_NAME() = N'dbo' OR IS_ROLEMEMBER(N'db_owner') = 1"

_PRELUDE = f"""\
    IF {OWNER} RETURN;
    DECLARE @who NVARCHAR(128), @today DATE, @held NVARCHAR(4000), @units NVARCHAR(4000);
    SET @who = {SPEAKER};
    SELECT @today = MAX(day) FROM business_day;
    SELECT @held = N',' + STRING_AGG(permission.operation, N',') + N',' FROM permission
     WHERE permission.role IN (SELECT person.role FROM person WHERE {{hats}});
    SELECT @units = N',' + STRING_AGG(person.unit_code, N',') + N',' FROM person WHERE {{hats}};
    SET @held = COALESCE(@held, N',');
    SET @units = COALESCE(@units, N',');
"""
#: 代理: a delegate stands in for the principal, from day to day, with role and unit.
_HATS = """person.login = @who
        OR EXISTS (SELECT 1 FROM delegation
                    WHERE delegation.principal = person.login AND delegation.delegate = @who
                      AND delegation.ended = 0
                      AND @today BETWEEN delegation.from_date AND delegation.last_date)"""


def prelude() -> str:
    """Return the T-SQL that lets the owner pass and says who else speaks, with what rights."""
    return _PRELUDE.format(hats=_HATS if "delegation" in metadata.tables else "person.login = @who")


def listed(names: Sequence[str]) -> str:
    """Return names as a T-SQL list of texts."""
    return ", ".join(f"N'{name}'" for name in names)


def holds(operations: Sequence[str]) -> str:
    """Return the T-SQL condition that the person holds one of these operations."""
    found = " OR ".join(f"CHARINDEX(N',{one},', @held) > 0" for one in operations)
    return f"({found})"
