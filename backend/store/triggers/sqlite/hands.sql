-- Hands: what the policy of the open date asks two or three persons for is posted under an approval
-- that they gave, once; approvals only move forward; who gave a hand had the right to.

-- trigger entry_hands
CREATE TRIGGER entry_hands BEFORE INSERT ON entry
WHEN NEW.approval_number IS NOT NULL OR NEW.effect_date IS NOT NULL
  OR (NEW.mode <> 'auto'
      AND NEW.kind IN ('approve', 'allocate', 'increase', 'extend', 'unfreeze', 'reverse'))
BEGIN
    -- An approval carries one order's entries, and of none before it was applied.
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE NEW.approval_number IS NOT NULL
       AND (NOT EXISTS (SELECT 1 FROM approval
                         WHERE number = NEW.approval_number AND state = 'applied')
            OR EXISTS (SELECT 1 FROM entry
                        WHERE approval_number = NEW.approval_number
                          AND receipt_id <> NEW.receipt_id));
    SELECT RAISE(ABORT, 'fidesk:hands')
      FROM (SELECT hands.operation, hands.size_minor,
                   (SELECT policy.hands FROM policy
                     WHERE policy.operation = hands.operation
                       AND policy.from_minor <= hands.size_minor
                       AND policy.valid_from = (
                           SELECT max(valid_from) FROM policy AS newer
                            WHERE newer.operation = hands.operation
                              AND newer.valid_from <= (SELECT max(day) FROM business_day))
                     ORDER BY policy.from_minor DESC LIMIT 1) AS needed
              -- A regulatory cap follows from parameters: its order takes their hands.
              FROM (SELECT CASE
                           WHEN NEW.kind = 'approve'
                            AND (SELECT dimension FROM node WHERE id = NEW.node_id) = 'regulation'
                           THEN 'parameter'
                           WHEN NEW.kind IN ('approve', 'increase', 'unfreeze', 'reverse')
                           THEN NEW.kind
                           WHEN NEW.kind = 'allocate'
                           THEN coalesce(
                               (SELECT operation FROM approval
                                 WHERE number = NEW.approval_number
                                   AND operation IN ('reallocate', 'reallocate_products')),
                               (SELECT 'reallocate' FROM receipt
                                 WHERE id = NEW.receipt_id AND command = 'ReallocateLine'),
                               'allocate')
                           WHEN NEW.kind = 'extend'
                           THEN (SELECT CASE kind WHEN 'revert' THEN 'increase' ELSE kind END
                                   FROM due
                                  WHERE entry_id = NEW.resolves_id
                                    AND (kind = 'revert' AND NEW.last_date > last_date
                                      OR kind = 'unfreeze' AND NEW.last_date < last_date))
                           WHEN NEW.effect_date IS NOT NULL THEN 'late' END AS operation,
                           CASE NEW.kind
                           WHEN 'extend'
                           THEN coalesce((SELECT open_minor FROM due
                                           WHERE entry_id = NEW.resolves_id AND kind = 'revert'),
                                         0)
                           WHEN 'increase' THEN abs(NEW.temporary_delta_minor)
                           WHEN 'approve'
                           THEN CASE (SELECT dimension FROM node WHERE id = NEW.node_id)
                                WHEN 'regulation' THEN 0
                                ELSE abs(NEW.approved_delta_minor) END
                           ELSE abs(NEW.approved_delta_minor) END AS size_minor) AS hands
           ) AS asked
     WHERE NEW.mode <> 'auto' AND asked.needed > 1
       AND NOT EXISTS (SELECT 1 FROM approval
                        WHERE number = NEW.approval_number AND state = 'applied'
                          AND operation = asked.operation AND hands >= asked.needed
                          AND amount_minor >= asked.size_minor)
       -- A request that was granted and checked had its two hands.
       AND NOT (asked.operation = 'increase' AND asked.needed = 2
                AND EXISTS (SELECT 1 FROM request
                             WHERE number = NEW.request_number AND kind = 'increase'
                               AND state IN ('granted', 'partly_granted'))
                AND NOT EXISTS (SELECT 1 FROM entry
                                 WHERE request_number = NEW.request_number AND request_number <> ''
                                   AND receipt_id <> NEW.receipt_id));
END;

-- trigger node_resume
CREATE TRIGGER node_resume BEFORE UPDATE ON node
WHEN OLD.suspended = 1 AND NEW.suspended = 0
BEGIN
    -- One may suspend; to take new use again needs the order of more, each once.
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE 1 < (SELECT hands FROM policy
                 WHERE operation = 'resume' AND from_minor = 0
                   AND valid_from = (
                       SELECT max(valid_from) FROM policy AS newer
                        WHERE newer.operation = 'resume'
                          AND newer.valid_from <= (SELECT max(day) FROM business_day)))
       AND (NOT EXISTS (SELECT 1 FROM approval
                         WHERE number = NEW.submission_id AND state = 'applied'
                           AND operation IN ('resume', 'unfreeze') AND node_key = NEW.node_key)
            OR EXISTS (SELECT 1 FROM audit
                        WHERE table_name = 'node' AND row_key = CAST(NEW.id AS TEXT)
                          AND version < NEW.version AND submission_id = NEW.submission_id));
