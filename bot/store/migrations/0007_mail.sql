-- The digest by mail. What is sealed holds an address, and needs a secret key that is not in here.

-- One row for each member who confirmed. Of the way out only the hash is kept in the open.
CREATE TABLE subscriptions (
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    sealed TEXT NOT NULL,
    way_out TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX subscriptions_way_out ON subscriptions (way_out);

-- One row for each mail that asked to be confirmed, so that nobody can be sent many. Who asked is a
-- hash, so that the count outlives a member who is forgotten; what is sealed does not.
CREATE TABLE confirmations (
    token TEXT PRIMARY KEY,
    community TEXT NOT NULL,
    asker TEXT NOT NULL,
    sealed TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    asked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX confirmations_asker ON confirmations (community, asker);

-- A mail is written once under its key, as a post is.
CREATE UNIQUE INDEX outbox_mail ON outbox (community, key) WHERE kind = 'mail';
