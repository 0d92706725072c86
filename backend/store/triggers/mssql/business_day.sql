-- The open business date moves forward only, a day at a time; opening it posts what became due
-- before it: first the reservations that lapse, then the loans between units that go home, then the
-- temporary increases that end and the freezes that thaw.

-- trigger business_day_jump
CREATE TRIGGER business_day_jump ON business_day AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    -- A clock that runs ahead opens no far day: of the days of one act, which have one moment, the
    -- last is near the day that stood before, unless an administrator has confirmed that it came.
    DECLARE @day DATE, @moment DATETIME2(6), @before DATE, @most INT;
    SELECT @day = MAX(day), @moment = MAX(opened_at) FROM inserted;
    SELECT @before = COALESCE(MAX(CASE WHEN opened_at <> @moment THEN day END), MIN(day))
      FROM business_day WHERE day < @day;
    SELECT @most = TRY_CAST(value AS INT) FROM setting WHERE name = N'most_days_ahead';
    IF DATEDIFF(day, @before, @day) > COALESCE(@most, 45)
        AND NOT EXISTS (SELECT 1 FROM setting
                         WHERE LEFT(name, 8) = N'jump_to:'
                           AND SUBSTRING(name, 9, 10) >= CONVERT(NVARCHAR(10), @day, 23))
        THROW 51024, N'fidesk:date_jumps', 1;
END;

-- trigger business_day_open
CREATE TRIGGER business_day_open ON business_day AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM inserted) RETURN;
    DECLARE @day DATE, @before DATE, @opened_at DATETIME2(6), @opened_by NVARCHAR(128);
    SELECT @day = day, @opened_at = opened_at, @opened_by = opened_by FROM inserted;
    IF (SELECT COUNT(*) FROM inserted) > 1
        OR EXISTS (SELECT 1 FROM business_day WHERE day > @day)
        THROW 51020, N'fidesk:date_moves_back', 1;
    SELECT @before = MAX(day) FROM business_day WHERE day < @day;

    -- Hold what is due and the nodes it concerns, so that the room read below is the room there is.
    UPDATE balance SET used_minor = used_minor
     WHERE node_id IN (SELECT leg.node_id
                         FROM due JOIN entry AS leg
                           ON leg.loan_id = due.entry_id OR leg.id = due.entry_id
                        WHERE due.open_minor > 0 AND due.last_date < @day);
    UPDATE due SET open_minor = open_minor WHERE open_minor > 0 AND last_date < @day;

    INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, resolves_id,
                       loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                       frozen_delta_minor, used_delta_minor, reserved_delta_minor,
                       exposure_reserved_delta_minor, deal_currency, deal_amount_minor, rate_e12,
                       factor_e6, reference, request_number, reason, on_expiry, business_date,
                       recorded_at, login)
    SELECT N'lapse:' + due.entry_id, N'lapse', due.node_id, N'auto',
           N'day:' + CONVERT(NVARCHAR(10), @day, 23), N'',
           due.entry_id, 0, 0, 0, 0, 0, -due.open_minor, -due.open_exposure_minor,
           held.deal_currency, held.deal_amount_minor, held.rate_e12, held.factor_e6,
           held.reference, held.request_number, N'', N'', DATEADD(day, 1, due.last_date),
           @opened_at, @opened_by
      FROM due JOIN entry AS held ON held.id = due.entry_id
     WHERE due.kind = N'lapse' AND due.open_minor > 0 AND due.last_date < @day
     ORDER BY due.last_date, due.entry_id;

    WITH wanted AS (
        SELECT due.entry_id, due.on_expiry, due.last_date,
               CASE WHEN due.on_expiry = N'all_returns' THEN due.open_minor
                    WHEN due.open_minor > due.drawn_minor THEN due.open_minor - due.drawn_minor
                    ELSE 0 END AS wanted_minor
          FROM due
         WHERE due.kind = N'return' AND due.open_minor > 0 AND due.last_date < @day
    ), raised AS (
        -- Loans that raised one node share its room: the earlier ones are served first.
        SELECT wanted.entry_id,
               balance.approved_minor + balance.temporary_minor - balance.frozen_minor
               - balance.used_minor - balance.reserved_minor - balance.consumed_minor
               - COALESCE(SUM(wanted.wanted_minor) OVER (
                   PARTITION BY leg.node_id ORDER BY wanted.last_date, wanted.entry_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS room_minor
          FROM wanted
          JOIN entry AS leg ON leg.loan_id = wanted.entry_id AND leg.kind = N'borrow'
          JOIN balance ON balance.node_id = leg.node_id
    ), tightest AS (
        SELECT entry_id, MIN(room_minor) AS room_minor FROM raised GROUP BY entry_id
    ), back AS (
        SELECT wanted.entry_id, wanted.last_date,
               CASE WHEN wanted.on_expiry = N'all_returns' THEN wanted.wanted_minor
                    WHEN tightest.room_minor <= 0 THEN 0
                    WHEN tightest.room_minor < wanted.wanted_minor THEN tightest.room_minor
                    ELSE wanted.wanted_minor END AS back_minor
          FROM wanted JOIN tightest ON tightest.entry_id = wanted.entry_id
    )
    INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, loan_id,
                       loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                       frozen_delta_minor, used_delta_minor, reserved_delta_minor,
                       deal_currency, deal_amount_minor, rate_e12, factor_e6, reference,
                       request_number, reason, on_expiry, business_date, recorded_at, login)
    SELECT N'return:' + leg.id + N':' + CONVERT(NVARCHAR(10), @day, 23), N'return', leg.node_id,
           N'auto', N'day:' + CONVERT(NVARCHAR(10), @day, 23), N'', leg.loan_id, 0, 0,
           CASE leg.kind WHEN N'borrow' THEN -back.back_minor ELSE back.back_minor END,
           0, 0, 0, leg.deal_currency, 0, 0, 0, leg.reference, leg.request_number, N'', N'',
           CASE WHEN @before > back.last_date THEN DATEADD(day, 1, @before)
                ELSE DATEADD(day, 1, back.last_date) END,
           @opened_at, @opened_by
      FROM back
      JOIN entry AS leg ON leg.loan_id = back.entry_id AND leg.kind IN (N'lend', N'borrow')
     WHERE back.back_minor > 0
     ORDER BY leg.number;

    INSERT INTO entry (id, kind, node_id, mode, receipt_id, submission_id, resolves_id,
                       loan_delta_minor, approved_delta_minor, temporary_delta_minor,
                       frozen_delta_minor, used_delta_minor, reserved_delta_minor,
                       deal_currency, deal_amount_minor, rate_e12, factor_e6, reference,
                       request_number, reason, on_expiry, business_date, recorded_at, login)
    SELECT due.kind + N':' + due.entry_id, due.kind, due.node_id, N'auto',
           N'day:' + CONVERT(NVARCHAR(10), @day, 23), N'', due.entry_id, 0, 0,
           CASE due.kind WHEN N'revert' THEN -due.open_minor ELSE 0 END,
           CASE due.kind WHEN N'unfreeze' THEN -due.open_minor ELSE 0 END, 0, 0,
           held.deal_currency, 0, 0, 0, held.reference, held.request_number, N'', N'',
           CASE WHEN @before > due.last_date THEN DATEADD(day, 1, @before)
                ELSE DATEADD(day, 1, due.last_date) END,
           @opened_at, @opened_by
      FROM due JOIN entry AS held ON held.id = due.entry_id
     WHERE due.kind IN (N'revert', N'unfreeze') AND due.open_minor > 0 AND due.last_date < @day
     ORDER BY due.kind, due.last_date, due.entry_id;
END;
