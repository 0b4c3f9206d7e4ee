-- The first tables, for both engines: dialect.py says how PostgreSQL gets its own words for them.
-- Moments are UTC text of one width. References to chat ("slack:T1/C1") are text. Truth is 0 or 1.
-- A statement ends with a semicolon at the end of a line, and holds no other.

-- What was heard, so that it is acted on once. Without heard_at: it failed, and may come again.
CREATE TABLE events (
    community TEXT NOT NULL,
    key TEXT NOT NULL,
    heard_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    failed_at TEXT,
    PRIMARY KEY (community, key)
) STRICT, WITHOUT ROWID;

-- Letters to a platform. A say's id is its mark, which travels with the post: no number is used twice.
-- A sent say keeps its reference, for revisions; its body is erased.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL,
    community TEXT NOT NULL,
    lane TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    reference TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    written_at TEXT NOT NULL,
    sending_at TEXT,
    done_at TEXT,
    error TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE UNIQUE INDEX outbox_key ON outbox (community, key) WHERE kind = 'say';
CREATE INDEX outbox_lane ON outbox (platform, lane, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_reference ON outbox (community, reference) WHERE reference IS NOT NULL;
CREATE INDEX outbox_done ON outbox (community, done_at) WHERE done_at IS NOT NULL;

CREATE TABLE timers (
    community TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    parked INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (community, kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_due ON timers (parked, due_at);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    community TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    booked_at TEXT NOT NULL,
    claimed_at TEXT,
    error TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX jobs_due ON jobs (state, due_at);
CREATE INDEX jobs_subject ON jobs (community, kind, subject);

-- What a platform must remember across restarts; no community, because it may come before any.
CREATE TABLE platform_state (
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (platform, name)
) STRICT, WITHOUT ROWID;

-- The last number given to a kind of thing in a community; numbers start at 1 and are not used twice.
CREATE TABLE numbers (
    community TEXT NOT NULL,
    kind TEXT NOT NULL,
    latest INTEGER NOT NULL,
    PRIMARY KEY (community, kind)
) STRICT, WITHOUT ROWID;
