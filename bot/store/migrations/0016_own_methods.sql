-- Ways of dissenting that moderators of a community wrote themselves.
CREATE TABLE own_methods (
    community TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (community, name)
) STRICT, WITHOUT ROWID;
