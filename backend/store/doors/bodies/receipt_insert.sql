    -- What was carried out was an order that the role lists; refusals are anybody's.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE outcome = N'done'
                  AND NOT ({commands}))
        THROW 51101, N'fidesk:door_right', 1;
