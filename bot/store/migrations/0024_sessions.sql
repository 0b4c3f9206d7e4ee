-- Who is signed in to the reading pages. Of what a link or a cookie holds only the hash is kept.

CREATE TABLE sessions (
    secret TEXT PRIMARY KEY,
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    began_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_member ON sessions (community, member);

-- One row for each link that was given out. The member stands in it while the link works; who asked
-- is a hash, so that the count outlives a member who is forgotten.
CREATE TABLE sign_in_links (
    token TEXT PRIMARY KEY,
    community TEXT NOT NULL,
    asker TEXT NOT NULL,
    member TEXT NOT NULL DEFAULT '',
    asked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_links_asker ON sign_in_links (community, asker);
