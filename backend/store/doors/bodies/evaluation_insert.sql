    IF EXISTS (SELECT 1 FROM inserted WHERE state <> N'proposed' OR checker IS NOT NULL)
        THROW 51106, N'fidesk:door_state', 1;
