-- The libraries of other communities, on other bots, whose views are received here. `trusted` are
-- the fingerprints of the keys that may sign; `made_at` is when the last one that was used was made.
CREATE TABLE libraries (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    trusted TEXT NOT NULL,
    library TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    made_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT '',
    details TEXT NOT NULL DEFAULT '{}',
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    read_at TEXT,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

-- Which view of ours stands for which of theirs, and what it said when it came.
CREATE TABLE received_views (
    community TEXT NOT NULL,
    library INTEGER NOT NULL,
    name TEXT NOT NULL,
    view INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (community, library, name)
) STRICT, WITHOUT ROWID;

-- Views that were shared with others and are not any more: only their numbers.
CREATE TABLE withdrawn_views (
    community TEXT NOT NULL,
    view INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, view)
) STRICT, WITHOUT ROWID;
