    -- What the calendar posts comes with the day that this person opened, at the same moment.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE LEFT(receipt_id, 4) = N'day:'
                  AND NOT EXISTS (
                    SELECT 1 FROM business_day
                     WHERE N'day:' + CONVERT(NVARCHAR(10), business_day.day, 23)
                           = inserted.receipt_id
                       AND inserted.mode = N'auto' AND business_day.day = @today
                       AND business_day.opened_by = @who
                       AND business_day.opened_at = inserted.recorded_at))
        THROW 51107, N'fidesk:door_order', 1;
    -- Everything else follows an order of the own, carried out at this moment under a right.
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE LEFT(receipt_id, 4) <> N'day:'
           AND NOT EXISTS (
            SELECT 1 FROM receipt
             WHERE receipt.id = inserted.receipt_id AND receipt.login = @who
               AND receipt.outcome = N'done' AND receipt.recorded_at = inserted.recorded_at
               AND (inserted.mode <> N'auto' OR inserted.kind = N'return')
               AND ({posts}
                           -- or the last hand of an order carries out what another ordered
                           OR (receipt.command IN (N'CheckApproval', N'AuthoriseApproval')
                               AND EXISTS (
                                SELECT 1 FROM approval JOIN node ON node.id = inserted.node_id
                                 WHERE approval.number = inserted.approval_number
                                   AND approval.state = N'applied'
                                   AND approval.changed_by = @who
                                   AND approval.changed_at = inserted.recorded_at
                                   AND (approval.node_key = node.node_key
                                        OR inserted.kind NOT IN (N'approve', N'increase', N'draw',
                                                                 N'freeze', N'unfreeze'))
                                   AND inserted.kind + N'/' + approval.command IN ({pairs}))))))
        THROW 51107, N'fidesk:door_order', 1;
    IF CHARINDEX(N',any_unit,', @held) = 0
       AND EXISTS (SELECT 1 FROM inserted
                     JOIN receipt ON receipt.id = inserted.receipt_id
                     JOIN node ON node.id = inserted.node_id
                    WHERE receipt.command IN (N'ReserveLimit', N'DrawLimit', N'VoidReservation',
                                              N'ReleaseDraw', N'ApplyBreak', N'ExtendReservation',
                                              N'ExtendDraw')
                      AND inserted.kind <> N'return'
                      AND CHARINDEX(N',' + COALESCE(node.unit_code, N'-') + N',', @units) = 0)
        THROW 51104, N'fidesk:door_unit', 1;
    -- A deal that counts whatever the line says: by right, or as the treatment of a break.
    IF CHARINDEX(N',tell,', @held) = 0
       AND EXISTS (
        SELECT 1 FROM inserted
         WHERE inserted.mode = N'tell' AND inserted.kind = N'draw' AND inserted.effect_date IS NULL
           AND NOT EXISTS (SELECT 1 FROM break_item
                            WHERE break_item.change_slip IN (inserted.receipt_id,
                                                             inserted.submission_id)
                              AND break_item.treated_by = @who
                              AND break_item.changed_at = inserted.recorded_at))
        THROW 51101, N'fidesk:door_right', 1;

    -- A deal takes what it comes to, at the newest rate and a factor of its product.
    IF EXISTS (
        SELECT 1
          FROM inserted
          JOIN node ON node.id = inserted.node_id
          JOIN currency ON currency.code = inserted.deal_currency
         WHERE inserted.kind IN (N'reserve', N'draw')
           AND (inserted.rate_e12 <> CASE
                    WHEN inserted.deal_currency = N'USD' THEN 1000000000000
                    ELSE COALESCE((SELECT TOP 1 rate.rate_e12 FROM rate
                                    WHERE rate.currency_code = inserted.deal_currency
                                      AND rate.day <= COALESCE(inserted.effect_date,
                                                               inserted.business_date)
                                    ORDER BY rate.day DESC, rate.kind DESC), 0) END
                OR NOT EXISTS (SELECT 1 FROM factor
                                WHERE factor.product_code = node.product_code
                                  AND factor.factor_e6 = inserted.factor_e6
                               UNION ALL SELECT 1 FROM factor_step
                                WHERE factor_step.product_code = node.product_code
                                  AND factor_step.factor_e6 = inserted.factor_e6)
                OR ABS(CASE inserted.kind WHEN N'draw' THEN inserted.used_delta_minor
                                          ELSE inserted.reserved_delta_minor END
                       - CAST(inserted.deal_amount_minor AS DECIMAL(19, 0))
                         * CAST(inserted.rate_e12 AS DECIMAL(19, 0)) / 1000000
                         * CAST(inserted.factor_e6 AS DECIMAL(10, 0)) / 1000000
                         / POWER(10, currency.minor_units) / 10000) > 1))
        THROW 51108, N'fidesk:door_row', 1;

    -- What a request was granted moves once, as it was granted, by who checked it just now.
    IF EXISTS (
        SELECT 1
          FROM inserted
          JOIN receipt ON receipt.id = inserted.receipt_id
          JOIN node ON node.id = inserted.node_id
         WHERE receipt.command = N'CheckRequest'
           AND NOT EXISTS (
            SELECT 1
              FROM request
              JOIN institution ON institution.id = request.institution_id
              JOIN currency ON currency.code = request.currency_code
              LEFT JOIN unit AS asking ON asking.code = request.unit_code
              LEFT JOIN unit AS lending ON lending.code = request.lending_unit_code
             WHERE request.number = inserted.request_number
               AND request.checker = @who AND request.checked_at = inserted.recorded_at
               AND request.state IN (N'granted', N'partly_granted')
               AND node.institution_id = COALESCE(institution.head_office_id, institution.id)
               AND node.product_code = request.product_code
               AND ((request.kind = N'use' AND inserted.kind = N'reserve'
                     AND node.unit_code = request.unit_code
                     AND inserted.deal_currency = request.currency_code
                     AND inserted.deal_amount_minor = request.granted_minor
                     AND inserted.last_date = request.last_date)
                 -- What concerns something that stands names it in its purpose.
                 OR (request.kind IN (N'extend', N'recall') AND inserted.kind = N'extend'
                     AND inserted.last_date = request.last_date
                     AND (CHARINDEX(inserted.resolves_id, request.purpose) > 0
                          OR CHARINDEX(REPLACE(inserted.resolves_id, N'DJ-', N'SQ-'),
                                       request.purpose) > 0))
                 OR (inserted.last_date = request.last_date
                     AND ((request.kind = N'transfer' AND inserted.kind = N'borrow'
                           AND inserted.on_expiry = request.on_expiry
                           AND node.unit_code IN (asking.code, asking.parent_code))
                       OR (request.kind = N'transfer' AND inserted.kind = N'lend'
                           AND inserted.on_expiry = request.on_expiry
                           AND node.unit_code IN (lending.code, lending.parent_code))
                       OR (request.kind = N'increase' AND inserted.kind = N'increase'
                           AND node.unit_code = request.unit_code))
                     AND ABS(inserted.temporary_delta_minor)
                         <= 1 + CAST(request.granted_minor AS DECIMAL(19, 0))
                            * CASE WHEN request.currency_code = N'USD' THEN 1000000000000
                                   ELSE CAST(COALESCE(
                                        (SELECT TOP 1 rate.rate_e12 FROM rate
                                          WHERE rate.currency_code = request.currency_code
                                            AND rate.day <= inserted.business_date
                                          ORDER BY rate.day DESC, rate.kind DESC), 0)
                                        AS DECIMAL(19, 0)) END / 1000000
                            * CAST((SELECT MAX(factors.factor_e6)
                                      FROM (SELECT product_code, factor_e6 FROM factor
                                            UNION ALL
                                            SELECT product_code, factor_e6 FROM factor_step)
                                           AS factors
                                     WHERE factors.product_code = request.product_code)
                                   AS DECIMAL(10, 0)) / 1000000
                            / POWER(10, currency.minor_units) / 10000))))
        THROW 51105, N'fidesk:door_hands', 1;
    IF EXISTS (
        SELECT entry.request_number
          FROM entry JOIN receipt ON receipt.id = entry.receipt_id
         WHERE receipt.command = N'CheckRequest'
           AND entry.request_number IN (SELECT request_number FROM inserted)
         GROUP BY entry.request_number, entry.node_id
        HAVING COUNT(*) > 1)
        THROW 51105, N'fidesk:door_hands', 1;
    IF EXISTS (
        SELECT entry.loan_id
          FROM entry
         WHERE entry.kind IN (N'lend', N'borrow')
           AND entry.loan_id IN (SELECT loan_id FROM inserted WHERE kind IN (N'lend', N'borrow'))
         GROUP BY entry.loan_id
        HAVING MIN(ABS(entry.temporary_delta_minor)) <> MAX(ABS(entry.temporary_delta_minor))
            OR MIN(entry.kind) = MAX(entry.kind))
        THROW 51105, N'fidesk:door_hands', 1;

    -- What goes home with a release goes home on every leg alike, and leaves what deals still use.
    IF EXISTS (
        SELECT leg.loan_id
          FROM entry AS leg
          LEFT JOIN (SELECT loan_id, node_id, SUM(ABS(temporary_delta_minor)) AS home_minor
                       FROM entry WHERE kind = N'return' GROUP BY loan_id, node_id) AS back
            ON back.loan_id = leg.loan_id AND back.node_id = leg.node_id
         WHERE leg.kind IN (N'lend', N'borrow')
           AND leg.loan_id IN (SELECT loan_id FROM inserted
                                WHERE kind = N'return' AND LEFT(receipt_id, 4) <> N'day:')
         GROUP BY leg.loan_id
        HAVING MIN(COALESCE(back.home_minor, 0)) <> MAX(COALESCE(back.home_minor, 0))
            OR MAX(ABS(leg.temporary_delta_minor)) - MAX(COALESCE(back.home_minor, 0))
               < (SELECT SUM(used.loan_delta_minor) FROM entry AS used
                   WHERE used.loan_id = leg.loan_id AND used.kind IN (N'draw', N'release')))
        THROW 51108, N'fidesk:door_row', 1;
    -- One order moves its line once.
    IF EXISTS (SELECT entry.approval_number FROM entry
                WHERE entry.approval_number IN (SELECT approval_number FROM inserted)
                  AND entry.kind IN (N'approve', N'increase', N'unfreeze', N'draw', N'reverse')
                GROUP BY entry.approval_number HAVING COUNT(*) > 1)
        THROW 51105, N'fidesk:door_hands', 1;
