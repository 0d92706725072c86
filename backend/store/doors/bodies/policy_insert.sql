    -- What was ordered is added, and the steps beside it as they stand.
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE NOT EXISTS (SELECT 1 FROM policy AS standing
                            WHERE standing.operation = inserted.operation
                              AND standing.from_minor = inserted.from_minor
                              AND standing.hands = inserted.hands
                              AND standing.valid_from < inserted.valid_from)
           AND (CHARINDEX(N',parameter,', @held) = 0
                OR 1 < (SELECT TOP 1 policy.hands FROM policy
                         WHERE policy.operation = N'parameter' AND policy.valid_from <= @today
                         ORDER BY policy.valid_from DESC, policy.from_minor))
           AND NOT EXISTS (
            SELECT 1 FROM approval
             WHERE approval.command = N'SetPolicy' AND approval.state = N'applied'
               AND approval.changed_by = @who
               AND ABS(DATEDIFF(minute, approval.changed_at, SYSUTCDATETIME())) <= 10
               AND JSON_VALUE(approval.content, N'$.operation') = inserted.operation
               AND JSON_VALUE(approval.content, N'$.from_minor')
                   = CAST(inserted.from_minor AS NVARCHAR(20))
               AND JSON_VALUE(approval.content, N'$.hands') = CAST(inserted.hands AS NVARCHAR(20))
               AND JSON_VALUE(approval.content, N'$.valid_from')
                   = CONVERT(NVARCHAR(10), inserted.valid_from, 23)))
        THROW 51105, N'fidesk:door_hands', 1;
