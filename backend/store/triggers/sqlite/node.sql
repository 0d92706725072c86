-- Nodes: a node arises with its balance, its edges follow from what it is, its path from its edges.

-- trigger node_refuse
CREATE TRIGGER node_refuse BEFORE INSERT ON node
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM node WHERE id = NEW.id OR node_key = NEW.node_key);
    SELECT RAISE(ABORT, 'fidesk:identity')
     WHERE NEW.node_key IS NOT NEW.dimension || ':' || CASE NEW.dimension
           WHEN 'country' THEN NEW.country_code
           WHEN 'group' THEN NEW.group_code
           WHEN 'entity' THEN NEW.institution_id
           WHEN 'product' THEN NEW.institution_id || '/' || NEW.product_code
           WHEN 'tenor' THEN NEW.institution_id || '/' || coalesce(NEW.product_code, '')
                             || '/' || NEW.tenor_from_days
           WHEN 'currency' THEN NEW.institution_id || '/' || coalesce(NEW.product_code, '')
                                || '/' || NEW.currency_code
           WHEN 'regulation' THEN NEW.rule_code || '/' || CASE
                WHEN NEW.group_code IS NOT NULL THEN 'group:' || NEW.group_code
                WHEN NEW.institution_id IS NOT NULL THEN 'entity:' || NEW.institution_id
                ELSE 'country:' || NEW.country_code END
           ELSE NEW.institution_id || '/' || NEW.product_code || '/' || NEW.unit_code END;
    -- A share without what stands above it would be bound by nothing.
    SELECT RAISE(ABORT, 'fidesk:no_parent')
     WHERE NEW.dimension IN ('product', 'unit')
       AND NOT EXISTS (
           SELECT 1 FROM node AS parent
            WHERE parent.institution_id = NEW.institution_id
              AND parent.node_key = CASE NEW.dimension
                  WHEN 'product' THEN 'entity:' || NEW.institution_id
                  ELSE coalesce(
                      (SELECT 'unit:' || NEW.institution_id || '/' || NEW.product_code
                              || '/' || above.code
                         FROM unit JOIN unit AS above
                           ON above.code = unit.parent_code AND above.allocates = 1
                        WHERE unit.code = NEW.unit_code),
                      'product:' || NEW.institution_id || '/' || NEW.product_code) END);
END;

