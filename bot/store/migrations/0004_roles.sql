-- Who was named a moderator or an organiser: a member, or a group of the platform ("discord:&7").
CREATE TABLE roles (
    community TEXT NOT NULL,
    holder TEXT NOT NULL,
    role TEXT NOT NULL,
    named_by TEXT NOT NULL,
    named_at TEXT NOT NULL,
    PRIMARY KEY (community, holder)
) STRICT, WITHOUT ROWID;

-- When the platform last said, at a press, that a member runs this community ('' in `through`), or
-- is in a group that was named.
CREATE TABLE vouched (
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    through TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;

-- A question shown to one member alone, until they ask it, leave it, or a day has passed.
CREATE TABLE previews (
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT,
    claim TEXT NOT NULL,
    move TEXT NOT NULL,
    wording TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, member)
) STRICT, WITHOUT ROWID;

-- Nobody was ever named in this column: names stand in a table of their own now.
ALTER TABLE members DROP COLUMN moderator;
-- Until when the bot leaves a member out; null when it does not.
ALTER TABLE members ADD COLUMN snoozed_until TEXT;
