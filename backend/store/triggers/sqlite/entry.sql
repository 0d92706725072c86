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
     WHERE NEW.kind IN ('reserve', 'draw', 'void', 'lapse', 'release', 'revalue', 'reverse')
       AND (SELECT dimension FROM node WHERE id = NEW.node_id) <> 'unit';
    SELECT RAISE(ABORT, 'fidesk:not_the_open_date')
     WHERE NEW.mode <> 'auto'
       AND NEW.business_date IS NOT (SELECT max(day) FROM business_day);
    -- What counts for a past day is told; nothing counts for a day to come.
    SELECT RAISE(ABORT, 'fidesk:not_the_open_date')
     WHERE NEW.effect_date IS NOT NULL
       AND (NEW.effect_date > NEW.business_date OR NEW.mode <> 'tell'
            OR NEW.effect_date IS NOT date(NEW.effect_date, '+0 days'));
    SELECT RAISE(ABORT, 'fidesk:burned')
     WHERE EXISTS (SELECT 1 FROM receipt WHERE id = NEW.receipt_id AND outcome <> 'done');
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.reserved_delta_minor < 0
       AND NOT EXISTS (SELECT 1 FROM due
                        WHERE entry_id = NEW.resolves_id AND kind = 'lapse'
                          AND node_id = NEW.node_id
                          AND open_minor = -NEW.reserved_delta_minor
                          AND open_exposure_minor
                              = -coalesce(NEW.exposure_reserved_delta_minor, 0));
    -- Exposure goes the way of use, and never without it.
    SELECT RAISE(ABORT, 'fidesk:exposure')
     WHERE coalesce(NEW.exposure_used_delta_minor, 0) * NEW.used_delta_minor < 0
       AND NEW.kind <> 'revalue'
        OR coalesce(NEW.exposure_reserved_delta_minor, 0) * NEW.reserved_delta_minor < 0
        OR coalesce(NEW.exposure_used_delta_minor, 0) <> 0 AND NEW.used_delta_minor = 0
        OR coalesce(NEW.exposure_reserved_delta_minor, 0) <> 0 AND NEW.reserved_delta_minor = 0;
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.kind IN ('release', 'revalue')
       AND NOT EXISTS (
           SELECT 1 FROM open_draw
            WHERE entry_id = NEW.resolves_id AND node_id = NEW.node_id
              AND open_use_minor > 0 AND open_use_minor + NEW.used_delta_minor >= 0
              AND open_exposure_minor + coalesce(NEW.exposure_used_delta_minor, 0) >= 0
              AND (NEW.kind = 'revalue' OR open_deal_minor >= NEW.deal_amount_minor));
    -- A draw is undone whole, while no release of it stands; so is the release; each once.
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.kind = 'reverse'
       AND (EXISTS (SELECT 1 FROM entry
                     WHERE resolves_id = NEW.resolves_id AND kind = 'reverse')
            OR NOT EXISTS (
               SELECT 1 FROM entry AS undone
                 JOIN open_draw AS drawn
                   ON drawn.entry_id = CASE undone.kind WHEN 'draw' THEN undone.id
                                       ELSE undone.resolves_id END
                WHERE undone.id = NEW.resolves_id AND undone.node_id = NEW.node_id
                  AND undone.deal_amount_minor = NEW.deal_amount_minor
                  AND (undone.kind = 'draw'
                       AND drawn.open_deal_minor = undone.deal_amount_minor
                       AND NEW.used_delta_minor = -drawn.open_use_minor
                       AND NEW.loan_delta_minor = -drawn.open_loan_minor
                       AND (NEW.loan_delta_minor = 0 OR NEW.loan_id = undone.loan_id)
                       AND coalesce(NEW.exposure_used_delta_minor, 0) = -drawn.open_exposure_minor
                    OR undone.kind = 'release'
                       AND NEW.used_delta_minor = -undone.used_delta_minor
                       AND NEW.loan_delta_minor = 0
                       AND coalesce(NEW.exposure_used_delta_minor, 0)
                           = -coalesce(undone.exposure_used_delta_minor, 0))));
    -- What was added or held for a time ends by its own entry, at most whole.
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.kind IN ('revert', 'unfreeze')
       AND NOT EXISTS (
           SELECT 1 FROM due
            WHERE entry_id = NEW.resolves_id AND kind = NEW.kind AND node_id = NEW.node_id
              AND open_minor >= -NEW.temporary_delta_minor - NEW.frozen_delta_minor);
    -- What is open is prolonged, or ended earlier, never into the past.
    SELECT RAISE(ABORT, 'fidesk:already_resolved')
     WHERE NEW.kind = 'extend'
       AND NOT EXISTS (SELECT 1 FROM due
                        WHERE entry_id = NEW.resolves_id AND node_id = NEW.node_id
                          AND open_minor > 0 AND NEW.last_date >= NEW.business_date)
       AND NOT EXISTS (SELECT 1 FROM open_draw
                        WHERE entry_id = NEW.resolves_id AND node_id = NEW.node_id
                          AND open_use_minor > 0 AND NEW.maturity_date >= NEW.business_date);
    SELECT RAISE(ABORT, 'fidesk:not_a_date')
     WHERE NEW.kind IN ('increase', 'extend') AND NEW.last_date IS NULL
       AND NEW.maturity_date IS NULL;
    -- Only a deal that is done is told; only the calendar acts by itself.
    SELECT RAISE(ABORT, 'fidesk:mode')
     WHERE (NEW.mode = 'tell' AND NEW.kind NOT IN ('draw', 'release', 'revalue', 'reverse'))
        OR (NEW.mode <> 'tell' AND NEW.kind IN ('revalue', 'reverse'))
        OR (NEW.mode <> 'auto' AND NEW.kind IN ('lapse', 'return'));
    SELECT RAISE(ABORT, 'fidesk:not_due')
     WHERE NEW.mode = 'auto' AND NEW.kind IN ('lapse', 'return', 'revert', 'unfreeze')
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
     WHERE NEW.loan_delta_minor < 0 AND NEW.kind <> 'reverse'
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
    -- What is open of draws and of what ends by date; the nodes across a path are found by it.
    INSERT INTO open_draw (entry_id, node_id, currency_code, open_deal_minor, open_use_minor,
                           open_loan_minor, open_exposure_minor, rate_e12, factor_e6, tenor_days,
                           maturity_date)
    SELECT NEW.id, NEW.node_id, NEW.deal_currency, NEW.deal_amount_minor, NEW.used_delta_minor,
           NEW.loan_delta_minor, coalesce(NEW.exposure_used_delta_minor, 0), NEW.rate_e12,
           NEW.factor_e6,
           coalesce(CAST(julianday(NEW.maturity_date) - julianday(NEW.value_date) AS INTEGER), 0),
           NEW.maturity_date
     WHERE NEW.kind = 'draw';
    UPDATE open_draw
       SET open_deal_minor = open_deal_minor - CASE NEW.kind WHEN 'revalue' THEN 0
                                               ELSE NEW.deal_amount_minor END,
           open_use_minor = open_use_minor + NEW.used_delta_minor,
           open_loan_minor = open_loan_minor + NEW.loan_delta_minor,
           open_exposure_minor = open_exposure_minor + coalesce(NEW.exposure_used_delta_minor, 0),
           rate_e12 = CASE NEW.kind WHEN 'revalue' THEN NEW.rate_e12 ELSE rate_e12 END,
           factor_e6 = CASE NEW.kind WHEN 'revalue' THEN NEW.factor_e6 ELSE factor_e6 END
     WHERE entry_id = NEW.resolves_id AND NEW.kind IN ('release', 'revalue', 'reverse');
    UPDATE open_draw
       SET open_deal_minor = open_deal_minor + NEW.deal_amount_minor,
           open_use_minor = open_use_minor + NEW.used_delta_minor,
           open_exposure_minor = open_exposure_minor + coalesce(NEW.exposure_used_delta_minor, 0)
     WHERE NEW.kind = 'reverse' AND NEW.used_delta_minor > 0
       AND entry_id = (SELECT resolves_id FROM entry WHERE id = NEW.resolves_id);
    UPDATE open_draw SET maturity_date = NEW.maturity_date
     WHERE entry_id = NEW.resolves_id AND NEW.kind = 'extend' AND NEW.maturity_date IS NOT NULL;

    INSERT INTO due (entry_id, kind, node_id, lender_node_id, on_expiry, last_date, open_minor,
                     drawn_minor, open_exposure_minor, tenor_days, currency_code)
    SELECT NEW.id, CASE NEW.kind WHEN 'reserve' THEN 'lapse' WHEN 'borrow' THEN 'return'
                                 WHEN 'increase' THEN 'revert' ELSE 'unfreeze' END,
           NEW.node_id, NEW.lender_node_id, NEW.on_expiry, coalesce(NEW.last_date, '9999-12-31'),
           NEW.reserved_delta_minor + NEW.temporary_delta_minor + NEW.frozen_delta_minor, 0,
           coalesce(NEW.exposure_reserved_delta_minor, 0),
           coalesce(CAST(julianday(NEW.maturity_date) - julianday(NEW.value_date) AS INTEGER), 0),
           NEW.deal_currency
     WHERE NEW.kind IN ('reserve', 'increase', 'freeze')
        OR (NEW.kind = 'borrow' AND NEW.loan_id = NEW.id);
    UPDATE due SET open_minor = 0, open_exposure_minor = 0
     WHERE entry_id = NEW.resolves_id AND kind = 'lapse' AND NEW.reserved_delta_minor < 0;
    UPDATE due SET open_minor = open_minor + NEW.temporary_delta_minor + NEW.frozen_delta_minor
     WHERE entry_id = NEW.resolves_id AND NEW.kind IN ('revert', 'unfreeze');
    UPDATE due SET last_date = NEW.last_date
     WHERE entry_id = NEW.resolves_id AND NEW.kind = 'extend' AND NEW.last_date IS NOT NULL;
    UPDATE due SET drawn_minor = drawn_minor + NEW.loan_delta_minor
     WHERE entry_id = NEW.loan_id AND kind = 'return' AND NEW.loan_delta_minor <> 0;
    UPDATE due SET open_minor = open_minor + NEW.temporary_delta_minor
     WHERE entry_id = NEW.loan_id AND kind = 'return'
       AND NEW.kind = 'return' AND node_id = NEW.node_id;

    UPDATE balance
       SET used_minor = used_minor + CASE
               WHEN (SELECT dimension FROM node WHERE id = balance.node_id) = 'regulation'
               THEN coalesce(NEW.exposure_used_delta_minor, 0) ELSE NEW.used_delta_minor END,
           reserved_minor = reserved_minor + CASE
               WHEN (SELECT dimension FROM node WHERE id = balance.node_id) = 'regulation'
               THEN coalesce(NEW.exposure_reserved_delta_minor, 0)
               ELSE NEW.reserved_delta_minor END,
           exposure_used_minor = exposure_used_minor + coalesce(NEW.exposure_used_delta_minor, 0),
           exposure_reserved_minor = exposure_reserved_minor
                                   + coalesce(NEW.exposure_reserved_delta_minor, 0),
           consumed_minor = consumed_minor + CASE
               WHEN (NEW.kind = 'release' OR (NEW.kind = 'reverse' AND NEW.used_delta_minor > 0))
                AND (SELECT line_type FROM node WHERE id = balance.node_id) <> 'revolving'
               THEN -NEW.used_delta_minor ELSE 0 END
     WHERE (NEW.used_delta_minor <> 0 OR NEW.reserved_delta_minor <> 0)
       AND node_id IN (SELECT ancestor_id FROM path
                        WHERE node_id = NEW.node_id AND valid_to IS NULL);
    -- Tenor and currency limits stand across the path: use counts by the draw, what is held by the
    -- reservation, whatever entry ends them.
    UPDATE balance SET used_minor = used_minor + NEW.used_delta_minor
     WHERE NEW.used_delta_minor <> 0
       AND node_id IN (
           SELECT across.id
             FROM node AS leaf
             JOIN node AS across
               ON across.institution_id = leaf.institution_id
              AND across.dimension IN ('tenor', 'currency')
              AND coalesce(across.product_code, leaf.product_code) = leaf.product_code
             JOIN open_draw AS drawn
               ON drawn.entry_id = CASE
                  WHEN NEW.kind = 'draw' THEN NEW.id
                  WHEN NEW.kind = 'reverse' AND NEW.used_delta_minor > 0
                  THEN (SELECT resolves_id FROM entry WHERE id = NEW.resolves_id)
                  ELSE NEW.resolves_id END
            WHERE leaf.id = NEW.node_id
              AND (across.tenor_from_days <= drawn.tenor_days
                   OR across.currency_code = drawn.currency_code));
    UPDATE balance SET reserved_minor = reserved_minor + NEW.reserved_delta_minor
     WHERE NEW.reserved_delta_minor <> 0
       AND node_id IN (
           SELECT across.id
             FROM node AS leaf
             JOIN node AS across
               ON across.institution_id = leaf.institution_id
              AND across.dimension IN ('tenor', 'currency')
              AND coalesce(across.product_code, leaf.product_code) = leaf.product_code
             JOIN due AS held
               ON held.entry_id = CASE NEW.kind WHEN 'reserve' THEN NEW.id
                                  ELSE NEW.resolves_id END
            WHERE leaf.id = NEW.node_id
              AND (across.tenor_from_days <= held.tenor_days
                   OR across.currency_code = held.currency_code));
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

    SELECT RAISE(ABORT, 'fidesk:over_line')
     WHERE NEW.mode = 'ask' AND NEW.kind IN ('reserve', 'draw')
       AND EXISTS (
           SELECT 1 FROM path
             JOIN balance ON balance.node_id = path.ancestor_id
             JOIN node ON node.id = path.ancestor_id
            WHERE path.node_id = NEW.node_id AND path.valid_to IS NULL AND node.limited = 1
              AND 0 < CASE node.dimension WHEN 'regulation'
                      THEN coalesce(NEW.exposure_used_delta_minor, 0)
                         + coalesce(NEW.exposure_reserved_delta_minor, 0)
                      ELSE NEW.used_delta_minor + NEW.reserved_delta_minor END
              AND (balance.used_minor + balance.reserved_minor + balance.consumed_minor
                   > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                   OR node.suspended = 1
                   OR node.expiry_date < NEW.business_date
                   OR node.effective_date > NEW.business_date));
    -- A deal may take longer, or another currency, than what was held for it: where it takes more.
    SELECT RAISE(ABORT, 'fidesk:over_line')
     WHERE NEW.mode = 'ask' AND NEW.kind IN ('reserve', 'draw')
       AND EXISTS (
           SELECT 1
             FROM node AS leaf
             JOIN node AS across
               ON across.institution_id = leaf.institution_id
              AND across.dimension IN ('tenor', 'currency')
              AND coalesce(across.product_code, leaf.product_code) = leaf.product_code
             JOIN balance ON balance.node_id = across.id
             LEFT JOIN open_draw AS drawn ON drawn.entry_id = NEW.id
             LEFT JOIN due AS held
               ON held.entry_id = CASE NEW.kind WHEN 'reserve' THEN NEW.id
                                  ELSE NEW.resolves_id END
            WHERE leaf.id = NEW.node_id AND across.limited = 1
              AND 0 < CASE WHEN across.tenor_from_days <= drawn.tenor_days
                             OR across.currency_code = drawn.currency_code
                           THEN NEW.used_delta_minor ELSE 0 END
                    + CASE WHEN across.tenor_from_days <= held.tenor_days
                             OR across.currency_code = held.currency_code
                           THEN NEW.reserved_delta_minor ELSE 0 END
              AND (balance.used_minor + balance.reserved_minor
                   > balance.approved_minor + balance.temporary_minor - balance.frozen_minor
                   OR across.suspended = 1
                   OR across.expiry_date < NEW.business_date
                   OR across.effective_date > NEW.business_date));
    SELECT RAISE(ABORT, 'fidesk:below_zero')
     WHERE NEW.approved_delta_minor < 0
       AND EXISTS (SELECT 1 FROM balance WHERE node_id = NEW.node_id AND approved_minor < 0);
    SELECT RAISE(ABORT, 'fidesk:below_use')
     WHERE (NEW.kind = 'lend' OR (NEW.kind = 'allocate' AND NEW.approved_delta_minor < 0))
       AND EXISTS (
           SELECT 1 FROM balance
            WHERE node_id = NEW.node_id
              AND max(used_minor + reserved_minor + consumed_minor, allocated_minor)
                  > approved_minor + temporary_minor - frozen_minor);
    SELECT RAISE(ABORT, 'fidesk:over_allocated')
     WHERE NEW.kind IN ('allocate', 'increase')
       AND NEW.approved_delta_minor + NEW.temporary_delta_minor > 0
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
