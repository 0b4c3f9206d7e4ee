-- What people said of a question or a round, in counts: was it useful, was it safe. While they may
-- say so there is a key; it is null afterwards. `before` and `after` are counts of what was said.
CREATE TABLE effects (
    community TEXT NOT NULL,
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    key BLOB,
    useful INTEGER NOT NULL DEFAULT 0,
    not_useful INTEGER NOT NULL DEFAULT 0,
    safe INTEGER NOT NULL DEFAULT 0,
    unsafe INTEGER NOT NULL DEFAULT 0,
    before TEXT NOT NULL DEFAULT '',
    after TEXT NOT NULL DEFAULT '',
    told INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (community, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX effects_channel ON effects (community, channel, closes_at);

-- While people may say so: a keyed mark for each answer, so that each counts once and may change.
CREATE TABLE effect_marks (
    community TEXT NOT NULL,
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (community, kind, id, mark),
    FOREIGN KEY (community, kind, id) REFERENCES effects (community, kind, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How often the bot may ask in a channel, where that is not as often as moderators set, and since
-- when: what was said before then counts no more.
CREATE TABLE brakes (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    cadence TEXT NOT NULL,
    why TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (community, channel)
) STRICT, WITHOUT ROWID;

-- The threads of which moderators were told that many wrote to one person; never to whom.
CREATE TABLE alarms (
    community TEXT NOT NULL,
    thread TEXT NOT NULL,
    channel TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, thread)
) STRICT, WITHOUT ROWID;

-- Its marks were kept as long as the question.
DROP TABLE ratings;
