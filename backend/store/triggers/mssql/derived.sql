-- Balances, due rows and paths follow from nodes, edges and entries. That nobody takes one away is
-- generated; that a node has one open path to each node above it stands here.

-- trigger path_no_replace
CREATE TRIGGER path_no_replace ON path AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT path.node_id
                 FROM path
                WHERE path.valid_to IS NULL
                  AND EXISTS (SELECT 1 FROM inserted
                               WHERE inserted.node_id = path.node_id
                                 AND inserted.ancestor_id = path.ancestor_id)
                GROUP BY path.node_id, path.ancestor_id HAVING COUNT(*) > 1)
        THROW 51032, N'fidesk:duplicate_id', 1;
END;
