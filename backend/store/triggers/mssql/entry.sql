-- Entries: a statement's rows are taken as one set. Balances and dues are posted first, so that
-- the rows that decide are locked and seen in their newest state; what then stands over its line,
-- resolves twice or is out of order is refused by name, and everything is undone. The order of
-- rows within one statement does not matter. An id that is taken is refused by its unique key, an
-- unknown node by its foreign key, an amount that is no integer by its type.

-- trigger entry_post
CREATE TRIGGER entry_post ON entry AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM inserted) RETURN;

    IF EXISTS (SELECT 1 FROM inserted
                WHERE NOT EXISTS (SELECT 1 FROM balance WHERE balance.node_id = inserted.node_id))
        THROW 51010, N'fidesk:unknown_node', 1;
    IF EXISTS (SELECT 1 FROM inserted JOIN node ON node.id = inserted.node_id
                WHERE inserted.kind IN (N'reserve', N'draw', N'void', N'lapse', N'release',
                                        N'revalue', N'reverse')
                  AND node.dimension <> N'unit')
        THROW 51011, N'fidesk:not_a_leaf', 1;
    DECLARE @open_date DATE;
    SELECT @open_date = MAX(day) FROM business_day;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE mode <> N'auto' AND (@open_date IS NULL OR business_date <> @open_date))
        THROW 51012, N'fidesk:not_the_open_date', 1;
    -- What counts for a past day is told; nothing counts for a day to come.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE effect_date IS NOT NULL
                  AND (effect_date > business_date OR mode <> N'tell'))
        THROW 51012, N'fidesk:not_the_open_date', 1;
    IF EXISTS (SELECT 1 FROM inserted JOIN receipt ON receipt.id = inserted.receipt_id
                WHERE receipt.outcome <> N'done')
        THROW 51013, N'fidesk:burned', 1;
    -- Exposure goes the way of use, and never without it.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE (SIGN(COALESCE(exposure_used_delta_minor, 0)) * SIGN(used_delta_minor) < 0
                       AND kind <> N'revalue')
                   OR SIGN(COALESCE(exposure_reserved_delta_minor, 0))
                      * SIGN(reserved_delta_minor) < 0
                   OR (exposure_used_delta_minor <> 0 AND used_delta_minor = 0)
                   OR (exposure_reserved_delta_minor <> 0 AND reserved_delta_minor = 0))
        THROW 51022, N'fidesk:exposure', 1;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE kind IN (N'increase', N'extend')
                  AND last_date IS NULL AND maturity_date IS NULL)
        THROW 51023, N'fidesk:not_a_date', 1;
    -- Only a deal that is done is told; only the calendar acts by itself.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE (mode = N'tell' AND kind NOT IN (N'draw', N'release', N'revalue',
                                                       N'reverse'))
                   OR (mode <> N'tell' AND kind IN (N'revalue', N'reverse'))
                   OR (mode <> N'auto' AND kind IN (N'lapse', N'return')))
        THROW 51019, N'fidesk:mode', 1;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE mode = N'auto'
                  AND NOT EXISTS (SELECT 1 FROM due
                                   WHERE due.entry_id = COALESCE(inserted.loan_id,
                                                                 inserted.resolves_id)
                                     AND due.last_date < @open_date))
        THROW 51021, N'fidesk:not_due', 1;

    -- The leaves first: whoever holds a leaf's balance decides about its paths and its dues.
    UPDATE balance SET used_minor = used_minor
     WHERE node_id IN (SELECT node_id FROM inserted);

    -- What is open of draws and of what ends by date; the nodes across a path are found by it.
    INSERT INTO open_draw (entry_id, node_id, currency_code, open_deal_minor, open_use_minor,
                           open_loan_minor, open_exposure_minor, rate_e12, factor_e6, tenor_days,
                           maturity_date)
    SELECT id, node_id, deal_currency, deal_amount_minor, used_delta_minor, loan_delta_minor,
           COALESCE(exposure_used_delta_minor, 0), rate_e12, factor_e6,
           COALESCE(DATEDIFF(day, value_date, maturity_date), 0), maturity_date
      FROM inserted
     WHERE kind = N'draw';
    -- A release that is undone gives its draw back what it took.
    UPDATE open_draw
       SET open_deal_minor = open_draw.open_deal_minor - moved.deal_minor,
           open_use_minor = open_draw.open_use_minor + moved.used_minor,
           open_loan_minor = open_draw.open_loan_minor + moved.loan_minor,
           open_exposure_minor = open_draw.open_exposure_minor + moved.exposure_minor
      FROM open_draw
      JOIN (SELECT CASE WHEN inserted.kind = N'reverse' AND inserted.used_delta_minor > 0
                        THEN undone.resolves_id ELSE inserted.resolves_id END AS draw_id,
                   SUM(CASE WHEN inserted.kind = N'revalue' THEN 0
                            WHEN inserted.kind = N'reverse' AND inserted.used_delta_minor > 0
                            THEN -inserted.deal_amount_minor
                            ELSE inserted.deal_amount_minor END) AS deal_minor,
                   SUM(inserted.used_delta_minor) AS used_minor,
                   SUM(inserted.loan_delta_minor) AS loan_minor,
                   SUM(COALESCE(inserted.exposure_used_delta_minor, 0)) AS exposure_minor
              FROM inserted LEFT JOIN entry AS undone ON undone.id = inserted.resolves_id
             WHERE inserted.kind IN (N'release', N'revalue', N'reverse')
             GROUP BY CASE WHEN inserted.kind = N'reverse' AND inserted.used_delta_minor > 0
                           THEN undone.resolves_id ELSE inserted.resolves_id END) AS moved
        ON moved.draw_id = open_draw.entry_id;
    UPDATE open_draw
       SET rate_e12 = inserted.rate_e12, factor_e6 = inserted.factor_e6
      FROM open_draw JOIN inserted ON inserted.resolves_id = open_draw.entry_id
     WHERE inserted.kind = N'revalue'
       AND NOT EXISTS (SELECT 1 FROM inserted AS later
                        WHERE later.kind = N'revalue' AND later.number > inserted.number
                          AND later.resolves_id = inserted.resolves_id);
    UPDATE open_draw
       SET maturity_date = inserted.maturity_date
      FROM open_draw JOIN inserted ON inserted.resolves_id = open_draw.entry_id
     WHERE inserted.kind = N'extend' AND inserted.maturity_date IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM inserted AS later
                        WHERE later.kind = N'extend' AND later.number > inserted.number
                          AND later.maturity_date IS NOT NULL
                          AND later.resolves_id = inserted.resolves_id);

    INSERT INTO due (entry_id, kind, node_id, lender_node_id, on_expiry, last_date, open_minor,
                     drawn_minor, open_exposure_minor, tenor_days, currency_code)
    SELECT id, CASE kind WHEN N'reserve' THEN N'lapse' WHEN N'borrow' THEN N'return'
                         WHEN N'increase' THEN N'revert' ELSE N'unfreeze' END,
           node_id, lender_node_id, on_expiry, COALESCE(last_date, CAST('9999-12-31' AS DATE)),
           reserved_delta_minor + temporary_delta_minor + frozen_delta_minor, 0,
           COALESCE(exposure_reserved_delta_minor, 0),
           COALESCE(DATEDIFF(day, value_date, maturity_date), 0), deal_currency
      FROM inserted
     WHERE kind IN (N'reserve', N'increase', N'freeze') OR (kind = N'borrow' AND loan_id = id);
    UPDATE due
       SET open_minor = due.open_minor + resolved.reserved_minor,
           open_exposure_minor = due.open_exposure_minor + resolved.exposure_minor
      FROM due
      JOIN (SELECT resolves_id, SUM(reserved_delta_minor) AS reserved_minor,
                   SUM(COALESCE(exposure_reserved_delta_minor, 0)) AS exposure_minor
              FROM inserted
             WHERE reserved_delta_minor < 0
             GROUP BY resolves_id) AS resolved ON resolved.resolves_id = due.entry_id
     WHERE due.kind = N'lapse';
    UPDATE due
       SET open_minor = due.open_minor + ended.held_minor
      FROM due
      JOIN (SELECT resolves_id, SUM(temporary_delta_minor + frozen_delta_minor) AS held_minor
              FROM inserted
             WHERE kind IN (N'revert', N'unfreeze')
             GROUP BY resolves_id) AS ended ON ended.resolves_id = due.entry_id;
    UPDATE due
       SET last_date = inserted.last_date
      FROM due JOIN inserted ON inserted.resolves_id = due.entry_id
     WHERE inserted.kind = N'extend' AND inserted.last_date IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM inserted AS later
                        WHERE later.kind = N'extend' AND later.number > inserted.number
                          AND later.last_date IS NOT NULL
                          AND later.resolves_id = inserted.resolves_id);
    UPDATE due
       SET drawn_minor = due.drawn_minor + loan.drawn_minor,
           open_minor = due.open_minor + loan.returned_minor
      FROM due
      JOIN (SELECT inserted.loan_id, SUM(inserted.loan_delta_minor) AS drawn_minor,
                   SUM(CASE WHEN inserted.kind = N'return' AND own.node_id = inserted.node_id
                            THEN inserted.temporary_delta_minor ELSE 0 END) AS returned_minor
              FROM inserted JOIN due AS own ON own.entry_id = inserted.loan_id
             WHERE inserted.loan_delta_minor <> 0 OR inserted.kind = N'return'
             GROUP BY inserted.loan_id) AS loan ON loan.loan_id = due.entry_id
     WHERE due.kind = N'return';

    UPDATE balance
       SET used_minor = balance.used_minor + posted.used_minor,
           reserved_minor = balance.reserved_minor + posted.reserved_minor,
           exposure_used_minor = balance.exposure_used_minor + posted.exposure_used_minor,
           exposure_reserved_minor = balance.exposure_reserved_minor
                                   + posted.exposure_reserved_minor,
           consumed_minor = balance.consumed_minor + posted.consumed_minor
      FROM balance
      JOIN (SELECT path.ancestor_id,
                   SUM(CASE node.dimension WHEN N'regulation'
                       THEN COALESCE(inserted.exposure_used_delta_minor, 0)
                       ELSE inserted.used_delta_minor END) AS used_minor,
                   SUM(CASE node.dimension WHEN N'regulation'
                       THEN COALESCE(inserted.exposure_reserved_delta_minor, 0)
                       ELSE inserted.reserved_delta_minor END) AS reserved_minor,
                   SUM(COALESCE(inserted.exposure_used_delta_minor, 0)) AS exposure_used_minor,
                   SUM(COALESCE(inserted.exposure_reserved_delta_minor, 0))
                       AS exposure_reserved_minor,
                   SUM(CASE WHEN node.line_type <> N'revolving'
                             AND (inserted.kind = N'release'
                                  OR (inserted.kind = N'reverse'
                                      AND inserted.used_delta_minor > 0))
                            THEN -inserted.used_delta_minor ELSE 0 END) AS consumed_minor
              FROM inserted
              JOIN path ON path.node_id = inserted.node_id AND path.valid_to IS NULL
              JOIN node ON node.id = path.ancestor_id
             WHERE inserted.used_delta_minor <> 0 OR inserted.reserved_delta_minor <> 0
             GROUP BY path.ancestor_id) AS posted ON posted.ancestor_id = balance.node_id;
    -- Tenor and currency limits stand across the path: use counts by the draw, what is held by the
    -- reservation, whatever entry ends them.
    UPDATE balance
       SET used_minor = balance.used_minor + posted.used_minor
      FROM balance
      JOIN (SELECT across.id, SUM(inserted.used_delta_minor) AS used_minor
              FROM inserted
              LEFT JOIN entry AS undone
                ON undone.id = inserted.resolves_id AND inserted.kind = N'reverse'
              JOIN open_draw AS drawn
                ON drawn.entry_id = CASE
                   WHEN inserted.kind = N'draw' THEN inserted.id
                   WHEN inserted.kind = N'reverse' AND inserted.used_delta_minor > 0
                   THEN undone.resolves_id
                   ELSE inserted.resolves_id END
              JOIN node AS leaf ON leaf.id = inserted.node_id
              JOIN node AS across
                ON across.institution_id = leaf.institution_id
               AND across.dimension IN (N'tenor', N'currency')
               AND COALESCE(across.product_code, leaf.product_code) = leaf.product_code
               AND (across.tenor_from_days <= drawn.tenor_days
                    OR across.currency_code = drawn.currency_code)
             WHERE inserted.used_delta_minor <> 0
             GROUP BY across.id) AS posted ON posted.id = balance.node_id;
    UPDATE balance
       SET reserved_minor = balance.reserved_minor + posted.reserved_minor
      FROM balance
      JOIN (SELECT across.id, SUM(inserted.reserved_delta_minor) AS reserved_minor
              FROM inserted
              JOIN due AS held
                ON held.entry_id = CASE inserted.kind WHEN N'reserve' THEN inserted.id
                                   ELSE inserted.resolves_id END
              JOIN node AS leaf ON leaf.id = inserted.node_id
              JOIN node AS across
                ON across.institution_id = leaf.institution_id
               AND across.dimension IN (N'tenor', N'currency')
               AND COALESCE(across.product_code, leaf.product_code) = leaf.product_code
               AND (across.tenor_from_days <= held.tenor_days
                    OR across.currency_code = held.currency_code)
             WHERE inserted.reserved_delta_minor <> 0
             GROUP BY across.id) AS posted ON posted.id = balance.node_id;
    UPDATE balance
       SET approved_minor = balance.approved_minor + posted.approved_minor,
           temporary_minor = balance.temporary_minor + posted.temporary_minor,
           frozen_minor = balance.frozen_minor + posted.frozen_minor
      FROM balance
      JOIN (SELECT node_id, SUM(approved_delta_minor) AS approved_minor,
                   SUM(temporary_delta_minor) AS temporary_minor,
                   SUM(frozen_delta_minor) AS frozen_minor
              FROM inserted
             WHERE used_delta_minor = 0 AND reserved_delta_minor = 0
             GROUP BY node_id) AS posted ON posted.node_id = balance.node_id;
    -- What a unit borrowed or lent counts like its own share: a group cannot give it twice.
    UPDATE balance
       SET allocated_minor = balance.allocated_minor + posted.held_minor
      FROM balance
      JOIN (SELECT edge.parent_id, SUM(inserted.approved_delta_minor
                                       + inserted.temporary_delta_minor) AS held_minor
              FROM inserted
              JOIN edge ON edge.child_id = inserted.node_id
               AND edge.strict = 1 AND edge.valid_to IS NULL
             WHERE inserted.approved_delta_minor <> 0 OR inserted.temporary_delta_minor <> 0
             GROUP BY edge.parent_id) AS posted ON posted.parent_id = balance.node_id;

    -- A reservation ends whole and once: what was open of it is nought now, by one row.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE reserved_delta_minor < 0
                  AND NOT EXISTS (SELECT 1 FROM due
                                   WHERE due.entry_id = inserted.resolves_id
                                     AND due.kind = N'lapse'
                                     AND due.node_id = inserted.node_id
                                     AND due.open_minor = 0
                                     AND due.open_exposure_minor = 0))
        THROW 51014, N'fidesk:already_resolved', 1;
    IF EXISTS (SELECT resolves_id FROM inserted
                WHERE reserved_delta_minor < 0
                GROUP BY resolves_id HAVING COUNT(*) > 1)
        THROW 51014, N'fidesk:already_resolved', 1;
    -- Releases and revaluations, these included, leave nothing negative of an open draw.
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE kind IN (N'release', N'revalue')
           AND NOT EXISTS (
            SELECT 1 FROM open_draw
             WHERE open_draw.entry_id = inserted.resolves_id
               AND open_draw.node_id = inserted.node_id
               AND open_draw.open_use_minor >= 0 AND open_draw.open_deal_minor >= 0
               AND open_draw.open_exposure_minor >= 0
               AND open_draw.open_use_minor > (
                   SELECT SUM(together.used_delta_minor) FROM inserted AS together
                    WHERE together.resolves_id = inserted.resolves_id
                      AND together.kind IN (N'release', N'revalue', N'reverse'))
               AND (inserted.kind = N'release' OR open_draw.open_deal_minor > 0
                    OR open_draw.open_use_minor = 0)))
        THROW 51014, N'fidesk:already_resolved', 1;
    -- A draw is undone whole, while no release of it stands; so is the release; each once.
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE kind = N'reverse'
           AND (1 < (SELECT COUNT(*) FROM entry AS again
                      WHERE again.resolves_id = inserted.resolves_id
                        AND again.kind = N'reverse')
                OR NOT EXISTS (
                   SELECT 1 FROM entry AS undone
                     JOIN open_draw AS drawn
                       ON drawn.entry_id = CASE undone.kind WHEN N'draw' THEN undone.id
                                           ELSE undone.resolves_id END
                    WHERE undone.id = inserted.resolves_id
                      AND undone.node_id = inserted.node_id
                      AND undone.deal_amount_minor = inserted.deal_amount_minor
                      AND ((undone.kind = N'draw' AND inserted.used_delta_minor < 0
                            AND drawn.open_deal_minor = 0 AND drawn.open_use_minor = 0
                            AND drawn.open_loan_minor = 0 AND drawn.open_exposure_minor = 0
                            AND (inserted.loan_delta_minor = 0
                                 OR inserted.loan_id = undone.loan_id))
                        OR (undone.kind = N'release' AND inserted.loan_delta_minor = 0
                            AND inserted.used_delta_minor = -undone.used_delta_minor
                            AND COALESCE(inserted.exposure_used_delta_minor, 0)
                                = -COALESCE(undone.exposure_used_delta_minor, 0))))))
        THROW 51014, N'fidesk:already_resolved', 1;
    -- What was added or held for a time ends by its own entry, at most whole.
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE kind IN (N'revert', N'unfreeze')
           AND NOT EXISTS (SELECT 1 FROM due
                            WHERE due.entry_id = inserted.resolves_id
                              AND due.kind = inserted.kind AND due.node_id = inserted.node_id
                              AND due.open_minor >= 0))
        THROW 51014, N'fidesk:already_resolved', 1;
    -- What is open is prolonged, or ended earlier, never into the past.
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE kind = N'extend'
           AND NOT EXISTS (SELECT 1 FROM due
                            WHERE due.entry_id = inserted.resolves_id
                              AND due.node_id = inserted.node_id AND due.open_minor > 0
                              AND inserted.last_date >= inserted.business_date)
           AND NOT EXISTS (SELECT 1 FROM open_draw
                            WHERE open_draw.entry_id = inserted.resolves_id
                              AND open_draw.node_id = inserted.node_id
                              AND open_draw.open_use_minor > 0
                              AND inserted.maturity_date >= inserted.business_date))
        THROW 51014, N'fidesk:already_resolved', 1;
    -- A leg goes home at most once: its returns, these included, never turn its sign.
    IF EXISTS (
        SELECT 1
          FROM (SELECT loan_id, node_id, MIN(temporary_delta_minor) AS least_minor,
                       MAX(temporary_delta_minor) AS most_minor
                  FROM inserted
                 WHERE kind = N'return'
                 GROUP BY loan_id, node_id) AS home
         WHERE NOT EXISTS (
            SELECT 1 FROM entry AS leg
             WHERE leg.loan_id = home.loan_id AND leg.node_id = home.node_id
               AND leg.kind IN (N'lend', N'borrow')
               AND ((leg.temporary_delta_minor > 0 AND home.most_minor < 0)
                    OR (leg.temporary_delta_minor < 0 AND home.least_minor > 0))
               AND ABS(leg.temporary_delta_minor) >= ABS(COALESCE(
                   (SELECT SUM(back.temporary_delta_minor) FROM entry AS back
                     WHERE back.loan_id = home.loan_id AND back.node_id = home.node_id
                       AND back.kind = N'return'), 0))))
        THROW 51015, N'fidesk:loan', 1;
    -- A deal draws on a loan that is open to its unit, and frees at most what it drew.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE loan_delta_minor > 0
                  AND NOT EXISTS (SELECT 1 FROM due
                                   WHERE due.entry_id = inserted.loan_id
                                     AND due.kind = N'return'
                                     AND inserted.kind = N'draw'
                                     AND inserted.loan_delta_minor <= inserted.used_delta_minor
                                     AND due.node_id = inserted.node_id
                                     AND due.last_date >= inserted.business_date
                                     AND due.drawn_minor <= due.open_minor))
        THROW 51015, N'fidesk:loan', 1;
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE loan_delta_minor < 0 AND kind <> N'reverse'
           AND NOT EXISTS (
            SELECT 1 FROM entry AS deal
             WHERE deal.id = inserted.resolves_id AND deal.kind = N'draw'
               AND deal.loan_id = inserted.loan_id AND inserted.kind = N'release'
               AND inserted.loan_delta_minor >= inserted.used_delta_minor
               AND 0 <= deal.loan_delta_minor + (
                   SELECT SUM(freed.loan_delta_minor) FROM entry AS freed
                    WHERE freed.resolves_id = inserted.resolves_id
                      AND freed.kind = N'release')))
        THROW 51015, N'fidesk:loan', 1;

    IF EXISTS (
        SELECT 1
          FROM inserted
          JOIN path ON path.node_id = inserted.node_id AND path.valid_to IS NULL
          JOIN balance ON balance.node_id = path.ancestor_id
          JOIN node ON node.id = path.ancestor_id
         WHERE inserted.mode = N'ask' AND inserted.kind IN (N'reserve', N'draw')
           AND node.limited = 1
           AND 0 < CASE node.dimension WHEN N'regulation'
                   THEN COALESCE(inserted.exposure_used_delta_minor, 0)
                      + COALESCE(inserted.exposure_reserved_delta_minor, 0)
                   ELSE inserted.used_delta_minor + inserted.reserved_delta_minor END
           AND (balance.used_minor + balance.reserved_minor + balance.consumed_minor
                > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                OR node.suspended = 1
                OR node.expiry_date < inserted.business_date
                OR node.effective_date > inserted.business_date))
        THROW 51016, N'fidesk:over_line', 1;
    -- A deal may take longer, or another currency, than what was held for it: where it takes more.
    IF EXISTS (
        SELECT 1
          FROM inserted
          JOIN node AS leaf ON leaf.id = inserted.node_id
          JOIN node AS across
            ON across.institution_id = leaf.institution_id
           AND across.dimension IN (N'tenor', N'currency') AND across.limited = 1
           AND COALESCE(across.product_code, leaf.product_code) = leaf.product_code
          JOIN balance ON balance.node_id = across.id
          LEFT JOIN open_draw AS drawn ON drawn.entry_id = inserted.id
          LEFT JOIN due AS held
            ON held.entry_id = CASE inserted.kind WHEN N'reserve' THEN inserted.id
                               ELSE inserted.resolves_id END
         WHERE inserted.mode = N'ask' AND inserted.kind IN (N'reserve', N'draw')
           AND 0 < CASE WHEN across.tenor_from_days <= drawn.tenor_days
                          OR across.currency_code = drawn.currency_code
                        THEN inserted.used_delta_minor ELSE 0 END
                 + CASE WHEN across.tenor_from_days <= held.tenor_days
                          OR across.currency_code = held.currency_code
                        THEN inserted.reserved_delta_minor ELSE 0 END
           AND (balance.used_minor + balance.reserved_minor
                > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                OR across.suspended = 1
                OR across.expiry_date < inserted.business_date
                OR across.effective_date > inserted.business_date))
        THROW 51016, N'fidesk:over_line', 1;
    IF EXISTS (
        SELECT 1 FROM inserted JOIN balance ON balance.node_id = inserted.node_id
         WHERE inserted.approved_delta_minor < 0 AND balance.approved_minor < 0)
        THROW 51025, N'fidesk:below_zero', 1;
    IF EXISTS (SELECT 1 FROM inserted JOIN balance ON balance.node_id = inserted.node_id
                WHERE inserted.approved_delta_minor < 0 AND balance.approved_minor < 0)
        THROW 51025, N'fidesk:below_zero', 1;
    IF EXISTS (
        SELECT 1 FROM inserted JOIN balance ON balance.node_id = inserted.node_id
         WHERE (inserted.kind = N'lend'
                OR (inserted.kind = N'allocate' AND inserted.approved_delta_minor < 0))
           AND (balance.used_minor + balance.reserved_minor + balance.consumed_minor
                > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                OR balance.allocated_minor
                > balance.approved_minor + balance.temporary_minor - balance.frozen_minor))
        THROW 51017, N'fidesk:below_use', 1;
    IF EXISTS (
        SELECT 1
          FROM inserted
          JOIN edge ON edge.child_id = inserted.node_id
           AND edge.strict = 1 AND edge.valid_to IS NULL
          JOIN balance ON balance.node_id = edge.parent_id
         WHERE inserted.kind IN (N'allocate', N'increase')
           AND inserted.approved_delta_minor + inserted.temporary_delta_minor > 0
           AND balance.allocated_minor
               > balance.approved_minor + balance.temporary_minor - balance.frozen_minor)
        THROW 51018, N'fidesk:over_allocated', 1;
END;
