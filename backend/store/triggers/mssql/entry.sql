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
                                        N'revalue')
                  AND node.dimension <> N'unit')
        THROW 51011, N'fidesk:not_a_leaf', 1;
    DECLARE @open_date DATE;
    SELECT @open_date = MAX(day) FROM business_day;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE mode <> N'auto' AND (@open_date IS NULL OR business_date <> @open_date))
        THROW 51012, N'fidesk:not_the_open_date', 1;
    IF EXISTS (SELECT 1 FROM inserted JOIN receipt ON receipt.id = inserted.receipt_id
                WHERE receipt.outcome <> N'done')
        THROW 51013, N'fidesk:burned', 1;
    -- Only a deal that is done is told; only the calendar acts by itself.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE (mode = N'tell' AND kind NOT IN (N'draw', N'release', N'revalue'))
                   OR (mode <> N'auto' AND kind IN (N'lapse', N'return')))
        THROW 51019, N'fidesk:mode', 1;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE kind IN (N'lapse', N'return')
                  AND NOT EXISTS (SELECT 1 FROM due
                                   WHERE due.entry_id = COALESCE(inserted.loan_id,
                                                                 inserted.resolves_id)
                                     AND due.last_date < @open_date))
        THROW 51021, N'fidesk:not_due', 1;

    -- The leaves first: whoever holds a leaf's balance decides about its paths and its dues.
    UPDATE balance SET used_minor = used_minor
     WHERE node_id IN (SELECT node_id FROM inserted);
    UPDATE balance
       SET used_minor = balance.used_minor + posted.used_minor,
           reserved_minor = balance.reserved_minor + posted.reserved_minor,
           consumed_minor = balance.consumed_minor + posted.consumed_minor
      FROM balance
      JOIN (SELECT path.ancestor_id,
                   SUM(inserted.used_delta_minor) AS used_minor,
                   SUM(inserted.reserved_delta_minor) AS reserved_minor,
                   SUM(CASE WHEN inserted.kind = N'release' AND node.line_type <> N'revolving'
                            THEN -inserted.used_delta_minor ELSE 0 END) AS consumed_minor
              FROM inserted
              JOIN path ON path.node_id = inserted.node_id AND path.valid_to IS NULL
              JOIN node ON node.id = path.ancestor_id
             WHERE inserted.used_delta_minor <> 0 OR inserted.reserved_delta_minor <> 0
             GROUP BY path.ancestor_id) AS posted ON posted.ancestor_id = balance.node_id;
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

    INSERT INTO due (entry_id, kind, node_id, lender_node_id, on_expiry, last_date,
                     open_minor, drawn_minor)
    SELECT id, CASE kind WHEN N'reserve' THEN N'lapse' ELSE N'return' END, node_id,
           lender_node_id, on_expiry, last_date, reserved_delta_minor + temporary_delta_minor, 0
      FROM inserted
     WHERE kind = N'reserve' OR (kind = N'borrow' AND loan_id = id);
    UPDATE due
       SET open_minor = due.open_minor + resolved.reserved_minor
      FROM due
      JOIN (SELECT resolves_id, SUM(reserved_delta_minor) AS reserved_minor
              FROM inserted
             WHERE reserved_delta_minor < 0
             GROUP BY resolves_id) AS resolved ON resolved.resolves_id = due.entry_id
     WHERE due.kind = N'lapse';
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

    -- A reservation ends whole and once: what was open of it is nought now, by one row.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE reserved_delta_minor < 0
                  AND NOT EXISTS (SELECT 1 FROM due
                                   WHERE due.entry_id = inserted.resolves_id
                                     AND due.kind = N'lapse'
                                     AND due.node_id = inserted.node_id
                                     AND due.open_minor = 0))
        THROW 51014, N'fidesk:already_resolved', 1;
    IF EXISTS (SELECT resolves_id FROM inserted
                WHERE reserved_delta_minor < 0
                GROUP BY resolves_id HAVING COUNT(*) > 1)
        THROW 51014, N'fidesk:already_resolved', 1;
    -- All releases of a draw, these included, leave nothing negative of it.
    IF EXISTS (
        SELECT 1
          FROM (SELECT DISTINCT resolves_id, node_id FROM inserted
                 WHERE kind = N'release') AS released
         WHERE 0 > COALESCE((SELECT drawn.used_delta_minor FROM entry AS drawn
                              WHERE drawn.id = released.resolves_id AND drawn.kind = N'draw'
                                AND drawn.node_id = released.node_id), 0)
                 + COALESCE((SELECT SUM(given.used_delta_minor) FROM entry AS given
                              WHERE given.resolves_id = released.resolves_id
                                AND given.kind IN (N'release', N'revalue')), 0))
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
         WHERE loan_delta_minor < 0
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
         WHERE inserted.mode = N'ask' AND node.limited = 1
           AND inserted.used_delta_minor + inserted.reserved_delta_minor > 0
           AND (balance.used_minor + balance.reserved_minor + balance.consumed_minor
                > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                OR node.suspended = 1
                OR node.expiry_date < inserted.business_date
                OR node.effective_date > inserted.business_date))
        THROW 51016, N'fidesk:over_line', 1;
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
         WHERE inserted.kind = N'allocate' AND inserted.approved_delta_minor > 0
           AND balance.allocated_minor
               > balance.approved_minor + balance.temporary_minor - balance.frozen_minor)
        THROW 51018, N'fidesk:over_allocated', 1;
END;
