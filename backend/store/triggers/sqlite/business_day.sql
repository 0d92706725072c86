-- The open business date moves forward only; opening a day posts what became due before it:
-- first the reservations that lapse, then the loans between units that go home, then the temporary
-- increases that end and the freezes that thaw.

-- trigger business_day_refuse
CREATE TRIGGER business_day_refuse BEFORE INSERT ON business_day
BEGIN
    SELECT RAISE(ABORT, 'fidesk:date_moves_back')
     WHERE NEW.day <= (SELECT max(day) FROM business_day);
    SELECT RAISE(ABORT, 'fidesk:not_a_date') WHERE NEW.day IS NOT date(NEW.day, '+0 days');
END;

-- trigger business_day_jump
CREATE TRIGGER business_day_jump BEFORE INSERT ON business_day
BEGIN
    -- A clock that runs ahead opens no far day: of the days of one act, which have one moment, the
    -- last is near the day that stood before, unless an administrator has confirmed that it came.
    SELECT RAISE(ABORT, 'fidesk:date_jumps')
     WHERE NEW.day IS date(NEW.day, '+0 days')
       AND NEW.day > (
           SELECT date(coalesce(max(CASE WHEN opened_at <> NEW.opened_at THEN day END), min(day)),
                       '+' || coalesce((SELECT CAST(value AS INTEGER) FROM setting
                                         WHERE name = 'most_days_ahead'), 45) || ' days')
             FROM business_day)
       AND NOT EXISTS (SELECT 1 FROM setting
                        WHERE substr(name, 1, 8) = 'jump_to:' AND substr(name, 9) >= NEW.day);
END;

-- trigger business_day_open
CREATE TRIGGER business_day_open AFTER INSERT ON business_day
BEGIN
    INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, resolves_id,
                       loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                       frozen_delta_minor, used_delta_minor, reserved_delta_minor,
                       exposure_reserved_delta_minor, deal_currency, deal_amount_minor, rate_e12, factor_e6, reference,
                       request_number, reason, on_expiry, business_date, recorded_at, login)
    SELECT 'lapse:' || due.entry_id, 'lapse', due.node_id, 'auto', 'day:' || NEW.day, '',
           due.entry_id, 0, 0, 0, 0, 0, -due.open_minor, -due.open_exposure_minor,
           held.deal_currency, held.deal_amount_minor, held.rate_e12, held.factor_e6,
           held.reference, held.request_number, '', '', date(due.last_date, '+1 day'),
           NEW.opened_at, NEW.opened_by
      FROM due JOIN entry AS held ON held.id = due.entry_id
     WHERE due.kind = 'lapse' AND due.open_minor > 0 AND due.last_date < NEW.day
     ORDER BY due.last_date, due.entry_id;

    INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, loan_id,
                       loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                       frozen_delta_minor, used_delta_minor, reserved_delta_minor,
                       deal_currency, deal_amount_minor, rate_e12, factor_e6, reference,
                       request_number, reason, on_expiry, business_date, recorded_at, login)
    WITH wanted AS (
        SELECT due.entry_id, due.on_expiry, due.last_date,
               CASE due.on_expiry WHEN 'all_returns' THEN due.open_minor
                    ELSE max(0, due.open_minor - due.drawn_minor) END AS wanted_minor
          FROM due
         WHERE due.kind = 'return' AND due.open_minor > 0 AND due.last_date < NEW.day
    ), raised AS (
        -- Loans that raised one node share its room: the earlier ones are served first. CROSS JOIN
        -- keeps the order: from the few loans to their legs, not through every entry.
        SELECT wanted.entry_id,
               balance.approved_minor + balance.temporary_minor - balance.frozen_minor
               - balance.used_minor - balance.reserved_minor - balance.consumed_minor
               - coalesce(sum(wanted.wanted_minor) OVER (
                   PARTITION BY leg.node_id ORDER BY wanted.last_date, wanted.entry_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS room_minor
          FROM wanted
          CROSS JOIN entry AS leg ON leg.loan_id = wanted.entry_id AND leg.kind = 'borrow'
          JOIN balance ON balance.node_id = leg.node_id
    ), back AS (
        SELECT entry_id, last_date,
               CASE on_expiry WHEN 'all_returns' THEN wanted_minor
                    ELSE max(0, min(wanted_minor, (
                        SELECT min(room_minor) FROM raised
                         WHERE raised.entry_id = wanted.entry_id))) END AS back_minor
          FROM wanted
    )
    SELECT 'return:' || leg.id || ':' || NEW.day, 'return', leg.node_id, 'auto',
           'day:' || NEW.day, '', leg.loan_id, 0, 0,
           CASE leg.kind WHEN 'borrow' THEN -back.back_minor ELSE back.back_minor END,
           0, 0, 0, leg.deal_currency, 0, 0, 0, leg.reference, leg.request_number, '', '',
           max(date(back.last_date, '+1 day'),
               (SELECT date(max(day), '+1 day') FROM business_day WHERE day < NEW.day)),
           NEW.opened_at, NEW.opened_by
      FROM back JOIN entry AS leg ON leg.loan_id = back.entry_id AND leg.kind IN ('lend', 'borrow')
     WHERE back.back_minor > 0
     ORDER BY leg.number;

    INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, resolves_id,
                       loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                       frozen_delta_minor, used_delta_minor, reserved_delta_minor,
                       deal_currency, deal_amount_minor, rate_e12, factor_e6, reference,
                       request_number, reason, on_expiry, business_date, recorded_at, login)
    SELECT due.kind || ':' || due.entry_id, due.kind, due.node_id, 'auto', 'day:' || NEW.day, '',
           due.entry_id, 0, 0, CASE due.kind WHEN 'revert' THEN -due.open_minor ELSE 0 END,
           CASE due.kind WHEN 'unfreeze' THEN -due.open_minor ELSE 0 END, 0, 0,
           held.deal_currency, 0, 0, 0, held.reference, held.request_number, '', '',
           max(date(due.last_date, '+1 day'),
               (SELECT date(max(day), '+1 day') FROM business_day WHERE day < NEW.day)),
           NEW.opened_at, NEW.opened_by
      FROM due JOIN entry AS held ON held.id = due.entry_id
     WHERE due.kind IN ('revert', 'unfreeze') AND due.open_minor > 0 AND due.last_date < NEW.day
     ORDER BY due.kind, due.last_date, due.entry_id;
END;

-- trigger business_day_no_update
CREATE TRIGGER business_day_no_update BEFORE UPDATE ON business_day
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;

-- trigger business_day_no_delete
CREATE TRIGGER business_day_no_delete BEFORE DELETE ON business_day
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;
