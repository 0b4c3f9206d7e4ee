-- What a receipt is good for once what it was given for is erased: which round that was, and no more.
CREATE TABLE receipts (
    community TEXT NOT NULL,
    receipt TEXT NOT NULL,
    round INTEGER NOT NULL,
    PRIMARY KEY (community, receipt),
    FOREIGN KEY (community, round) REFERENCES rounds (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX entries_receipt ON entries (community, receipt) WHERE receipt <> '';
