    IF EXISTS (SELECT 1 FROM inserted
                WHERE NOT EXISTS (
                    SELECT 1 FROM submission
                     WHERE submission.id = inserted.submission_id AND submission.maker = @who
                       AND ABS(DATEDIFF(minute, submission.recorded_at, SYSUTCDATETIME())) <= 10))
        THROW 51102, N'fidesk:door_name', 1;
