-- Channels that hold rounds together by agreement of moderators on both sides.
CREATE TABLE invitations (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (community, channel)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX invitations_code ON invitations (code);

CREATE TABLE partners (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    theirs TEXT NOT NULL,
    name TEXT NOT NULL,
    known_as TEXT NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

-- The channels of partners that a round is held in as well.
ALTER TABLE rounds ADD COLUMN guests TEXT NOT NULL DEFAULT '[]';
