    IF EXISTS (SELECT 1 FROM inserted WHERE @who NOT IN (principal, delegate))
        THROW 51102, N'fidesk:door_name', 1;
