-- What somebody promised in their own name, in a round, and by when.
CREATE TABLE pledges (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    owner TEXT NOT NULL,
    what TEXT NOT NULL,
    due TEXT NOT NULL,
    made_at TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_on TEXT,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX pledges_channel ON pledges (community, channel);
CREATE INDEX pledges_owner ON pledges (community, owner);

-- The register of assumptions. `round` and `entry` are 0 for one that somebody wrote down by hand;
-- `owner` is empty when their name was taken off.
CREATE TABLE assumptions (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    text TEXT NOT NULL,
    owner TEXT NOT NULL,
    test_on TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_on TEXT,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX assumptions_channel ON assumptions (community, channel);
CREATE INDEX assumptions_owner ON assumptions (community, owner);
