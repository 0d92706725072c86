-- Hands: what the policy of the open date asks two or three persons for is posted under an approval
-- that they gave, once; approvals only move forward; who gave a hand had the right to.

-- trigger entry_hands
CREATE TRIGGER entry_hands ON entry AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM inserted
                    WHERE approval_number IS NOT NULL OR effect_date IS NOT NULL
                       OR (mode <> N'auto'
                           AND kind IN (N'approve', N'allocate', N'increase', N'extend',
                                        N'unfreeze', N'reverse'))) RETURN;
    DECLARE @open_date DATE;
    SELECT @open_date = MAX(day) FROM business_day;
    -- An approval carries one order's entries, and of none before it was applied.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE approval_number IS NOT NULL
                  AND (NOT EXISTS (SELECT 1 FROM approval
                                    WHERE approval.number = inserted.approval_number
                                      AND approval.state = N'applied')
                       OR EXISTS (SELECT 1 FROM entry AS other
                                   WHERE other.approval_number = inserted.approval_number
                                     AND other.receipt_id <> inserted.receipt_id)))
        THROW 51060, N'fidesk:hands', 1;
    IF EXISTS (
        SELECT 1
          FROM (SELECT asked.number, asked.operation, asked.size_minor,
                       (SELECT TOP 1 policy.hands FROM policy
                         WHERE policy.operation = asked.operation
                           AND policy.from_minor <= asked.size_minor
                           AND policy.valid_from = (
                               SELECT MAX(newer.valid_from) FROM policy AS newer
                                WHERE newer.operation = asked.operation
                                  AND newer.valid_from <= @open_date)
                         ORDER BY policy.from_minor DESC) AS needed
                  FROM (
                  SELECT inserted.number,
                         CASE inserted.kind
                         WHEN N'extend' THEN CASE prolonged.kind WHEN N'revert' THEN prolonged.open_minor
                                             ELSE 0 END
                         WHEN N'increase' THEN ABS(inserted.temporary_delta_minor)
                         ELSE CASE capped.dimension WHEN N'regulation' THEN 0
                              ELSE ABS(inserted.approved_delta_minor) END END AS size_minor,
                         -- A regulatory cap follows from parameters: its order takes their hands.
                         (CASE
                         WHEN inserted.kind = N'approve' AND capped.dimension = N'regulation'
                         THEN N'parameter'
                         WHEN inserted.kind IN (N'approve', N'increase', N'unfreeze', N'reverse')
                         THEN inserted.kind
                         WHEN inserted.kind = N'allocate'
                         THEN CASE WHEN approval.operation IN (N'reallocate', N'reallocate_products')
                                   THEN approval.operation
                                   WHEN receipt.command = N'ReallocateLine' THEN N'reallocate'
                                   ELSE N'allocate' END
                         WHEN inserted.kind = N'extend'
                         THEN CASE prolonged.kind WHEN N'revert' THEN N'increase'
                                                  WHEN N'unfreeze' THEN N'unfreeze' END
                         WHEN inserted.effect_date IS NOT NULL THEN N'late' END) COLLATE Latin1_General_100_BIN2
                         AS operation
                    FROM inserted
                    JOIN node AS capped ON capped.id = inserted.node_id
                    LEFT JOIN approval ON approval.number = inserted.approval_number
                    LEFT JOIN receipt ON receipt.id = inserted.receipt_id
                    LEFT JOIN due AS prolonged
                      ON prolonged.entry_id = inserted.resolves_id AND inserted.kind = N'extend'
                     AND (prolonged.kind = N'revert'
                          -- The due row is moved already: what it was is the last word before this one.
                          OR (prolonged.kind = N'unfreeze'
                              AND inserted.last_date < COALESCE(
                                  (SELECT TOP 1 before.last_date FROM entry AS before
                                    WHERE (before.id = inserted.resolves_id
                                           OR (before.kind = N'extend'
                                               AND before.resolves_id = inserted.resolves_id))
                                      AND before.number < inserted.number
                                    ORDER BY before.number DESC), CAST('9999-12-31' AS DATE))))
                   WHERE inserted.mode <> N'auto'
                  ) AS asked WHERE asked.operation IS NOT NULL) AS rule_of
          JOIN inserted ON inserted.number = rule_of.number
         WHERE rule_of.needed > 1
           AND NOT EXISTS (SELECT 1 FROM approval
                            WHERE approval.number = inserted.approval_number
                              AND approval.state = N'applied'
                              AND approval.operation = rule_of.operation
                              AND approval.hands >= rule_of.needed
                              AND approval.amount_minor >= rule_of.size_minor)
           -- A request that was granted and checked had its two hands.
           AND NOT (rule_of.operation = N'increase' AND rule_of.needed = 2
                    AND EXISTS (SELECT 1 FROM request
                                 WHERE request.number = inserted.request_number
                                   AND request.kind = N'increase'
                                   AND request.state IN (N'granted', N'partly_granted'))
                    AND NOT EXISTS (SELECT 1 FROM entry AS other
                                     WHERE other.request_number = inserted.request_number
                                       AND other.receipt_id <> inserted.receipt_id)))
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger node_resume
CREATE TRIGGER node_resume ON node AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM inserted JOIN deleted ON deleted.id = inserted.id
                    WHERE deleted.suspended = 1 AND inserted.suspended = 0) RETURN;
    -- One may suspend; to take new use again needs the order of more, each once.
    IF 1 < (SELECT policy.hands FROM policy
             WHERE policy.operation = N'resume' AND policy.from_minor = 0
               AND policy.valid_from = (
                   SELECT MAX(newer.valid_from) FROM policy AS newer
                    WHERE newer.operation = N'resume'
                      AND newer.valid_from <= (SELECT MAX(day) FROM business_day)))
       AND EXISTS (
        SELECT 1 FROM inserted JOIN deleted ON deleted.id = inserted.id
         WHERE deleted.suspended = 1 AND inserted.suspended = 0
           AND (NOT EXISTS (SELECT 1 FROM approval
                             WHERE approval.number = inserted.submission_id
                               AND approval.state = N'applied'
                               AND approval.operation IN (N'resume', N'unfreeze')
                               AND approval.node_key = inserted.node_key)
                OR EXISTS (SELECT 1 FROM audit
                            WHERE audit.table_name = N'node'
                              AND audit.row_key = CAST(inserted.id AS NVARCHAR(96))
                              AND audit.version < inserted.version
                              AND audit.submission_id = inserted.submission_id)))
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger approval_open
CREATE TRIGGER approval_open ON approval AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE state <> N'awaiting_check' OR checker IS NOT NULL OR approver IS NOT NULL
                   OR checker_for IS NOT NULL OR approver_for IS NOT NULL
                   OR maker <> changed_by)
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger approval_move
CREATE TRIGGER approval_move ON approval AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM deleted LEFT JOIN inserted ON inserted.number = deleted.number
         WHERE inserted.number IS NULL
            OR deleted.state NOT IN (N'awaiting_check', N'awaiting_approval')
            OR inserted.command_id <> deleted.command_id OR inserted.command <> deleted.command
            OR inserted.content <> deleted.content OR inserted.operation <> deleted.operation
            OR inserted.node_key <> deleted.node_key
            OR COALESCE(inserted.institution_id, -1) <> COALESCE(deleted.institution_id, -1)
            OR inserted.amount_minor <> deleted.amount_minor OR inserted.hands < deleted.hands
            OR inserted.maker <> deleted.maker OR inserted.made_at <> deleted.made_at
            OR inserted.place <> deleted.place)
        THROW 51060, N'fidesk:hands', 1;
    -- Each step by its hand, which signs it; the next hand leaves the one before as it is.
    IF EXISTS (
        SELECT 1 FROM deleted JOIN inserted ON inserted.number = deleted.number
         WHERE NOT (
            (deleted.state = N'awaiting_check' AND inserted.approver IS NULL
             AND inserted.approver_for IS NULL
             AND (((inserted.state IN (N'awaiting_approval', N'refused')
                    OR (inserted.state = N'applied' AND inserted.hands = 2))
                   AND COALESCE(inserted.checker, N'') = inserted.changed_by)
               OR (inserted.state IN (N'withdrawn', N'failed') AND inserted.checker IS NULL
                   AND inserted.changed_by = deleted.maker)))
         OR (deleted.state = N'awaiting_approval'
             AND COALESCE(inserted.checker, N'') = COALESCE(deleted.checker, N'')
             AND COALESCE(inserted.checker_for, N'') = COALESCE(deleted.checker_for, N'')
             AND COALESCE(inserted.checked_at, CAST('1900-01-01' AS DATETIME2(6)))
                 = COALESCE(deleted.checked_at, CAST('1900-01-01' AS DATETIME2(6)))
             AND ((inserted.state IN (N'applied', N'refused')
                   AND COALESCE(inserted.approver, N'') = inserted.changed_by)
               OR (inserted.state IN (N'withdrawn', N'failed') AND inserted.approver IS NULL
                   AND inserted.changed_by = deleted.maker)))))
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger approval_hand
CREATE TRIGGER approval_hand ON approval AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @today DATE;
    SELECT @today = MAX(day) FROM business_day;
    -- Who gives a hand holds the right to it, or stands in today for one who does; nobody gives a
    -- second hand in the place of somebody who gave one.
    IF EXISTS (
        SELECT 1
          FROM (SELECT inserted.checker AS login, inserted.checker_for AS stands_for,
                       N'check' COLLATE Latin1_General_100_BIN2 AS operation,
                       deleted.maker AS maker,
                       CAST(NULL AS NVARCHAR(128)) AS checker,
                       CAST(NULL AS NVARCHAR(128)) AS checker_for
                  FROM inserted JOIN deleted ON deleted.number = inserted.number
                 WHERE COALESCE(inserted.checker, N'') <> COALESCE(deleted.checker, N'')
                 UNION ALL
                SELECT inserted.approver, inserted.approver_for,
                       N'authorise' COLLATE Latin1_General_100_BIN2, deleted.maker,
                       deleted.checker, deleted.checker_for
                  FROM inserted JOIN deleted ON deleted.number = inserted.number
                 WHERE COALESCE(inserted.approver, N'') <> COALESCE(deleted.approver, N'')) AS hand
         WHERE NOT EXISTS (
               SELECT 1 FROM person JOIN permission ON permission.role = person.role
                WHERE person.login = COALESCE(hand.stands_for, hand.login)
                  AND permission.operation = hand.operation)
            OR (hand.stands_for IS NOT NULL
                AND NOT EXISTS (
                    SELECT 1 FROM delegation
                     WHERE delegation.delegate = hand.login
                       AND delegation.principal = hand.stands_for AND delegation.ended = 0
                       AND @today BETWEEN delegation.from_date AND delegation.last_date))
            OR EXISTS (
               SELECT 1 FROM delegation
                WHERE delegation.delegate = hand.login AND delegation.ended = 0
                  AND delegation.principal IN (hand.maker, hand.checker, hand.checker_for)
                  AND @today BETWEEN delegation.from_date AND delegation.last_date))
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger delegation_open
CREATE TRIGGER delegation_open ON delegation AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT 1 FROM inserted WHERE principal <> changed_by OR ended <> 0)
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger delegation_end
CREATE TRIGGER delegation_end ON delegation AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM deleted LEFT JOIN inserted ON inserted.number = deleted.number
         WHERE inserted.number IS NULL
            OR inserted.principal <> deleted.principal OR inserted.delegate <> deleted.delegate
            OR inserted.from_date <> deleted.from_date OR inserted.last_date <> deleted.last_date
            OR inserted.reason <> deleted.reason OR deleted.ended <> 0 OR inserted.ended <> 1
            OR inserted.changed_by NOT IN (deleted.principal, deleted.delegate))
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger policy_begin
CREATE TRIGGER policy_begin ON policy AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    -- What is done today keeps to the rule under which the day was opened.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE valid_from <= (SELECT MAX(day) FROM business_day))
       AND EXISTS (SELECT 1 FROM entry)
        THROW 51060, N'fidesk:hands', 1;
END

-- trigger authority_begin
CREATE TRIGGER authority_begin ON authority AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT 1 FROM inserted
                WHERE valid_from <= (SELECT MAX(day) FROM business_day))
       AND EXISTS (SELECT 1 FROM entry)
        THROW 51060, N'fidesk:hands', 1;
END
