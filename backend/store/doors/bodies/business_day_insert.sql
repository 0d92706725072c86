    -- Only working days are opened, none is left out, and none beyond the present one: in Shanghai
    -- that is today, on a weekend or holiday the next working day. Ten minutes are forgiven.
    DECLARE @present DATE;
    SET @present = CAST(DATEADD(minute, 490, SYSUTCDATETIME()) AS DATE);
    IF EXISTS (SELECT 1 FROM inserted
                WHERE DATEDIFF(day, @present, inserted.day) > 90
                   OR EXISTS (SELECT 1 FROM calendar_day
                               WHERE calendar_day.day = inserted.day AND calendar_day.working = 0)
                   OR (DATEDIFF(day, N'19000101', inserted.day)
                       - 7 * (DATEDIFF(day, N'19000101', inserted.day) / 7) > 4
                       AND NOT EXISTS (SELECT 1 FROM calendar_day
                                        WHERE calendar_day.day = inserted.day
                                          AND calendar_day.working = 1)))
        THROW 51108, N'fidesk:door_row', 1;
    IF EXISTS (
        SELECT 1
          FROM inserted
          CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS ones (digit)
          CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS tens (digit)
          LEFT JOIN calendar_day
            ON calendar_day.day = DATEADD(day, -1 - tens.digit * 10 - ones.digit, inserted.day)
         WHERE DATEADD(day, -1 - tens.digit * 10 - ones.digit, inserted.day)
               > COALESCE((SELECT MAX(earlier.day) FROM business_day AS earlier
                            WHERE earlier.day < inserted.day), inserted.day)
           AND (calendar_day.working = 1
                OR (calendar_day.day IS NULL
                    AND DATEDIFF(day, N'19000101', inserted.day) - 1 - tens.digit * 10 - ones.digit
                        - 7 * ((DATEDIFF(day, N'19000101', inserted.day) - 1
                                - tens.digit * 10 - ones.digit) / 7) <= 4)))
        THROW 51108, N'fidesk:door_row', 1;
    IF EXISTS (
        SELECT 1
          FROM inserted
          CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS ones (digit)
          CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS tens (digit)
          LEFT JOIN calendar_day
            ON calendar_day.day = DATEADD(day, tens.digit * 10 + ones.digit, @present)
         WHERE DATEADD(day, tens.digit * 10 + ones.digit, @present) < inserted.day
           AND (calendar_day.working = 1
                OR (calendar_day.day IS NULL
                    AND DATEDIFF(day, N'19000101', @present) + tens.digit * 10 + ones.digit
                        - 7 * ((DATEDIFF(day, N'19000101', @present)
                                + tens.digit * 10 + ones.digit) / 7) <= 4)))
        THROW 51103, N'fidesk:door_clock', 1;
