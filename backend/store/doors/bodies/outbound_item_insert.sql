    IF EXISTS (SELECT 1 FROM inserted
                WHERE NOT EXISTS (
                    SELECT 1 FROM outbound_file
                     WHERE outbound_file.id = inserted.file_id AND outbound_file.made_by = @who
                       AND ABS(DATEDIFF(minute, outbound_file.made_at, SYSUTCDATETIME())) <= 10))
        THROW 51102, N'fidesk:door_name', 1;