-- trigger node_arise
CREATE TRIGGER node_arise AFTER INSERT ON node
BEGIN
    INSERT INTO balance (node_id, approved_minor, temporary_minor, frozen_minor, used_minor,
                         reserved_minor, consumed_minor, allocated_minor,
                         exposure_used_minor, exposure_reserved_minor)
    VALUES (NEW.id, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    -- A limit across a line counts from its first day what is open of its tenor or currency.
    UPDATE balance
       SET used_minor = coalesce((
               SELECT sum(drawn.open_use_minor)
                 FROM node AS leaf JOIN open_draw AS drawn ON drawn.node_id = leaf.id
                WHERE leaf.institution_id = NEW.institution_id AND leaf.dimension = 'unit'
                  AND leaf.product_code = coalesce(NEW.product_code, leaf.product_code)
                  AND (drawn.tenor_days >= NEW.tenor_from_days
                       OR drawn.currency_code = NEW.currency_code)), 0),
           reserved_minor = coalesce((
               SELECT sum(held.open_minor)
                 FROM node AS leaf JOIN due AS held ON held.node_id = leaf.id
                WHERE leaf.institution_id = NEW.institution_id AND leaf.dimension = 'unit'
                  AND held.kind = 'lapse'
                  AND leaf.product_code = coalesce(NEW.product_code, leaf.product_code)
                  AND (held.tenor_days >= NEW.tenor_from_days
                       OR held.currency_code = NEW.currency_code)), 0)
     WHERE node_id = NEW.id AND NEW.dimension IN ('tenor', 'currency');
    INSERT INTO path (node_id, ancestor_id, depth, valid_from)
    SELECT NEW.id, NEW.id, 0, max(day) FROM business_day;

    -- A unit's share lies under its group's when it has one, else under the product line.
    INSERT INTO edge (child_id, parent_id, strict, valid_from)
    SELECT NEW.id, parent.id, 1, (SELECT max(day) FROM business_day)
      FROM unit
      LEFT JOIN unit AS above ON above.code = unit.parent_code AND above.allocates = 1
      JOIN node AS parent
        ON parent.institution_id = NEW.institution_id
       AND parent.product_code = NEW.product_code
       AND parent.dimension IN ('product', 'unit')
       AND coalesce(parent.unit_code, '') = coalesce(above.code, '')
     WHERE NEW.dimension = 'unit' AND unit.code = NEW.unit_code;
    INSERT INTO edge (child_id, parent_id, strict, valid_from)
    SELECT NEW.id, parent.id, 0, (SELECT max(day) FROM business_day)
      FROM node AS parent
     WHERE NEW.dimension = 'product' AND parent.dimension = 'entity'
       AND parent.institution_id = NEW.institution_id;
    -- Multilaterals and central banks stand without a country.
    INSERT INTO edge (child_id, parent_id, strict, valid_from)
    SELECT NEW.id, parent.id, 0, (SELECT max(day) FROM business_day)
      FROM institution
      JOIN node AS parent
        ON (parent.dimension = 'group' AND parent.group_code = institution.group_code)
        OR (parent.dimension = 'country' AND institution.kind = 'bank'
            AND parent.country_code = institution.risk_country_code)
        OR (parent.dimension = 'regulation'
            AND (parent.group_code = institution.group_code
                 OR parent.institution_id = institution.id
                 OR parent.country_code = institution.risk_country_code))
     WHERE NEW.dimension = 'entity' AND institution.id = NEW.institution_id;
    INSERT INTO edge (child_id, parent_id, strict, valid_from)
    SELECT child.id, NEW.id, 0, (SELECT max(day) FROM business_day)
      FROM node AS child JOIN institution ON institution.id = child.institution_id
     WHERE NEW.dimension IN ('group', 'country', 'regulation') AND child.dimension = 'entity'
       AND ((NEW.dimension = 'group' AND institution.group_code = NEW.group_code)
         OR (NEW.dimension = 'country' AND institution.kind = 'bank'
             AND institution.risk_country_code = NEW.country_code)
         OR (NEW.dimension = 'regulation'
             AND (institution.group_code = NEW.group_code
                  OR institution.id = NEW.institution_id
                  OR institution.risk_country_code = NEW.country_code)));
END;

-- trigger node_identity
CREATE TRIGGER node_identity BEFORE UPDATE ON node
BEGIN
    SELECT RAISE(ABORT, 'fidesk:identity')
     WHERE NEW.id <> OLD.id OR NEW.node_key <> OLD.node_key OR NEW.dimension <> OLD.dimension
        OR NEW.country_code IS NOT OLD.country_code OR NEW.group_code IS NOT OLD.group_code
        OR NEW.institution_id IS NOT OLD.institution_id
        OR NEW.product_code IS NOT OLD.product_code OR NEW.unit_code IS NOT OLD.unit_code
        OR NEW.tenor_from_days IS NOT OLD.tenor_from_days
        OR NEW.currency_code IS NOT OLD.currency_code OR NEW.rule_code IS NOT OLD.rule_code;
END;

-- trigger edge_refuse
CREATE TRIGGER edge_refuse BEFORE INSERT ON edge
BEGIN
    SELECT RAISE(ABORT, 'fidesk:duplicate_id')
     WHERE EXISTS (SELECT 1 FROM edge WHERE child_id = NEW.child_id
                      AND parent_id = NEW.parent_id
                      AND (valid_to IS NULL OR valid_from = NEW.valid_from));
    SELECT RAISE(ABORT, 'fidesk:cycle')
     WHERE EXISTS (SELECT 1 FROM path WHERE node_id = NEW.parent_id
                      AND ancestor_id = NEW.child_id AND valid_to IS NULL);
END;

-- trigger edge_open
CREATE TRIGGER edge_open AFTER INSERT ON edge
BEGIN
    INSERT INTO path (node_id, ancestor_id, depth, valid_from)
    SELECT below.node_id, above.ancestor_id, below.depth + above.depth + 1, NEW.valid_from
      FROM path AS below, path AS above
     WHERE below.ancestor_id = NEW.child_id AND below.valid_to IS NULL
       AND above.node_id = NEW.parent_id AND above.valid_to IS NULL;
    -- Open use and shares come along with the child.
    UPDATE balance
       SET used_minor = balance.used_minor + CASE above.dimension
               WHEN 'regulation' THEN child.exposure_used_minor ELSE child.used_minor END,
           reserved_minor = balance.reserved_minor + CASE above.dimension
               WHEN 'regulation' THEN child.exposure_reserved_minor ELSE child.reserved_minor END,
           exposure_used_minor = balance.exposure_used_minor + child.exposure_used_minor,
           exposure_reserved_minor = balance.exposure_reserved_minor
                                   + child.exposure_reserved_minor
      FROM balance AS child, node AS above
     WHERE child.node_id = NEW.child_id AND above.id = balance.node_id
       AND balance.node_id IN (SELECT ancestor_id FROM path
                                WHERE node_id = NEW.parent_id AND valid_to IS NULL);
    UPDATE balance SET allocated_minor = balance.allocated_minor
                                  + child.approved_minor + child.temporary_minor
      FROM balance AS child
     WHERE NEW.strict = 1 AND child.node_id = NEW.child_id AND balance.node_id = NEW.parent_id;
END;

-- trigger edge_close
CREATE TRIGGER edge_close AFTER UPDATE OF valid_to ON edge
WHEN OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL
BEGIN
    UPDATE path SET valid_to = NEW.valid_to
     WHERE valid_to IS NULL
       AND node_id IN (SELECT node_id FROM path
                        WHERE ancestor_id = NEW.child_id AND valid_to IS NULL)
       AND ancestor_id IN (SELECT ancestor_id FROM path
                            WHERE node_id = NEW.parent_id AND valid_to IS NULL);
    UPDATE balance
       SET used_minor = balance.used_minor - CASE above.dimension
               WHEN 'regulation' THEN child.exposure_used_minor ELSE child.used_minor END,
           reserved_minor = balance.reserved_minor - CASE above.dimension
               WHEN 'regulation' THEN child.exposure_reserved_minor ELSE child.reserved_minor END,
           exposure_used_minor = balance.exposure_used_minor - child.exposure_used_minor,
           exposure_reserved_minor = balance.exposure_reserved_minor
                                   - child.exposure_reserved_minor
      FROM balance AS child, node AS above
     WHERE child.node_id = NEW.child_id AND above.id = balance.node_id
       AND balance.node_id IN (SELECT ancestor_id FROM path
                                WHERE node_id = NEW.parent_id AND valid_to IS NULL);
    UPDATE balance SET allocated_minor = balance.allocated_minor
                                  - child.approved_minor - child.temporary_minor
      FROM balance AS child
     WHERE NEW.strict = 1 AND child.node_id = NEW.child_id AND balance.node_id = NEW.parent_id;
END;

-- trigger edge_identity
CREATE TRIGGER edge_identity BEFORE UPDATE ON edge
BEGIN
    SELECT RAISE(ABORT, 'fidesk:identity')
     WHERE NEW.child_id <> OLD.child_id OR NEW.parent_id <> OLD.parent_id
        OR NEW.strict <> OLD.strict OR NEW.valid_from <> OLD.valid_from
        OR OLD.valid_to IS NOT NULL OR NEW.valid_to IS NULL;
END;

-- trigger edge_no_delete
CREATE TRIGGER edge_no_delete BEFORE DELETE ON edge
BEGIN
    SELECT RAISE(ABORT, 'fidesk:append_only');
END;
