    IF EXISTS (SELECT 1 FROM inserted
                WHERE NOT EXISTS (
                    SELECT 1 FROM approval
                     WHERE approval.command = N'CloseMonth' AND approval.state = N'applied'
                       AND approval.maker = inserted.maker AND inserted.checker = @who
                       AND approval.changed_by = @who
                       AND approval.changed_at = inserted.closed_at))
        THROW 51105, N'fidesk:door_hands', 1;
