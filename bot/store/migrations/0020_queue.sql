-- The feeds a community reads, each a council's or a practitioner's blog. `fault` is a code, and
-- `details` what fills the gaps of its sentence.
CREATE TABLE feeds (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    council TEXT NOT NULL,
    council_kind TEXT NOT NULL,
    state TEXT NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT '',
    details TEXT NOT NULL DEFAULT '{}',
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    read_at TEXT,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX feeds_address ON feeds (community, address);

-- What came from feeds and files and waits for a moderator. A row stays after it was decided, so
-- that what comes again is known; `seen_at` is when it came last.
CREATE TABLE candidates (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    claim TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    council TEXT NOT NULL,
    council_kind TEXT NOT NULL,
    link TEXT NOT NULL,
    written_at TEXT,
    state TEXT NOT NULL,
    view INTEGER NOT NULL DEFAULT 0,
    came_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX candidates_key ON candidates (community, source, key);
CREATE INDEX candidates_state ON candidates (community, state);
