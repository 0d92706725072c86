    -- A request begins with its unit's wish, and with nobody's answer.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE state <> CASE WHEN lending_unit_code IS NULL THEN N'submitted'
                                    ELSE N'awaiting_lender' END
                   OR consent IS NOT NULL OR consent_by IS NOT NULL OR consent_at IS NOT NULL
                   OR granted_minor IS NOT NULL OR decision_note <> N'' OR maker IS NOT NULL
                   OR made_at IS NOT NULL OR checker IS NOT NULL OR checked_at IS NOT NULL
                   OR lending_unit_code = unit_code)
        THROW 51106, N'fidesk:door_state', 1;
    IF CHARINDEX(N',any_unit,', @held) = 0
       AND EXISTS (SELECT 1 FROM inserted WHERE CHARINDEX(N',' + unit_code + N',', @units) = 0)
        THROW 51104, N'fidesk:door_unit', 1;
