    -- Nobody changes the own role or unit.
    IF EXISTS (SELECT 1 FROM inserted JOIN deleted ON deleted.login = inserted.login
                WHERE inserted.login = @who
                  AND (inserted.role <> deleted.role OR inserted.unit_code <> deleted.unit_code))
        THROW 51105, N'fidesk:door_hands', 1;
