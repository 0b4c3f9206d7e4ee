-- How each view reads, as numbers, so that those about the same subject are found among very many. A
-- row is made anew with every change, so `seq` says what changed since. `reader` is empty where the
-- words were not read yet, and '-' where the view was taken back.
CREATE TABLE view_vectors (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    community TEXT NOT NULL,
    view INTEGER NOT NULL,
    reader TEXT NOT NULL,
    vector BLOB,
    UNIQUE (community, view)
) STRICT;

CREATE INDEX view_vectors_reader ON view_vectors (community, reader, seq);

INSERT INTO view_vectors (community, view, reader)
    SELECT community, id, '' FROM views ORDER BY shared_at, community, id;

-- How often a view was said here to be new, or useful, by the kind of council of those who said so.
CREATE TABLE view_presses (
    community TEXT NOT NULL,
    owner TEXT NOT NULL,
    view INTEGER NOT NULL,
    word TEXT NOT NULL,
    kind TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (community, owner, view, word, kind)
) STRICT, WITHOUT ROWID;

-- One key a month, and under it marks that keep one person to one press; both go when the next begins.
CREATE TABLE view_keys (
    community TEXT NOT NULL,
    month TEXT NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (community, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_marks (
    community TEXT NOT NULL,
    month TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (community, month, mark)
) STRICT, WITHOUT ROWID;
