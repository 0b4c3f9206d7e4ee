-- What a language model suggested for an edition that waits for an organiser. `place` is what it is
-- for; `before` is what stood there until it was approved, as JSON.
CREATE TABLE suggestions (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    week TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    before TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX suggestions_week ON suggestions (community, week);

-- What the model cost a community on a day: reserved before it is asked, settled after.
CREATE TABLE model_spending (
    community TEXT NOT NULL,
    day TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (community, day)
) STRICT, WITHOUT ROWID;