END;

-- trigger approval_open
CREATE TRIGGER approval_open BEFORE INSERT ON approval
BEGIN
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE NEW.state <> 'awaiting_check' OR NEW.checker IS NOT NULL OR NEW.approver IS NOT NULL
        OR NEW.checker_for IS NOT NULL OR NEW.approver_for IS NOT NULL
        OR NEW.maker <> NEW.changed_by;
END;

-- trigger approval_move
CREATE TRIGGER approval_move BEFORE UPDATE ON approval
BEGIN
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE OLD.state NOT IN ('awaiting_check', 'awaiting_approval')
        OR NEW.command_id <> OLD.command_id OR NEW.command <> OLD.command
        OR NEW.content <> OLD.content OR NEW.operation <> OLD.operation
        OR NEW.node_key <> OLD.node_key OR NEW.institution_id IS NOT OLD.institution_id
        OR NEW.amount_minor <> OLD.amount_minor OR NEW.hands < OLD.hands
        OR NEW.maker <> OLD.maker OR NEW.made_at <> OLD.made_at OR NEW.place <> OLD.place;
    -- Each step by its hand, which signs it; the next hand leaves the one before as it is.
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE NOT (
        (OLD.state = 'awaiting_check' AND NEW.approver IS NULL AND NEW.approver_for IS NULL
         AND ((NEW.state IN ('awaiting_approval', 'refused')
               OR (NEW.state = 'applied' AND NEW.hands = 2))
              AND NEW.checker IS NEW.changed_by
           OR NEW.state IN ('withdrawn', 'failed') AND NEW.checker IS NULL
              AND NEW.changed_by = OLD.maker))
     OR (OLD.state = 'awaiting_approval' AND NEW.checker IS OLD.checker
         AND NEW.checker_for IS OLD.checker_for AND NEW.checked_at IS OLD.checked_at
         AND (NEW.state IN ('applied', 'refused') AND NEW.approver IS NEW.changed_by
           OR NEW.state IN ('withdrawn', 'failed') AND NEW.approver IS NULL
              AND NEW.changed_by = OLD.maker)));
END;

-- trigger approval_hand
CREATE TRIGGER approval_hand BEFORE UPDATE ON approval
WHEN NEW.checker IS NOT OLD.checker OR NEW.approver IS NOT OLD.approver
BEGIN
    -- Who gives a hand holds the right to it, or stands in today for one who does; nobody gives a
    -- second hand in the place of somebody who gave one.
    SELECT RAISE(ABORT, 'fidesk:hands')
      FROM (SELECT CASE WHEN NEW.checker IS NOT OLD.checker THEN NEW.checker
                        ELSE NEW.approver END AS login,
                   CASE WHEN NEW.checker IS NOT OLD.checker THEN NEW.checker_for
                        ELSE NEW.approver_for END AS stands_for,
                   CASE WHEN NEW.checker IS NOT OLD.checker THEN 'check'
                        ELSE 'authorise' END AS operation) AS hand
     WHERE NOT EXISTS (
           SELECT 1 FROM person JOIN permission ON permission.role = person.role
            WHERE person.login = coalesce(hand.stands_for, hand.login)
              AND permission.operation = hand.operation)
        OR (hand.stands_for IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM delegation
                 WHERE delegate = hand.login AND principal = hand.stands_for AND ended = 0
                   AND (SELECT max(day) FROM business_day) BETWEEN from_date AND last_date))
        OR EXISTS (
           SELECT 1 FROM delegation
            WHERE delegate = hand.login AND ended = 0
              AND principal IN (OLD.maker, OLD.checker, OLD.checker_for)
              AND (SELECT max(day) FROM business_day) BETWEEN from_date AND last_date);
END;

-- trigger delegation_open
CREATE TRIGGER delegation_open BEFORE INSERT ON delegation
BEGIN
    SELECT RAISE(ABORT, 'fidesk:hands') WHERE NEW.principal <> NEW.changed_by OR NEW.ended <> 0;
END;

-- trigger delegation_end
CREATE TRIGGER delegation_end BEFORE UPDATE ON delegation
BEGIN
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE NEW.principal <> OLD.principal OR NEW.delegate <> OLD.delegate
        OR NEW.from_date <> OLD.from_date OR NEW.last_date <> OLD.last_date
        OR NEW.reason <> OLD.reason OR OLD.ended <> 0 OR NEW.ended <> 1
        OR NEW.changed_by NOT IN (OLD.principal, OLD.delegate);
END;

-- trigger policy_begin
CREATE TRIGGER policy_begin BEFORE INSERT ON policy
BEGIN
    -- What is done today keeps to the rule under which the day was opened.
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE NEW.valid_from <= (SELECT max(day) FROM business_day)
       AND EXISTS (SELECT 1 FROM entry);
END;

-- trigger authority_begin
CREATE TRIGGER authority_begin BEFORE INSERT ON authority
BEGIN
    SELECT RAISE(ABORT, 'fidesk:hands')
     WHERE NEW.valid_from <= (SELECT max(day) FROM business_day)
       AND EXISTS (SELECT 1 FROM entry);
END;
