    -- What arises on its first use holds nothing and promises nothing: terms are the approval's.
    IF CHARINDEX(N',approve,', @held) = 0
       AND EXISTS (
        SELECT 1 FROM inserted
         WHERE NOT EXISTS (SELECT 1 FROM approval
                            WHERE approval.node_key = inserted.node_key
                              AND approval.state = N'applied' AND approval.changed_by = @who
                              AND approval.changed_at = inserted.changed_at)
           AND (dimension NOT IN (N'entity', N'product', N'unit')
            OR limited <> CASE dimension WHEN N'entity' THEN 0 ELSE 1 END
            OR suspended <> 0 OR effective_date IS NOT NULL OR expiry_date IS NOT NULL
            OR max_tenor_days IS NOT NULL OR owner_unit_code IS NOT NULL OR owner_login IS NOT NULL
            OR approval_number <> N'' OR note <> N'' OR source <> N'manual' OR is_sample <> 0
            OR (dimension <> N'unit' AND line_type <> N'revolving')
            OR (dimension = N'unit' AND line_type <> (
                SELECT line.line_type FROM node AS line
                 WHERE line.dimension = N'product' AND line.institution_id = inserted.institution_id
                   AND line.product_code = inserted.product_code))))
        THROW 51108, N'fidesk:door_row', 1;
