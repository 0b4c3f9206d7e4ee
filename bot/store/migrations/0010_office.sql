-- The office of challenger-in-chief. One row for each member and channel they volunteered for.
CREATE TABLE volunteers (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    member TEXT NOT NULL,
    named INTEGER NOT NULL,
    weeks_between INTEGER NOT NULL,
    away_until TEXT,
    PRIMARY KEY (community, channel, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX volunteers_member ON volunteers (community, member);

-- That a volunteer was asked, so that nobody is asked often. What they said is not kept.
CREATE TABLE requests (
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, member, at)
) STRICT, WITHOUT ROWID;

-- The terms. `key` and `doubters` are empty once doubts are counted; when a term is over, no member
-- is named in its row.
CREATE TABLE terms (
    community TEXT NOT NULL,
    id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    about TEXT NOT NULL,
    weeks INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    deadline TEXT NOT NULL,
    opened_by TEXT,
    state TEXT NOT NULL,
    key BLOB,
    doubters TEXT NOT NULL,
    doubted INTEGER NOT NULL,
    invited TEXT,
    passed TEXT NOT NULL,
    holder TEXT,
    genuine INTEGER NOT NULL,
    stand_in TEXT,
    back_at TEXT,
    served TEXT NOT NULL,
    ends TEXT,
    said INTEGER NOT NULL,
    PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX terms_state ON terms (community, state);
