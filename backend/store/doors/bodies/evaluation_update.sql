    -- A proposal is confirmed or withdrawn by somebody else, who signs; a newer one withdraws it.
    IF EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.id = inserted.id
         WHERE deleted.state = N'withdrawn'
            OR NOT ((inserted.state IN (N'confirmed', N'withdrawn') AND deleted.state = N'proposed'
                     AND deleted.checker IS NULL AND inserted.checker = @who
                     AND CHARINDEX(N',check,', @held) > 0)
                    OR (inserted.state = N'withdrawn'
                        AND COALESCE(inserted.checker, N'') = COALESCE(deleted.checker, N'')
                        AND CHARINDEX(N',evaluate,', @held) > 0)))
        THROW 51106, N'fidesk:door_state', 1;
    IF EXISTS (SELECT 1 FROM inserted WHERE checker = @who AND maker = @who)
        THROW 51105, N'fidesk:door_hands', 1;
