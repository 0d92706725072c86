    IF EXISTS (SELECT 1 FROM inserted WHERE login = @who)
        THROW 51105, N'fidesk:door_hands', 1;
