    -- Four steps, each by its own hand: the lender answers, the department decides, a second person
    -- confirms or sends back. Once it is checked or declined nothing changes.
    IF EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.number = inserted.number
         WHERE inserted.consent_by = @who AND inserted.state IN (N'submitted', N'refused')
           AND deleted.state = N'awaiting_lender' AND CHARINDEX(N',' + deleted.lending_unit_code + N',', @units) = 0)
        THROW 51104, N'fidesk:door_unit', 1;
    IF EXISTS (SELECT 1 FROM inserted JOIN deleted ON deleted.number = inserted.number
                WHERE deleted.requester = @who
                   OR (deleted.state = N'awaiting_check' AND deleted.maker = @who
                       AND inserted.state <> N'awaiting_check'))
        THROW 51105, N'fidesk:door_hands', 1;
    IF EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.number = inserted.number
         WHERE NOT (
            (deleted.state = N'awaiting_lender'
             AND inserted.state = CASE inserted.consent WHEN N'agreed' THEN N'submitted'
                                                        WHEN N'declined' THEN N'refused' END
             AND inserted.consent_by = @who AND inserted.consent_at = inserted.changed_at
             AND CHARINDEX(N',consent,', @held) > 0
             AND NOT EXISTS (
                SELECT inserted.granted_minor, inserted.maker, inserted.made_at, inserted.checker,
                       inserted.checked_at, inserted.decision_note
                EXCEPT SELECT deleted.granted_minor, deleted.maker, deleted.made_at,
                              deleted.checker, deleted.checked_at, deleted.decision_note))
         OR (deleted.state IN (N'submitted', N'awaiting_check')
             AND inserted.state = N'awaiting_check'
             AND inserted.maker = @who AND inserted.made_at = inserted.changed_at
             AND inserted.granted_minor BETWEEN 0 AND deleted.amount_minor
             AND inserted.checker IS NULL AND inserted.checked_at IS NULL
             AND (deleted.lending_unit_code IS NULL OR deleted.consent = N'agreed')
             AND CHARINDEX(N',grant,', @held) > 0
             AND NOT EXISTS (
                SELECT inserted.consent, inserted.consent_by, inserted.consent_at
                EXCEPT SELECT deleted.consent, deleted.consent_by, deleted.consent_at))
         OR (deleted.state = N'awaiting_check'
             AND CHARINDEX(N',check,', @held) > 0
             AND NOT EXISTS (
                SELECT inserted.consent, inserted.consent_by, inserted.consent_at,
                       inserted.granted_minor, inserted.maker, inserted.made_at
                EXCEPT SELECT deleted.consent, deleted.consent_by, deleted.consent_at,
                              deleted.granted_minor, deleted.maker, deleted.made_at)
             AND (inserted.state = N'submitted' AND inserted.checker IS NULL
                  OR inserted.checker = @who AND inserted.checked_at = inserted.changed_at
                     AND inserted.state = CASE WHEN inserted.granted_minor = 0 THEN N'refused'
                                               WHEN inserted.granted_minor = deleted.amount_minor
                                               THEN N'granted' ELSE N'partly_granted' END))))
        THROW 51106, N'fidesk:door_state', 1;
