    -- What is to be left as it is is closed by another person than who said so; all else by its
    -- evidence, which a comparison of that moment found, under its number.
    IF EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.number = inserted.number
         WHERE inserted.state = N'closed' AND deleted.state <> N'closed'
           AND NOT (deleted.state = N'awaiting_check' AND deleted.treated_by <> @who
                    AND CHARINDEX(N',check,', @held) > 0)
           AND NOT (CHARINDEX(N',reconcile,', @held) > 0
                    AND EXISTS (SELECT 1 FROM reconciliation
                                 WHERE reconciliation.id = inserted.submission_id
                                   AND reconciliation.made_by = @who
                                   AND reconciliation.made_at = inserted.changed_at)))
        THROW 51105, N'fidesk:door_hands', 1;
    -- A unit's own people treat what is theirs; departments without shares, and any_unit, all.
    IF CHARINDEX(N',any_unit,', @held) = 0
       AND EXISTS (SELECT 1 FROM unit WHERE unit.allocates = 1
                     AND CHARINDEX(N',' + unit.code + N',', @units) > 0)
       AND EXISTS (SELECT 1 FROM deleted
                    WHERE CHARINDEX(N',' + COALESCE(unit_code, N'-') + N',', @units) = 0
                      AND CHARINDEX(N',' + COALESCE(responsible_unit_code, N'-') + N',', @units) = 0)
        THROW 51104, N'fidesk:door_unit', 1;
