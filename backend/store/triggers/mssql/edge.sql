-- Edges: the paths of everything beneath follow, and open use and shares come along. Edges that
-- hang on each other are opened and closed one statement after the other: such a set is refused.

-- trigger edge_open
CREATE TRIGGER edge_open ON edge AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM inserted) RETURN;
    -- Whoever posts beneath waits here, and then sees the new path.
    UPDATE balance SET used_minor = used_minor
     WHERE node_id IN (SELECT path.node_id FROM inserted
                         JOIN path ON path.ancestor_id = inserted.child_id
                        WHERE path.valid_to IS NULL
                        UNION ALL SELECT parent_id FROM inserted);
    IF EXISTS (SELECT edge.child_id
                 FROM edge JOIN inserted
                   ON inserted.child_id = edge.child_id AND inserted.parent_id = edge.parent_id
                WHERE edge.valid_to IS NULL
                GROUP BY edge.child_id, edge.parent_id HAVING COUNT(*) > 1)
        THROW 51032, N'fidesk:duplicate_id', 1;
    IF EXISTS (SELECT 1
                 FROM inserted AS higher
                 JOIN path ON path.node_id = higher.parent_id AND path.valid_to IS NULL
                 JOIN inserted AS deeper ON deeper.child_id = path.ancestor_id)
        THROW 51033, N'fidesk:cycle', 1;

    INSERT INTO path (node_id, ancestor_id, depth, valid_from)
    SELECT below.node_id, above.ancestor_id, below.depth + above.depth + 1, inserted.valid_from
      FROM inserted
      JOIN path AS below ON below.ancestor_id = inserted.child_id AND below.valid_to IS NULL
      JOIN path AS above ON above.node_id = inserted.parent_id AND above.valid_to IS NULL;
    -- Open use and shares come along with the children.
    UPDATE balance
       SET used_minor = balance.used_minor + moved.used_minor,
           reserved_minor = balance.reserved_minor + moved.reserved_minor,
           exposure_used_minor = balance.exposure_used_minor + moved.exposure_used_minor,
           exposure_reserved_minor = balance.exposure_reserved_minor
                                   + moved.exposure_reserved_minor
      FROM balance
      JOIN (SELECT path.ancestor_id,
                   SUM(CASE above.dimension WHEN N'regulation' THEN child.exposure_used_minor
                       ELSE child.used_minor END) AS used_minor,
                   SUM(CASE above.dimension WHEN N'regulation' THEN child.exposure_reserved_minor
                       ELSE child.reserved_minor END) AS reserved_minor,
                   SUM(child.exposure_used_minor) AS exposure_used_minor,
                   SUM(child.exposure_reserved_minor) AS exposure_reserved_minor
              FROM inserted
              JOIN path ON path.node_id = inserted.parent_id AND path.valid_to IS NULL
              JOIN node AS above ON above.id = path.ancestor_id
              JOIN balance AS child ON child.node_id = inserted.child_id
             GROUP BY path.ancestor_id) AS moved ON moved.ancestor_id = balance.node_id;
    UPDATE balance
       SET allocated_minor = balance.allocated_minor + moved.held_minor
      FROM balance
      JOIN (SELECT inserted.parent_id,
                   SUM(child.approved_minor + child.temporary_minor) AS held_minor
              FROM inserted JOIN balance AS child ON child.node_id = inserted.child_id
             WHERE inserted.strict = 1
             GROUP BY inserted.parent_id) AS moved ON moved.parent_id = balance.node_id;
END;

-- trigger edge_close
CREATE TRIGGER edge_close ON edge AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM deleted) RETURN;
    -- An edge is closed once, and nothing else of it ever changes.
    IF EXISTS (
        SELECT 1 FROM deleted
         WHERE deleted.valid_to IS NOT NULL
            OR NOT EXISTS (
                SELECT 1 FROM inserted
                 WHERE inserted.child_id = deleted.child_id
                   AND inserted.parent_id = deleted.parent_id
                   AND inserted.valid_from = deleted.valid_from
                   AND inserted.strict = deleted.strict AND inserted.valid_to IS NOT NULL))
        THROW 51031, N'fidesk:identity', 1;
    UPDATE balance SET used_minor = used_minor
     WHERE node_id IN (SELECT path.node_id FROM inserted
                         JOIN path ON path.ancestor_id = inserted.child_id
                        WHERE path.valid_to IS NULL
                        UNION ALL SELECT parent_id FROM inserted);
    IF EXISTS (SELECT 1
                 FROM inserted AS higher
                 JOIN path ON path.node_id = higher.parent_id AND path.valid_to IS NULL
                 JOIN inserted AS deeper ON deeper.child_id = path.ancestor_id)
        THROW 51033, N'fidesk:cycle', 1;

    UPDATE path
       SET valid_to = closed.valid_to
      FROM path
      JOIN (SELECT DISTINCT below.node_id, above.ancestor_id, inserted.valid_to
              FROM inserted
              JOIN path AS below ON below.ancestor_id = inserted.child_id
               AND below.valid_to IS NULL
              JOIN path AS above ON above.node_id = inserted.parent_id
               AND above.valid_to IS NULL) AS closed
        ON closed.node_id = path.node_id AND closed.ancestor_id = path.ancestor_id
     WHERE path.valid_to IS NULL;
    UPDATE balance
       SET used_minor = balance.used_minor - moved.used_minor,
           reserved_minor = balance.reserved_minor - moved.reserved_minor,
           exposure_used_minor = balance.exposure_used_minor - moved.exposure_used_minor,
           exposure_reserved_minor = balance.exposure_reserved_minor
                                   - moved.exposure_reserved_minor
      FROM balance
      JOIN (SELECT path.ancestor_id,
                   SUM(CASE above.dimension WHEN N'regulation' THEN child.exposure_used_minor
                       ELSE child.used_minor END) AS used_minor,
                   SUM(CASE above.dimension WHEN N'regulation' THEN child.exposure_reserved_minor
                       ELSE child.reserved_minor END) AS reserved_minor,
                   SUM(child.exposure_used_minor) AS exposure_used_minor,
                   SUM(child.exposure_reserved_minor) AS exposure_reserved_minor
              FROM inserted
              JOIN path ON path.node_id = inserted.parent_id AND path.valid_to IS NULL
              JOIN node AS above ON above.id = path.ancestor_id
              JOIN balance AS child ON child.node_id = inserted.child_id
             GROUP BY path.ancestor_id) AS moved ON moved.ancestor_id = balance.node_id;
    UPDATE balance
       SET allocated_minor = balance.allocated_minor - moved.held_minor
      FROM balance
      JOIN (SELECT inserted.parent_id,
                   SUM(child.approved_minor + child.temporary_minor) AS held_minor
              FROM inserted JOIN balance AS child ON child.node_id = inserted.child_id
             WHERE inserted.strict = 1
             GROUP BY inserted.parent_id) AS moved ON moved.parent_id = balance.node_id;
END;
