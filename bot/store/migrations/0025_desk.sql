-- The organiser's desk. Of a public edition, the marks of what was checked before it became public,
-- as JSON; nothing where members alone may read it. `noted_by` is who wrote the note at its top.
ALTER TABLE digests ADD COLUMN public TEXT;
ALTER TABLE digests ADD COLUMN noted_by TEXT NOT NULL DEFAULT '';

-- Editions that wait for an organiser. They have no number yet, and no page.
CREATE TABLE held_digests (
    community TEXT NOT NULL,
    week TEXT NOT NULL,
    edition TEXT NOT NULL,
    noted_by TEXT NOT NULL DEFAULT '',
    held_at TEXT NOT NULL,
    PRIMARY KEY (community, week)
) STRICT;

-- What is decided of the edition that comes next: one row for each community.
CREATE TABLE coming_digests (
    community TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    noted_by TEXT NOT NULL DEFAULT '',
    hold INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (community)
) STRICT, WITHOUT ROWID;
