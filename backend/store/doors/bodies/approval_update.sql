    -- Who signs, signs now, and was in no other place of the order, in person or through somebody.
    IF EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.number = inserted.number
         WHERE (inserted.state IN (N'applied', N'refused', N'awaiting_approval')
                AND (deleted.maker = @who OR deleted.checker = @who OR deleted.checker_for = @who))
            OR (inserted.state = N'withdrawn' AND deleted.maker <> @who)
            OR (deleted.state = N'awaiting_check'
                AND inserted.state IN (N'applied', N'refused', N'awaiting_approval')
                AND (COALESCE(inserted.checker, N'') <> @who
                     OR COALESCE(inserted.checked_at, inserted.made_at) <> inserted.changed_at))
            OR (deleted.state = N'awaiting_approval' AND inserted.state IN (N'applied', N'refused')
                AND (COALESCE(inserted.approver, N'') <> @who
                     OR COALESCE(inserted.approved_at, inserted.made_at) <> inserted.changed_at))
            OR (deleted.state NOT IN (N'awaiting_check', N'awaiting_approval')))
        THROW 51105, N'fidesk:door_hands', 1;
