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

CREATE TABLE channels (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    audience TEXT NOT NULL,
    switched_on INTEGER NOT NULL DEFAULT 0,
    switched_by TEXT NOT NULL DEFAULT '',
    switched_at TEXT,
    paused_until TEXT,
    PRIMARY KEY (community, channel)
) STRICT, WITHOUT ROWID;

-- What a member decided. A forgotten member leaves a row under a hash, and nothing in it.
CREATE TABLE members (
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    council TEXT NOT NULL DEFAULT '',
    council_kind TEXT NOT NULL DEFAULT '',
    listen INTEGER NOT NULL DEFAULT 1,
    quotes INTEGER NOT NULL DEFAULT 1,
    tells INTEGER NOT NULL DEFAULT 0,
    moderator INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    community TEXT PRIMARY KEY,
    changed TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    community TEXT NOT NULL,
    what TEXT NOT NULL,
    author TEXT NOT NULL,
    details TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX audit_at ON audit (community, at);

CREATE TABLE schedules (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    move TEXT NOT NULL,
    cron TEXT NOT NULL,
    zone TEXT NOT NULL,
    author TEXT NOT NULL,
    paused_until TEXT,
    skip_next INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    community TEXT NOT NULL,
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    answers TEXT,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    revised_at TEXT,
    council TEXT NOT NULL,
    audience TEXT NOT NULL,
    PRIMARY KEY (community, id)
) STRICT;

CREATE INDEX messages_talk ON messages (community, channel, thread, at);
CREATE INDEX messages_at ON messages (community, at);
CREATE INDEX messages_author ON messages (community, author);

CREATE TABLE reactions (
    community TEXT NOT NULL,
    message TEXT NOT NULL,
    member TEXT NOT NULL,
    feeling TEXT NOT NULL,
    PRIMARY KEY (community, message, member, feeling),
    FOREIGN KEY (community, message) REFERENCES messages (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX reactions_member ON reactions (community, member);

-- The latest verdict of each reason on each conversation. A thread of '' is the channel itself.
CREATE TABLE verdicts (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT NOT NULL,
    reason TEXT NOT NULL,
    challenge INTEGER NOT NULL,
    move TEXT NOT NULL,
    numbers TEXT NOT NULL,
    about TEXT NOT NULL,
    near INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, channel, thread, reason)
) STRICT, WITHOUT ROWID;

-- Conversations that are left alone until a moment.
CREATE TABLE settled (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (community, channel, thread)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenges (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    about TEXT NOT NULL,
    move TEXT NOT NULL,
    wording TEXT NOT NULL,
    claim TEXT NOT NULL,
    reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    asked_by TEXT,
    asked_at TEXT NOT NULL,
    lapses_at TEXT NOT NULL,
    state TEXT NOT NULL,
    answers INTEGER NOT NULL,
    helped INTEGER NOT NULL,
    not_helped INTEGER NOT NULL,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenges_channel ON challenges (community, channel, asked_at);

-- That a member has said whether it helped, so that each counts once; never what they said.
CREATE TABLE ratings (
    community TEXT NOT NULL,
    challenge INTEGER NOT NULL,
    rater TEXT NOT NULL,
    PRIMARY KEY (community, challenge, rater),
    FOREIGN KEY (community, challenge) REFERENCES challenges (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A round's key is null once it is over: then nobody can tell whose alias was whose.
CREATE TABLE rounds (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    method TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    claim TEXT NOT NULL,
    proposal TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    responder TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    phase INTEGER NOT NULL,
    phase_ends TEXT NOT NULL,
    state TEXT NOT NULL,
    key BLOB,
    windows TEXT NOT NULL,
    shift TEXT,
    took_part INTEGER NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX rounds_state ON rounds (community, state);

CREATE TABLE ballots (
    community TEXT NOT NULL,
    round INTEGER NOT NULL,
    place INTEGER NOT NULL,
    revealed INTEGER NOT NULL,
    alias TEXT NOT NULL,
    stand TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (community, round, revealed, place),
    FOREIGN KEY (community, round) REFERENCES rounds (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    community TEXT NOT NULL,
    round INTEGER NOT NULL,
    place INTEGER NOT NULL,
    id INTEGER NOT NULL,
    alias TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (community, round, place),
    FOREIGN KEY (community, round) REFERENCES rounds (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE votes (
    community TEXT NOT NULL,
    round INTEGER NOT NULL,
    place INTEGER NOT NULL,
    alias TEXT NOT NULL,
    entry INTEGER NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (community, round, place),
    FOREIGN KEY (community, round) REFERENCES rounds (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE responses (
    community TEXT NOT NULL,
    round INTEGER NOT NULL,
    place INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    reply TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (community, round, place),
    FOREIGN KEY (community, round) REFERENCES rounds (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE views (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    claim TEXT NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL,
    council TEXT NOT NULL,
    council_kind TEXT NOT NULL,
    link TEXT NOT NULL,
    author TEXT,
    scope TEXT NOT NULL,
    shared_at TEXT NOT NULL,
    source TEXT,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX views_scope ON views (scope);

CREATE TABLE digests (
    community TEXT NOT NULL,
    number INTEGER NOT NULL,
    week TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    edition TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (community, number),
    UNIQUE (community, week)
) STRICT;
