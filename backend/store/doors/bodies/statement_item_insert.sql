    IF EXISTS (SELECT 1 FROM inserted
                WHERE NOT EXISTS (
                    SELECT 1 FROM statement
                     WHERE statement.id = inserted.statement_id AND statement.loaded_by = @who
                       AND ABS(DATEDIFF(minute, statement.loaded_at, SYSUTCDATETIME())) <= 10))
        THROW 51102, N'fidesk:door_name', 1;
