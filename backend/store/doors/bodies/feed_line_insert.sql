    IF EXISTS (SELECT 1 FROM inserted
                WHERE NOT EXISTS (
                    SELECT 1 FROM feed_file
                     WHERE feed_file.id = inserted.file_id AND feed_file.taken_by = @who
                       AND ABS(DATEDIFF(minute, feed_file.taken_at, SYSUTCDATETIME())) <= 10))
        THROW 51102, N'fidesk:door_name', 1;
