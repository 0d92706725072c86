    IF EXISTS (SELECT 1 FROM inserted WHERE maker <> @who OR state <> N'awaiting_check')
        THROW 51106, N'fidesk:door_state', 1;
