-- How often luck alone shows as much as a talk, in each way it could be noticed: what the talks of a
-- week are compared by. The latest figures of each talk; nothing of them is about a person.
CREATE TABLE weighings (
    community TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT NOT NULL,
    way TEXT NOT NULL,
    chance REAL NOT NULL,
    least REAL NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, channel, thread, way)
) STRICT, WITHOUT ROWID;

CREATE INDEX weighings_at ON weighings (community, at);

-- What a verdict rests on, part by part, where it led to a question; and how often luck does as much.
ALTER TABLE verdicts ADD COLUMN chance REAL;
ALTER TABLE verdicts ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
