    -- Where the policy asks several hands for a parameter, an order of them was carried out now.
    IF (CHARINDEX(N',parameter,', @held) = 0
        OR 1 < (SELECT TOP 1 policy.hands FROM policy
                 WHERE policy.operation = N'parameter' AND policy.valid_from <= @today
                 ORDER BY policy.valid_from DESC, policy.from_minor))
       AND NOT EXISTS (SELECT 1 FROM approval
                        WHERE approval.operation = N'parameter' AND approval.state = N'applied'
                          AND approval.changed_by = @who
                          AND ABS(DATEDIFF(minute, approval.changed_at, SYSUTCDATETIME())) <= 10)
        THROW 51105, N'fidesk:door_hands', 1;
