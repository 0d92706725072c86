-- Nodes: a node arises with its balance, its edges follow from what it is, its path from its edges.
-- A number or key that is taken is refused by its unique key.

-- trigger node_arise
CREATE TRIGGER node_arise ON node AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF NOT EXISTS (SELECT 1 FROM inserted) RETURN;
    IF EXISTS (
        SELECT 1 FROM inserted
         WHERE node_key <> COALESCE(dimension + N':' + CASE dimension
               WHEN N'country' THEN country_code
               WHEN N'group' THEN group_code
               WHEN N'entity' THEN CAST(institution_id AS NVARCHAR(20))
               WHEN N'product' THEN CAST(institution_id AS NVARCHAR(20)) + N'/' + product_code
               WHEN N'tenor' THEN CAST(institution_id AS NVARCHAR(20)) + N'/'
                    + COALESCE(product_code, N'') + N'/' + CAST(tenor_from_days AS NVARCHAR(20))
               WHEN N'currency' THEN CAST(institution_id AS NVARCHAR(20)) + N'/'
                    + COALESCE(product_code, N'') + N'/' + currency_code
               WHEN N'regulation' THEN rule_code + N'/' + CASE
                    WHEN group_code IS NOT NULL THEN N'group:' + group_code
                    WHEN institution_id IS NOT NULL
                    THEN N'entity:' + CAST(institution_id AS NVARCHAR(20))
                    ELSE N'country:' + country_code END
               ELSE CAST(institution_id AS NVARCHAR(20)) + N'/' + product_code
                    + N'/' + unit_code END, N''))
        THROW 51031, N'fidesk:identity', 1;
    DECLARE @open_date DATE;
    SELECT @open_date = MAX(day) FROM business_day;

    INSERT INTO balance (node_id, approved_minor, temporary_minor, frozen_minor, used_minor,
                         reserved_minor, consumed_minor, allocated_minor,
                         exposure_used_minor, exposure_reserved_minor)
    SELECT id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM inserted;
    -- A limit across a line counts from its first day what is open of its tenor or currency.
    IF EXISTS (SELECT 1 FROM inserted WHERE dimension IN (N'tenor', N'currency'))
    BEGIN
        -- Whoever posts beneath waits here, and then sees the new node.
        UPDATE balance SET used_minor = used_minor
         WHERE node_id IN (SELECT leaf.id FROM inserted
                             JOIN node AS leaf ON leaf.institution_id = inserted.institution_id
                            WHERE inserted.dimension IN (N'tenor', N'currency')
                              AND leaf.dimension = N'unit');
        UPDATE balance
           SET used_minor = balance.used_minor + opened.used_minor
          FROM balance
          JOIN (SELECT across.id, SUM(drawn.open_use_minor) AS used_minor
                  FROM inserted AS across
                  JOIN node AS leaf
                    ON leaf.institution_id = across.institution_id AND leaf.dimension = N'unit'
                   AND leaf.product_code = COALESCE(across.product_code, leaf.product_code)
                  JOIN open_draw AS drawn
                    ON drawn.node_id = leaf.id
                   AND (drawn.tenor_days >= across.tenor_from_days
                        OR drawn.currency_code = across.currency_code)
                 WHERE across.dimension IN (N'tenor', N'currency')
                 GROUP BY across.id) AS opened ON opened.id = balance.node_id;
        UPDATE balance
           SET reserved_minor = balance.reserved_minor + opened.reserved_minor
          FROM balance
          JOIN (SELECT across.id, SUM(held.open_minor) AS reserved_minor
                  FROM inserted AS across
                  JOIN node AS leaf
                    ON leaf.institution_id = across.institution_id AND leaf.dimension = N'unit'
                   AND leaf.product_code = COALESCE(across.product_code, leaf.product_code)
                  JOIN due AS held
                    ON held.node_id = leaf.id AND held.kind = N'lapse'
                   AND (held.tenor_days >= across.tenor_from_days
                        OR held.currency_code = across.currency_code)
                 WHERE across.dimension IN (N'tenor', N'currency')
                 GROUP BY across.id) AS opened ON opened.id = balance.node_id;
    END;
    INSERT INTO path (node_id, ancestor_id, depth, valid_from)
    SELECT id, id, 0, @open_date FROM inserted;

    -- From the top down, each statement one step, so that no set holds a chain.
    -- Multilaterals and central banks stand without a country.
    IF EXISTS (SELECT 1 FROM inserted WHERE dimension = N'entity')
        INSERT INTO edge (child_id, parent_id, strict, valid_from)
        SELECT child.id, parent.id, 0, @open_date
          FROM inserted AS child
          JOIN institution ON institution.id = child.institution_id
          JOIN node AS parent
            ON (parent.dimension = N'group' AND parent.group_code = institution.group_code)
            OR (parent.dimension = N'country' AND institution.kind = N'bank'
                AND parent.country_code = institution.risk_country_code)
            OR (parent.dimension = N'regulation'
                AND (parent.group_code = institution.group_code
                     OR parent.institution_id = institution.id
                     OR parent.country_code = institution.risk_country_code))
         WHERE child.dimension = N'entity';
    IF EXISTS (SELECT 1 FROM inserted
                WHERE dimension IN (N'group', N'country', N'regulation'))
        INSERT INTO edge (child_id, parent_id, strict, valid_from)
        SELECT child.id, parent.id, 0, @open_date
          FROM inserted AS parent
          JOIN institution
            ON (parent.dimension = N'group' AND parent.group_code = institution.group_code)
            OR (parent.dimension = N'country' AND institution.kind = N'bank'
                AND parent.country_code = institution.risk_country_code)
            OR (parent.dimension = N'regulation'
                AND (parent.group_code = institution.group_code
                     OR parent.institution_id = institution.id
                     OR parent.country_code = institution.risk_country_code))
          JOIN node AS child
            ON child.dimension = N'entity' AND child.institution_id = institution.id
         WHERE child.id NOT IN (SELECT id FROM inserted);
    IF EXISTS (SELECT 1 FROM inserted WHERE dimension = N'product')
        INSERT INTO edge (child_id, parent_id, strict, valid_from)
        SELECT child.id, parent.id, 0, @open_date
          FROM inserted AS child
          JOIN node AS parent
            ON parent.node_key = N'entity:' + CAST(child.institution_id AS NVARCHAR(20))
         WHERE child.dimension = N'product';
    -- A unit's share lies under its group's when it has one, else under the product line.
    IF EXISTS (SELECT 1 FROM inserted WHERE dimension = N'unit')
    BEGIN
        INSERT INTO edge (child_id, parent_id, strict, valid_from)
        SELECT child.id, parent.id, 1, @open_date
          FROM inserted AS child
          JOIN unit ON unit.code = child.unit_code
          LEFT JOIN unit AS above ON above.code = unit.parent_code AND above.allocates = 1
          JOIN node AS parent
            ON parent.node_key = N'product:' + CAST(child.institution_id AS NVARCHAR(20))
                                 + N'/' + child.product_code
         WHERE child.dimension = N'unit' AND above.code IS NULL;
        INSERT INTO edge (child_id, parent_id, strict, valid_from)
        SELECT child.id, parent.id, 1, @open_date
          FROM inserted AS child
          JOIN unit ON unit.code = child.unit_code
          JOIN unit AS above ON above.code = unit.parent_code AND above.allocates = 1
          JOIN node AS parent
            ON parent.node_key = N'unit:' + CAST(child.institution_id AS NVARCHAR(20))
                                 + N'/' + child.product_code + N'/' + above.code
         WHERE child.dimension = N'unit';
    END;
    -- A share without what stands above it would be bound by nothing.
    IF EXISTS (SELECT 1 FROM inserted
                WHERE dimension IN (N'product', N'unit')
                  AND NOT EXISTS (SELECT 1 FROM edge WHERE edge.child_id = inserted.id))
        THROW 51034, N'fidesk:no_parent', 1;
END;

-- trigger node_identity
CREATE TRIGGER node_identity ON node AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM deleted
         WHERE NOT EXISTS (
            SELECT 1 FROM inserted
             WHERE inserted.id = deleted.id AND inserted.node_key = deleted.node_key
               AND inserted.dimension = deleted.dimension
               AND COALESCE(inserted.country_code, N'') = COALESCE(deleted.country_code, N'')
               AND COALESCE(inserted.group_code, N'') = COALESCE(deleted.group_code, N'')
               AND COALESCE(inserted.institution_id, -1) = COALESCE(deleted.institution_id, -1)
               AND COALESCE(inserted.product_code, N'') = COALESCE(deleted.product_code, N'')
               AND COALESCE(inserted.unit_code, N'') = COALESCE(deleted.unit_code, N'')
               AND COALESCE(inserted.tenor_from_days, -1) = COALESCE(deleted.tenor_from_days, -1)
               AND COALESCE(inserted.currency_code, N'') = COALESCE(deleted.currency_code, N'')
               AND COALESCE(inserted.rule_code, N'') = COALESCE(deleted.rule_code, N'')))
        THROW 51031, N'fidesk:identity', 1;
END;
