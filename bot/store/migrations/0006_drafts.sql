-- What a member wrote in a form that could not be taken, to stand there when they open it again.
-- Never of a form that is hidden in a round: that would tie a member to what they wrote.
CREATE TABLE drafts (
    community TEXT NOT NULL,
    member TEXT NOT NULL,
    form TEXT NOT NULL,
    subject TEXT NOT NULL,
    written TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (community, member, form, subject)
) STRICT, WITHOUT ROWID;
