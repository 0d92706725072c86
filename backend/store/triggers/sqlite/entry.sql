-- Entries: what may not enter is refused before, balances are posted after, and what then stands
-- over its line is refused by name. RAISE(ABORT) holds even inside INSERT OR IGNORE / OR REPLACE,
-- where a CHECK on the balances would be swallowed.

-- trigger entry_refuse
CREATE TRIGGER entry_refuse BEFORE INSERT ON entry
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.id OR number = NEW.number);
    SELECT RAISE(ABORT, 'fidesk:not_an_integer')
     WHERE typeof(NEW.approved_delta_minor) <> 'integer'
        OR typeof(NEW.temporary_delta_minor) <> 'integer'
        OR typeof(NEW.frozen_delta_minor) <> 'integer'
        OR typeof(NEW.used_delta_minor) <> 'integer'
        OR typeof(NEW.reserved_delta_minor) <> 'integer'
        OR typeof(NEW.loan_delta_minor) <> 'integer'
        OR typeof(NEW.deal_amount_minor) <> 'integer';
    SELECT RAISE(ABORT, 'fidesk:unknown_node')
     WHERE NOT EXISTS (SELECT 1 FROM balance WHERE node_id = NEW.node_id);
    SELECT RAISE(ABORT, 'fidesk:not_a_leaf')
     WHERE NEW.kind IN ('reserve', 'draw', 'void', 'lapse', 'release', 'revalue')
       AND (SELECT dimension FROM node WHERE id = NEW.node_id) <> 'unit';
    SELECT RAISE(ABORT, 'fidesk:not_the_open_date')
     WHERE NEW.mode <> 'auto'
       AND NEW.business_date IS NOT (SELECT max(day) FROM business_day);
    SELECT RAISE(ABORT, 'fidesk:burned')
     WHERE EXISTS (SELECT 1 FROM receipt WHERE id = NEW.receipt_id AND outcome <> 'done');
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.reserved_delta_minor < 0
       AND NOT EXISTS (SELECT 1 FROM due
                        WHERE entry_id = NEW.resolves_id AND kind = 'lapse'
                          AND node_id = NEW.node_id
                          AND open_minor = -NEW.reserved_delta_minor);
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.kind = 'release'
       AND 0 > NEW.used_delta_minor
             + coalesce((SELECT used_delta_minor FROM entry
                          WHERE id = NEW.resolves_id AND kind = 'draw'
                            AND node_id = NEW.node_id), 0)
             + coalesce((SELECT sum(used_delta_minor) FROM entry
                          WHERE resolves_id = NEW.resolves_id
                            AND kind IN ('release', 'revalue')), 0);
    -- Only a deal that is done is told; only the calendar acts by itself.
    SELECT RAISE(ABORT, 'fidesk:mode')
     WHERE (NEW.mode = 'tell' AND NEW.kind NOT IN ('draw', 'release', 'revalue'))
        OR (NEW.mode <> 'auto' AND NEW.kind IN ('lapse', 'return'));
    SELECT RAISE(ABORT, 'fidesk:not_due')
     WHERE NEW.kind IN ('lapse', 'return')
       AND NOT EXISTS (SELECT 1 FROM due
                        WHERE entry_id = coalesce(NEW.loan_id, NEW.resolves_id)
                          AND last_date < (SELECT max(day) FROM business_day));
    -- A leg goes home at most once: its returns never turn its sign.
    SELECT RAISE(ABORT, 'fidesk:loan')
     WHERE NEW.kind = 'return'
       AND NOT EXISTS (
           SELECT 1 FROM entry AS leg
            WHERE leg.loan_id = NEW.loan_id AND leg.node_id = NEW.node_id
              AND leg.kind IN ('lend', 'borrow')
              AND (leg.temporary_delta_minor > 0) = (NEW.temporary_delta_minor < 0)
              AND abs(leg.temporary_delta_minor) >= abs(NEW.temporary_delta_minor + coalesce(
                  (SELECT sum(back.temporary_delta_minor) FROM entry AS back
                    WHERE back.loan_id = NEW.loan_id AND back.node_id = NEW.node_id
                      AND back.kind = 'return'), 0)));
    -- A deal draws on a loan that is open to its unit, and frees at most what it drew.
    SELECT RAISE(ABORT, 'fidesk:loan')
     WHERE NEW.loan_delta_minor > 0
       AND NOT EXISTS (SELECT 1 FROM due
                        WHERE entry_id = NEW.loan_id AND kind = 'return'
                          AND NEW.kind = 'draw' AND NEW.loan_delta_minor <= NEW.used_delta_minor
                          AND node_id = NEW.node_id AND last_date >= NEW.business_date
                          AND open_minor - drawn_minor >= NEW.loan_delta_minor);
    SELECT RAISE(ABORT, 'fidesk:loan')
     WHERE NEW.loan_delta_minor < 0
       AND NOT EXISTS (
           SELECT 1 FROM entry AS deal
            WHERE deal.id = NEW.resolves_id AND deal.kind = 'draw'
              AND deal.loan_id = NEW.loan_id AND NEW.kind = 'release'
              AND NEW.loan_delta_minor >= NEW.used_delta_minor
              AND 0 <= deal.loan_delta_minor + NEW.loan_delta_minor + coalesce(
                  (SELECT sum(freed.loan_delta_minor) FROM entry AS freed
                    WHERE freed.resolves_id = NEW.resolves_id AND freed.kind = 'release'), 0));
