    IF EXISTS (SELECT 1 FROM inserted
                WHERE state = N'closed' OR treated_by <> N'' OR change_slip <> N'')
        THROW 51106, N'fidesk:door_state', 1;
