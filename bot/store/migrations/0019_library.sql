-- Where a view was shared, what a reader should know of the place, and when its author is asked.
ALTER TABLE views ADD COLUMN channel TEXT;
ALTER TABLE views ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE views ADD COLUMN followed_up_at TEXT;
ALTER TABLE views ADD COLUMN ask_on TEXT;
ALTER TABLE views ADD COLUMN asked_on TEXT;
ALTER TABLE views ADD COLUMN via TEXT NOT NULL DEFAULT '';

CREATE INDEX views_author ON views (community, author);
CREATE INDEX views_council ON views (community, council);
CREATE INDEX views_newest ON views (community, shared_at);
CREATE INDEX views_scope_newest ON views (scope, shared_at);
DROP INDEX views_scope;

-- Which posts show a view of the library, in whatever community, so that it can be taken out of them.
CREATE TABLE shown_views (
    community TEXT NOT NULL,
    post TEXT NOT NULL,
    channel TEXT NOT NULL,
    owner TEXT NOT NULL,
    view INTEGER NOT NULL,
    why TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (community, post, owner, view)
) STRICT, WITHOUT ROWID;

CREATE INDEX shown_views_view ON shown_views (owner, view);

-- Which council area a parish or town council is in, by its member's own word.
ALTER TABLE members ADD COLUMN council_parent TEXT NOT NULL DEFAULT '';
