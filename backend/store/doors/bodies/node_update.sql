    -- Terms are changed by who may approve, or with the order that this last hand carries out; a
    -- share follows its line's type.
    IF EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.id = inserted.id
         WHERE NOT EXISTS (
                SELECT 1 FROM approval
                 WHERE approval.number = inserted.submission_id AND approval.state = N'applied'
                   AND approval.changed_by = @who AND approval.changed_at = inserted.changed_at
                   AND (approval.node_key = inserted.node_key OR inserted.dimension = N'unit'))
           AND ((CHARINDEX(N',approve,', @held) = 0
                 AND NOT EXISTS (
                    SELECT inserted.limited, inserted.line_type, inserted.effective_date,
                           inserted.expiry_date, inserted.max_tenor_days,
                           inserted.owner_unit_code, inserted.owner_login,
                           inserted.approval_number, inserted.is_sample
                    INTERSECT SELECT deleted.limited, deleted.line_type, deleted.effective_date,
                                     deleted.expiry_date, deleted.max_tenor_days,
                                     deleted.owner_unit_code, deleted.owner_login,
                                     deleted.approval_number, deleted.is_sample))
             OR (CHARINDEX(N',approve,', @held) + CHARINDEX(N',annotate,', @held) = 0
                 AND inserted.note <> deleted.note)
             OR (CHARINDEX(N',suspend,', @held) + CHARINDEX(N',freeze,', @held) = 0
                 AND inserted.suspended > deleted.suspended)
             OR (CHARINDEX(N',resume,', @held) + CHARINDEX(N',unfreeze,', @held) = 0
                 AND inserted.suspended < deleted.suspended)))
        THROW 51101, N'fidesk:door_right', 1;
