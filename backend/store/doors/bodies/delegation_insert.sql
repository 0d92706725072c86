    IF EXISTS (SELECT 1 FROM inserted WHERE principal <> @who OR ended <> 0)
        THROW 51102, N'fidesk:door_name', 1;