END;

-- trigger entry_post
CREATE TRIGGER entry_post AFTER INSERT ON entry
BEGIN
    UPDATE balance
       SET used_minor = used_minor + NEW.used_delta_minor,
           reserved_minor = reserved_minor + NEW.reserved_delta_minor,
           consumed_minor = consumed_minor + CASE
               WHEN NEW.kind = 'release'
                AND (SELECT line_type FROM node WHERE id = balance.node_id) <> 'revolving'
               THEN -NEW.used_delta_minor ELSE 0 END
     WHERE (NEW.used_delta_minor <> 0 OR NEW.reserved_delta_minor <> 0)
       AND node_id IN (SELECT ancestor_id FROM path
                        WHERE node_id = NEW.node_id AND valid_to IS NULL);
    UPDATE balance
       SET approved_minor = approved_minor + NEW.approved_delta_minor,
           temporary_minor = temporary_minor + NEW.temporary_delta_minor,
           frozen_minor = frozen_minor + NEW.frozen_delta_minor
     WHERE node_id = NEW.node_id
       AND NEW.used_delta_minor = 0 AND NEW.reserved_delta_minor = 0;
    -- What a unit borrowed or lent counts like its own share: a group cannot give it twice.
    UPDATE balance
       SET allocated_minor = allocated_minor + NEW.approved_delta_minor
                           + NEW.temporary_delta_minor
     WHERE NEW.approved_delta_minor + NEW.temporary_delta_minor <> 0
       AND node_id IN (SELECT parent_id FROM edge
                        WHERE child_id = NEW.node_id AND strict = 1 AND valid_to IS NULL);

    INSERT INTO due (entry_id, kind, node_id, lender_node_id, on_expiry, last_date,
                     open_minor, drawn_minor)
    SELECT NEW.id, CASE NEW.kind WHEN 'reserve' THEN 'lapse' ELSE 'return' END, NEW.node_id,
           NEW.lender_node_id, NEW.on_expiry, NEW.last_date,
           NEW.reserved_delta_minor + NEW.temporary_delta_minor, 0
     WHERE NEW.kind = 'reserve' OR (NEW.kind = 'borrow' AND NEW.loan_id = NEW.id);
    UPDATE due SET open_minor = 0
     WHERE entry_id = NEW.resolves_id AND kind = 'lapse' AND NEW.reserved_delta_minor < 0;
    UPDATE due SET drawn_minor = drawn_minor + NEW.loan_delta_minor
     WHERE entry_id = NEW.loan_id AND kind = 'return' AND NEW.loan_delta_minor <> 0;
    UPDATE due SET open_minor = open_minor + NEW.temporary_delta_minor
     WHERE entry_id = NEW.loan_id AND kind = 'return'
       AND NEW.kind = 'return' AND node_id = NEW.node_id;

    SELECT RAISE(ABORT, 'fidesk:over_line')
     WHERE NEW.mode = 'ask' AND NEW.used_delta_minor + NEW.reserved_delta_minor > 0
       AND EXISTS (
           SELECT 1 FROM path
             JOIN balance ON balance.node_id = path.ancestor_id
             JOIN node ON node.id = path.ancestor_id
            WHERE path.node_id = NEW.node_id AND path.valid_to IS NULL AND node.limited = 1
              AND (balance.used_minor + balance.reserved_minor + balance.consumed_minor
                   > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                   OR node.suspended = 1
                   OR node.expiry_date < NEW.business_date
                   OR node.effective_date > NEW.business_date));
    SELECT RAISE(ABORT, 'fidesk:below_use')
     WHERE (NEW.kind = 'lend' OR (NEW.kind = 'allocate' AND NEW.approved_delta_minor < 0))
       AND EXISTS (
           SELECT 1 FROM balance
            WHERE node_id = NEW.node_id
              AND max(used_minor + reserved_minor + consumed_minor, allocated_minor)
                  > approved_minor + temporary_minor - frozen_minor);
    SELECT RAISE(ABORT, 'fidesk:over_allocated')
     WHERE NEW.kind = 'allocate' AND NEW.approved_delta_minor > 0
       AND EXISTS (
           SELECT 1 FROM edge JOIN balance ON balance.node_id = edge.parent_id
            WHERE edge.child_id = NEW.node_id AND edge.strict = 1 AND edge.valid_to IS NULL
              AND balance.allocated_minor
                  > balance.approved_minor + balance.temporary_minor - balance.frozen_minor);
END;

-- trigger entry_no_update
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;

-- trigger entry_no_delete
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;
