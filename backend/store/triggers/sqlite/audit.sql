-- Which entries stood when a row was written that the ledger looks at: the trail and the entries are
-- numbered apart, and a replay needs them in one order.

-- trigger audit_mark
CREATE TRIGGER audit_mark AFTER INSERT ON audit
WHEN NEW.table_name IN ('institution', 'node', 'unit', 'approval')
BEGIN
    INSERT INTO trail_mark (audit_number, entry_number, business_date)
    VALUES (NEW.number, coalesce((SELECT max(number) FROM entry), 0),
            (SELECT max(day) FROM business_day));
END;
