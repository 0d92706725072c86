-- Which entries stood when a row was written that the ledger looks at: the trail and the entries are
-- numbered apart, and a replay needs them in one order.

-- trigger audit_mark
CREATE TRIGGER audit_mark ON audit AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    INSERT INTO trail_mark (audit_number, entry_number, business_date)
    SELECT inserted.number, COALESCE((SELECT MAX(number) FROM entry), 0),
           (SELECT MAX(day) FROM business_day)
      FROM inserted
     WHERE inserted.table_name IN (N'institution', N'node', N'unit', N'approval');
END
