-- Balances, due rows and paths follow from nodes, edges and entries: nobody takes one away, and
-- none is put in the place of another.

-- trigger balance_no_replace
CREATE TRIGGER balance_no_replace BEFORE INSERT ON balance
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM balance WHERE node_id = NEW.node_id);
END;

-- trigger balance_no_delete
CREATE TRIGGER balance_no_delete BEFORE DELETE ON balance
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;

-- trigger due_no_replace
CREATE TRIGGER due_no_replace BEFORE INSERT ON due
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM due WHERE entry_id = NEW.entry_id);
END;

-- trigger due_no_delete
CREATE TRIGGER due_no_delete BEFORE DELETE ON due
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;

-- trigger open_draw_no_replace
CREATE TRIGGER open_draw_no_replace BEFORE INSERT ON open_draw
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM open_draw WHERE entry_id = NEW.entry_id);
END;

-- trigger open_draw_no_delete
CREATE TRIGGER open_draw_no_delete BEFORE DELETE ON open_draw
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;

-- trigger path_no_replace
CREATE TRIGGER path_no_replace BEFORE INSERT ON path
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM path WHERE node_id = NEW.node_id
                      AND ancestor_id = NEW.ancestor_id
                      AND (valid_from = NEW.valid_from OR valid_to IS NULL));
END;

-- trigger path_no_delete
CREATE TRIGGER path_no_delete BEFORE DELETE ON path
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;
